"""Source places as one reads them: relative to the current folder where they lie in it."""

from pathlib import Path

from resnet_inspect.graph import SourceSpan


def place_text(span: SourceSpan | None) -> str:
    """Return ``my.py:15``, with the whole path only for files elsewhere."""
    if span is None:
        return ""
    here = f"{Path.cwd()}/"
    return f"{span.file.removeprefix(here)}:{span.line}"
