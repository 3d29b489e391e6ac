"""A network that could not even be built: the traceback as a finding."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resnet_inspect.errors import ConstructionError
from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.evidence.true_division import division_in, says_not_whole
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rules.running.construction_failed import repair
from resnet_inspect.linter.source.syntax import Sources

GROUPS = re.compile(r"(divisible by (num_)?groups|divisible by `?num_groups)")
_FRAME = re.compile(
    r'^  File "(?P<file>.+)", line (?P<line>\d+), in (?P<function>.+)$', re.MULTILINE
)
_RAISED = re.compile(r"^[\w.]+(: |:$|$)")
_LIBRARY = re.compile(r"[/\\](site-packages|dist-packages)[/\\]|[/\\]lib[/\\]python3|^<")


@dataclass(frozen=True, slots=True)
class _Frame:
    file: str
    line: int


def construction_finding(error: ConstructionError, sources: Sources) -> Finding | None:
    """Describe what a constructor raised; None where no line of the user's is to blame."""
    frames = [
        _Frame(match["file"], int(match["line"]))
        for match in _FRAME.finditer(error.traceback)
        if not _LIBRARY.search(match["file"])
    ]
    if not frames:
        return None
    raised = _raised(error.traceback)
    spans = [_span(frame, sources) for frame in reversed(frames)]
    place = _divided(frames, sources, raised) or spans[0]
    groups = GROUPS.search(raised) is not None
    return Finding(
        code="RES112" if groups else "RES002",
        name="groups-do-not-divide" if groups else "construction-failed",
        severity=Severity.ERROR,
        message=f"the network cannot be built: {raised}",
        place=place,
        label=raised.partition(": ")[2] or raised,
        help="choose widths that are multiples of the number of groups" if groups else "",
        fix=repair(sources, place, raised),
        around=tuple(spans[1:]),
    )


def _divided(frames: Sequence[_Frame], sources: Sources, raised: str) -> SourceSpan | None:
    """Return the quotient that should have been a whole number, the innermost frame's first."""
    for frame in reversed(frames if says_not_whole(raised) else ()):
        file = sources.file(frame.file)
        node = file.at(SourceSpan(frame.file, frame.line)) if file is not None else None
        statement = file.statement(node) if file is not None else None
        found = division_in(file, statement) if file is not None and statement else None
        if file is not None and found is not None:
            return file.span(found)
    return None


def _raised(traceback: str) -> str:
    """Return an exception's own first line, however many follow."""
    lines = traceback.strip().splitlines()
    last = max((at for at, line in enumerate(lines) if _FRAME.match(line)), default=-1)
    said = [line.strip() for line in lines[last + 1 :] if line.strip()]
    raised = next((line for line in said if _RAISED.match(line)), lines[-1])
    return f"{raised} {said[said.index(raised) + 1]}" if raised.endswith(":") else raised


def _span(frame: _Frame, sources: Sources) -> SourceSpan:
    """Return the statement's widest call in the frame's line."""
    file = sources.file(frame.file)
    span = SourceSpan(frame.file, frame.line)
    node = file.at(span) if file is not None else None
    return file.span(node) if file is not None and node is not None else span
