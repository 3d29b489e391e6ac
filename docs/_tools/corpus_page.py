"""The page about the lint's corpus; as a script, scores the lint and writes it anew."""

import re
import sys
import textwrap
from pathlib import Path

from rule_pages import rule_file

ROOT = Path(__file__).parents[2]
PATH = ROOT / "docs" / "reference" / "lint-corpus.md"
RATE = re.compile(r"(?<=<!-- repair -->\n\n).*(?=\n\n<!-- end of repair -->)", re.DOTALL)
TABLE = re.compile(r"(?<=<!-- score -->\n\n).*(?=\n\n<!-- end of score -->)", re.DOTALL)


def main() -> None:
    """Score the lint and its fixes on all networks and put the figures into the page."""
    sys.path.insert(0, str(ROOT))
    from tests.linter.corpus.manifest import read_cases  # noqa: PLC0415 - found from the root only
    from tests.linter.repair_score import faulty, sentence  # noqa: PLC0415 - see above
    from tests.linter.score import score  # noqa: PLC0415 - see above

    table, rate = score(read_cases()).table(), textwrap.fill(sentence(faulty()), 100)
    page = TABLE.sub(lambda _: linked(table), PATH.read_text(encoding="utf-8"))
    PATH.write_text(RATE.sub(lambda _: rate, page), encoding="utf-8")


def linked(table: str) -> str:
    """Return the table with a link from each rule to its file, for which the site has a page."""
    row = re.compile(r"^\| (RES\d+) \|", re.MULTILINE)
    return row.sub(lambda found: f"| [{found[1]}](../../{rule_file(found[1])}) |", table)


if __name__ == "__main__":
    main()
