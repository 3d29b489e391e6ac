"""The last line: how much was found."""

from collections.abc import Sequence

from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.words import count, shape


def summary(results: Sequence[Findings]) -> str:
    """Say how many findings there are of each severity, and how many can be fixed."""
    findings = [finding for result in results for finding in result]
    failed = sum(bool(result.error) for result in results)
    parts = [
        count(number, severity.value, "infos" if severity is Severity.INFO else "")
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        if (number := sum(finding.level is severity for finding in findings))
    ]
    text = f"Found {_listed(parts)}" if parts else "No findings"
    if len(results) != 1:
        text += f" in {count(len(results), 'network')}"
    if failed:
        text += f"; {count(failed, 'network')} could not be run"
    fixable = sum(finding.fix is not None for finding in findings)
    safe = sum(finding.fix is not None and finding.fix.safe for finding in findings)
    if fixable:
        text += f"; {fixable} fixable" + (f", {safe} safely with --fix" if safe else " (--unsafe)")
    silenced = sum(result.suppressed for result in results)
    return text + (f"; {silenced} silenced" if silenced else "") + "."


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def header(result: Findings) -> str:
    """Say what was linted: network, input, and the sizes that work."""
    what = f"{result.target}" + (f" ({result.network})" if result.network else "")
    if result.input_shape:
        what += f", input {shape(result.input_shape)}"
    if result.sizes:
        what += f"; works for {result.sizes}"
    return what
