"""The JSON Schema of a saved trace as a file; as a script, writes it."""

import json
from pathlib import Path

from resnet_inspect.render.records.document import document_schema

PATH = Path(__file__).parents[1] / "reference" / "trace-schema.json"


def text() -> str:
    """Return what the file must hold."""
    return json.dumps(document_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
