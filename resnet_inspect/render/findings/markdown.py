"""Findings as a Markdown table, for a pull request's comment or a page."""

from collections.abc import Iterable, Iterator, Sequence

from resnet_inspect.linter.finding import Finding, Findings
from resnet_inspect.render.findings.harmless import harmless
from resnet_inspect.render.findings.places import blocks, location
from resnet_inspect.render.findings.summary import header, summary


def render(results: Iterable[Findings]) -> str:
    """Return a heading and a table for each network, and a summary."""
    results = harmless(results)
    lines = [line for result in results for line in _network(result)]
    return "\n".join([*lines, summary(results), ""])


def _network(result: Findings) -> Iterator[str]:
    yield f"### {_cell(header(result))}"
    yield ""
    if result.error:
        yield f"Not run: {_cell(result.error)}"
        yield ""
    if result.findings:
        yield _row(("rule", "severity", "place", "what", "where", "help"))
        yield _row(("---",) * 6)
        yield from (_row(_cells(finding)) for finding in result)
        yield ""


def _cells(finding: Finding) -> Sequence[str]:
    what = finding.message + (f" ({finding.condition})" if finding.condition else "")
    return (
        f"{finding.code} {finding.name}", finding.level.value, f"`{location(finding.place)}`",
        what, blocks(finding.modules), finding.help,
    )  # fmt: skip


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
