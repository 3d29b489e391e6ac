"""One line for each finding: ``file:line:column: CODE message [name]``."""

from collections.abc import Iterable

from resnet_inspect.linter.finding import Finding, Findings
from resnet_inspect.render.findings.harmless import harmless
from resnet_inspect.render.findings.places import location
from resnet_inspect.render.findings.summary import summary


def render(results: Iterable[Findings]) -> str:
    """Return the findings of all networks, and a summary."""
    results = harmless(results)
    lines = [_line(finding) for result in results for finding in result]
    lines += [f"{result.target}: not run: {result.error}" for result in results if result.error]
    return "\n".join([*lines, summary(results), ""])


def _line(finding: Finding) -> str:
    fixable = " [*]" if finding.fix is not None else ""
    where = f" ({finding.condition})" if finding.condition else ""
    return (
        f"{location(finding.place)}: {finding.level} {finding.code} "
        f"{finding.message}{where} [{finding.name}]{fixable}"
    )
