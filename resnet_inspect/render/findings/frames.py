"""Findings as a good compiler shows them: the line to change, marked, with shapes below it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Findings, Severity
from resnet_inspect.linter.source.lines import split_lines, without_end
from resnet_inspect.render.findings.harmless import harmless
from resnet_inspect.render.findings.paint import Paint
from resnet_inspect.render.findings.places import blocks, location
from resnet_inspect.render.findings.summary import header, summary
from resnet_inspect.render.findings.window import window
from resnet_inspect.render.findings.wrapping import wrapped
from resnet_inspect.visible import blanked

CONTEXT = 1
"""Lines shown above and below the line to change."""

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@dataclass(frozen=True, slots=True)
class _Mark:
    span: SourceSpan
    label: str
    primary: bool


def render(
    results: Iterable[Findings],
    *,
    colors: bool = False,
    ascii_only: bool = False,
    full: bool = True,
    columns: int = 0,
) -> str:
    """Return a frame for each finding, and a summary.

    Args:
        results: The findings of each network.
        colors: Whether to color with ANSI sequences.
        ascii_only: Whether to keep to ASCII.
        full: Whether findings of severity info have frames of their own, or one line each.
        columns: The width of the terminal; 0 for lines of any length.
    """
    results = harmless(results)
    paint = Paint(colors=colors, ascii_only=ascii_only, columns=columns)
    lines: list[str] = []
    for result in results:
        lines += _network(result, paint, full=full)
    lines.append(paint.text(summary(results), "bold"))
    pieces = (piece for line in lines for piece in wrapped(line, columns))
    return "\n".join(map(paint.plain, pieces)) + "\n"


def _network(result: Findings, paint: Paint, *, full: bool) -> Iterator[str]:
    yield paint.text(header(result), "bold")
    yield ""
    framed = [one for one in result if full or one.level is not Severity.INFO]
    for finding in framed:
        yield from _finding(finding, result, paint)
        yield ""
    brief = [one for one in result if one not in framed]
    if brief:
        yield "Worth knowing:"
        for finding in brief:
            yield f"  {location(finding.place)} {_title(finding, paint)}"
        yield ""
    if result.error:
        yield f"{paint.text('not run', 'red', 'bold')}: {result.error}"
        yield from (f"  hint: {result.hint}",) if result.hint else ()
        yield ""


def _title(finding: Finding, paint: Paint) -> str:
    style = STYLES[finding.level]
    head = paint.text(f"{finding.level}[{finding.code}]", style, "bold")
    return f"{head} {paint.text(finding.message, 'bold')} {paint.text(f'({finding.name})', 'dim')}"


def _finding(finding: Finding, result: Findings, paint: Paint) -> Iterator[str]:
    yield _title(finding, paint)
    if finding.place is not None:
        marks = [_Mark(finding.place, finding.label, primary=True)]
        marks += [_Mark(one.span, one.label, primary=False) for one in finding.secondary]
        yield from _frame(marks, result.sources, paint, STYLES[finding.level])
    yield from _details(finding, paint)


def _details(finding: Finding, paint: Paint) -> Iterator[str]:
    bar = paint.text("   =", "blue")
    if finding.modules and finding.modules != ("",):
        yield f"{bar} in {blocks(finding.modules)}"
    for note in finding.notes:
        continued = note.startswith(" ")
        yield f"     {note}" if continued else f"{bar} {note}"
    if finding.condition:
        yield f"{bar} happens {finding.condition}"
    if finding.help:
        yield f"{bar} {paint.text('help', 'green', 'bold')}: {finding.help}"
    if finding.fix is not None and finding.fix.verified:
        tried = paint.text("fix", "green", "bold")
        how = "--fix" if finding.fix.safe else _unsafely(finding)
        yield f"{bar} {tried} ({how}): {finding.fix.title}; {finding.fix.verified}"


def _unsafely(finding: Finding) -> str:
    """Return how an unsafe fix is made: one for a mere info only if its rule is selected."""
    how = "--fix --unsafe"
    return f"--select {finding.code} {how}" if finding.level is Severity.INFO else how


def _frame(
    marks: Sequence[_Mark], sources: dict[str, str], paint: Paint, style: str
) -> Iterator[str]:
    """Show the places of each file in the order of their lines, the primary file first."""
    files = list(dict.fromkeys(mark.span.file for mark in marks))
    last = max((mark.span.line for mark in marks), default=1) + CONTEXT
    width = len(str(last))
    for file in files:
        mine = [mark for mark in marks if mark.span.file == file]
        arrow = paint.text(f"{' ' * width} -->", "blue")
        yield f"{arrow} {location(mine[0].span)}"
        text = sources.get(file)
        if text is not None:
            yield from _lines(_source_lines(text), mine, width, paint, style)


def _lines(
    lines: list[str], marks: list[_Mark], width: int, paint: Paint, style: str
) -> Iterator[str]:
    shown = _shown(marks, len(lines))
    room = paint.columns and max(paint.columns - width - 3, 1)
    before = 0
    yield paint.text(f"{' ' * width} |", "blue")
    for number in shown:
        if before and number > before + 1:
            yield paint.text("...", "blue")
        before = number
        line = lines[number - 1]
        mine = [mark for mark in marks if mark.span.line == number]
        seen = window(line.expandtabs(4), [_columns(mark, line) for mark in mine], room)
        code = seen.shown(line.expandtabs(4))
        yield f"{paint.text(f'{number:>{width}} |', 'blue')} {code}".rstrip()
        for mark in mine:
            place = seen.marked(*_columns(mark, line))
            yield from _underline(mark, place, width, paint, style)
    yield paint.text(f"{' ' * width} |", "blue")


def _shown(marks: list[_Mark], total: int) -> list[int]:
    shown: set[int] = set()
    for mark in marks:
        around = CONTEXT if mark.primary else 0
        shown.update(range(mark.span.line - around, mark.span.line + around + 1))
    return sorted(number for number in shown if 1 <= number <= total)


def _columns(mark: _Mark, line: str) -> tuple[int, int]:
    """Return where a mark begins and ends in a line whose tabs are spaces."""
    span = mark.span
    indent = len(line) - len(line.lstrip())
    start = indent if span.column is None else span.column
    end = len(line.rstrip())
    if span.end_line == span.line and span.end_column is not None:
        end = span.end_column
    return len(line[:start].expandtabs(4)), len(line[:end].expandtabs(4))


def _underline(
    mark: _Mark, place: tuple[int, int], width: int, paint: Paint, style: str
) -> Iterator[str]:
    """Mark the expression; what is said of it goes below where there is no room beside."""
    lead, length = place
    signs = ("^" if mark.primary else "-") * length
    bar = paint.text(f"{' ' * width} |", "blue")
    style = style if mark.primary else "blue"
    room = paint.columns - width - 3
    if not paint.columns or lead + length + 1 + len(mark.label) <= room:
        yield f"{bar} {' ' * lead}{paint.text(f'{signs} {mark.label}'.rstrip(), style)}"
        return
    yield f"{bar} {' ' * lead}{paint.text(signs, style)}"
    for piece in wrapped(mark.label, max(room - 2, 1)) if mark.label else ():
        yield f"{bar}   {paint.text(piece, style)}"


def _source_lines(text: str) -> list[str]:
    """Return the lines without what a terminal would obey, or take for the end of one."""
    return [blanked(without_end(line)) for line in split_lines(text)]
