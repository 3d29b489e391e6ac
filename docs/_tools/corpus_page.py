"""The page about the lint's corpus; as a script, scores the lint and writes it anew."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATH = ROOT / "docs" / "reference" / "lint-corpus.md"
TABLE = re.compile(r"(?<=<!-- score -->\n\n).*(?=\n\n<!-- end of score -->)", re.DOTALL)


def main() -> None:
    """Score the lint on all networks and put the table into the page."""
    sys.path.insert(0, str(ROOT))
    from tests.lint.corpus.manifest import read_cases  # noqa: PLC0415 - found from the root only
    from tests.lint.score import score  # noqa: PLC0415 - see above

    table = score(read_cases()).table()
    page = PATH.read_text(encoding="utf-8")
    PATH.write_text(TABLE.sub(lambda _: linked(table), page), encoding="utf-8")


def linked(table: str) -> str:
    """Return the table with a link from each rule to its page."""
    row = re.compile(r"^\| (RES\d+) \| ([\w-]+) \|", re.MULTILINE)
    return row.sub(r"| [\1](rules/\2.md) | \2 |", table)


if __name__ == "__main__":
    main()
