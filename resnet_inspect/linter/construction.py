"""A network that could not even be built: the traceback as a finding."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from resnet_inspect.errors import ConstructionError, shortened
from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.evidence.true_division import division_in, says_not_whole
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.rules.running.construction_failed import repair
from resnet_inspect.linter.source.blame import assignments
from resnet_inspect.linter.source.syntax import Sources, argument, names_read, none_by_default

GROUPS = re.compile(r"(divisible by (num_)?groups|divisible by `?num_groups)")
_FRAME = re.compile(
    r'^  File "(?P<file>.+)", line (?P<line>\d+), in (?P<function>.+)$'
    r"(?:\n    .*\n    (?P<before> *)(?P<marks>[~^]*\^[~^]*)$)?",
    re.MULTILINE,
)
_RAISED = re.compile(r"^[\w.]+(: |:$|$)")
_LIBRARY = re.compile(r"[/\\](site-packages|dist-packages)[/\\]|[/\\]lib[/\\]python3|^<")


@dataclass(frozen=True, slots=True)
class _Frame:
    file: str
    line: int
    start: int | None = None
    """Where in the line, its indentation left out, the expression begins that was running."""
    length: int = 0


def construction_finding(error: ConstructionError, sources: Sources) -> Finding | None:
    """Describe what a constructor raised; None where no line of the user's is to blame."""
    frames = [
        _frame(match)
        for match in _FRAME.finditer(error.traceback)
        if not _LIBRARY.search(match["file"])
    ]
    if not frames:
        return None
    raised = _raised(error.traceback)
    spans = [_span(frame, sources) for frame in reversed(frames)]
    groups = GROUPS.search(raised) is not None
    divided = _divided(frames, sources, raised)
    place = divided or (groups and _odd_width(sources, raised, spans[0]))
    place = place or spans[0]
    return Finding(
        code="RES112" if groups else "RES002",
        name="groups-do-not-divide" if groups else "construction-failed",
        severity=Severity.ERROR,
        message=f"the network cannot be built: {raised}",
        place=place,
        label=raised.partition(": ")[2] or raised,
        notes=_left_out(sources, raised, spans),
        help=_help(groups=groups, divided=divided is not None),
        fix=repair(sources, place, raised),
        around=tuple(span for span in spans if span != place),
    )


def _left_out(sources: Sources, raised: str, spans: Sequence[SourceSpan]) -> tuple[str, ...]:
    """Name the argument, None by default, that the failing statement reads."""
    for span in spans if "NoneType" in raised else ():
        file = sources.of(span)
        statement, function = (
            (file.statement(file.at(span)), file.function_at(span.line)) if file else (None, None)
        )
        if statement is None or function is None:
            continue
        wanted = names_read(statement) & set(none_by_default(function))
        if wanted:
            return (f"`{min(wanted)}` is None by default: give it with --arg",)
    return ()


def _help(*, groups: bool, divided: bool) -> str:
    if groups:
        return "choose widths that are multiples of the number of groups"
    return "`/` makes a float: divide by `//`" if divided else ""


def _frame(match: re.Match[str]) -> _Frame:
    marks = match["marks"]
    start = len(match["before"]) if marks else None
    return _Frame(match["file"], int(match["line"]), start, len(marks or ""))


def _odd_width(sources: Sources, raised: str, place: SourceSpan) -> SourceSpan | None:
    """Return the sum or difference that made a width which the groups do not divide."""
    found = call_at(sources, place)
    if found is None:
        return None
    file, call = found
    keyword, position = ("out_channels", 1) if "out_channels" in raised else ("in_channels", 0)
    value = argument(call, keyword, position)
    function = file.function(call)
    if not isinstance(value, ast.Name) or function is None:
        return None
    for statement in assignments(function, value.id):
        made = getattr(statement, "value", None)
        if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Add | ast.Sub):
            return file.span(made)
    return None


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
    last = max((at for at, line in enumerate(lines) if line.startswith('  File "')), default=-1)
    said = [line.strip() for line in lines[last + 1 :] if line.strip()]
    raised = next((line for line in said if _RAISED.match(line)), lines[-1])
    whole = f"{raised} {said[said.index(raised) + 1]}" if raised.endswith(":") else raised
    return shortened(whole)


def _span(frame: _Frame, sources: Sources) -> SourceSpan:
    """Return the expression that was running, else the widest call in the frame's line."""
    file = sources.file(frame.file)
    span = SourceSpan(frame.file, frame.line)
    if file is not None and frame.start is not None and frame.line <= len(file.lines):
        text = file.lines[frame.line - 1]
        column = len(text) - len(text.lstrip()) + frame.start
        end = column + frame.length
        span = SourceSpan(frame.file, frame.line, column, frame.line, end)
    node = file.at(span) if file is not None else None
    return file.span(node) if file is not None and node is not None else span
