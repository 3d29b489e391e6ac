"""Findings as workflow commands, which GitHub shows beside the changed lines."""

from collections.abc import Iterable, Iterator

from resnet_inspect.linter.finding import Finding, Findings, Severity
from resnet_inspect.render.findings.harmless import harmless
from resnet_inspect.render.findings.places import relative

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(results: Iterable[Findings]) -> str:
    """Return one command a line."""
    lines = [line for result in harmless(results) for line in _network(result)]
    return "".join(f"{line}\n" for line in lines)


def _network(result: Findings) -> Iterator[str]:
    for finding in result:
        yield _command(finding)
    if result.error:
        yield f"::error title=resnet-inspect::{_data(f'{result.target}: {result.error}')}"


def _command(finding: Finding) -> str:
    properties = {"title": f"{finding.code} {finding.name}"}
    span = finding.place
    if span is not None:
        properties = {"file": relative(span.file), "line": str(span.line), **properties}
        if span.end_line is not None:
            properties["endLine"] = str(span.end_line)
        if span.column is not None and span.end_line == span.line:
            properties["col"] = str(span.column + 1)
            properties["endColumn"] = str(span.end_column or span.column + 1)
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = finding.message + (f" ({finding.condition})" if finding.condition else "")
    text += f"\nhelp: {finding.help}" if finding.help else ""
    return f"::{LEVELS[finding.level]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
