"""Lays a table out in lines of text of at most a given width.

Where the width does not suffice, in this order: details go; the bars go; gaps and indents become
one blank; the type goes on in further lines; columns go, the last ones first; names go on in
further lines.
Nothing is cut off: what does not fit in a cell follows in the next line, and the footer names the
columns left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unicodedata import east_asian_width

from resnet_inspect.render.table.charset import UNICODE, Charset, bar
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow, Tone
from resnet_inspect.render.table.rail import FAILED, RailCell, RailLine, continuation

Segment = tuple[str, Tone]
Line = tuple[Segment, ...]

BAR_WIDTH = 8
NARROWEST_BAR = 4
LABEL_WIDTH = 12
COMFORTABLE = 27
"""Columns are left out before a column of words gets narrower than this."""
NARROWEST = 14
NARROWEST_NAME = 18


def lines(table: Table, width: int, charset: Charset = UNICODE) -> list[Line]:
    """Return the table as lines of toned text, none wider than ``width``."""
    return list(_Layout(table, max(width, 24), charset).lines())


@lru_cache(maxsize=8192)
def text_width(text: str) -> int:
    """Return how many terminal cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, width: int, breaks: str = " ", hang: int = 0) -> list[str]:
    """Break a text into lines, behind one of ``breaks`` where possible.

    Example:
        >>> wrap("layer1.0.conv1 bn1", 10, " .")
        ['layer1.0.', 'conv1 bn1']
    """
    result: list[str] = []
    blanks = " " * min(hang, width // 3)
    while len(text) > width or text_width(text) > width:
        at = _break(text, width, breaks)
        if line := text[:at].rstrip():
            result.append(line)
        text = blanks + text[at:].lstrip()
    return [*result, text]


def _break(text: str, room: int, breaks: str) -> int:
    used = best = 0
    start = len(text) - len(text.lstrip())
    for at, char in enumerate(text):
        used += text_width(char)
        if used > room + (char == " "):
            break
        if char in breaks and at > start:
            best = at + 1
    return best or max(at, start) or 1


@dataclass(slots=True)
class _Fitted:
    """A column with the width it got."""

    column: Column
    place: int
    """Its position in the table."""
    width: int
    bar: int = 0

    @property
    def total(self) -> int:
        return self.width + (self.bar + 1 if self.bar else 0)


class _Layout:
    def __init__(self, table: Table, width: int, charset: Charset) -> None:
        self.table = table
        self.width = width
        self.charset = charset
        self.rails = [self._rail(row.rail) for row in table.rows]
        self.rail_width = max((_length(rail) for rail in self.rails), default=0)
        self.gap = self.indent = 2
        self.left_out: list[Column] = []
        self.longest = self._longest_bars()
        self.columns = [self._written(column.longest_cell) for column in table.columns]
        self.fitted = [self._natural(at, column) for at, column in enumerate(table.columns)]
        if self._total(self.fitted) > self.width:
            self.columns = [
                self._written(column.cell) if column.detail else texts
                for column, texts in zip(table.columns, self.columns, strict=True)
            ]
            self.fitted = self._fit()

    @property
    def gutter(self) -> int:
        """Cells that the rail and the gap behind it take."""
        return self.rail_width + self.gap if self.rail_width else 0

    def _written(self, cell: Callable[[Any], str]) -> list[str]:
        return [self.charset.text(cell(row.item)) for row in self.table.rows]

    # Widths.

    def _fit(self) -> list[_Fitted]:
        fitted = [self._natural(at, column) for at, column in enumerate(self.table.columns)]
        if (over := self._total(fitted) - self.width) > 0:
            for each in fitted:
                each.bar = each.bar - over if each.bar - over >= NARROWEST_BAR else 0
        if self._total(fitted) > self.width:
            self.gap = self.indent = 1
            fitted = [
                self._natural(at, column, bar=0) for at, column in enumerate(self.table.columns)
            ]
        while not self._shrinks(fitted, COMFORTABLE):
            last = max(fitted, key=lambda each: each.column.rank)
            if last.column.rank == 0:
                break
            self.left_out.insert(0, last.column)
            fitted.remove(last)
        self._shrink(fitted)
        return fitted

    def _natural(self, at: int, column: Column, *, bar: int = BAR_WIDTH) -> _Fitted:
        indents = [row.indent * self.indent if at == 0 else 0 for row in self.table.rows]
        widths = [
            indent + text_width(text)
            for indent, text in zip(indents, self.columns[at], strict=True)
        ]
        width = max([text_width(self.charset.text(column.title)), *widths])
        return _Fitted(column, at, width, bar if column.bar is not None else 0)

    def _total(self, fitted: Sequence[_Fitted]) -> int:
        return self.gutter + sum(each.total for each in fitted) + self.gap * (len(fitted) - 1)

    def _shrinks(self, fitted: Sequence[_Fitted], least: int) -> bool:
        """Tell whether the columns fit when those of words are made as narrow as ``least``."""
        spare = sum(max(each.width - self._floor(each, least), 0) for each in _breakable(fitted))
        return self._total(fitted) - spare <= self.width

    def _floor(self, each: _Fitted, least: int) -> int:
        """Return how narrow a column may get; names need room beside the deepest indent."""
        if each.place or least == 1:
            return least
        return min(least, NARROWEST_NAME) + self._deepest()

    def _shrink(self, fitted: Sequence[_Fitted]) -> None:
        for least in (COMFORTABLE, NARROWEST, 1):
            for each in reversed(_breakable(fitted)):
                over = max(self._total(fitted) - self.width, 0)
                each.width -= min(over, max(each.width - self._floor(each, least), 0))

    def _deepest(self) -> int:
        return max((row.indent * self.indent for row in self.table.rows), default=0)

    # Lines.

    def lines(self) -> Iterator[Line]:
        if self.table.title:
            for text in self._paragraph(self.table.title, self.width):
                yield ((text, Tone.STRONG),)
        yield from self._facts(self.table.header)
        if self.table.rows:
            yield ()
            yield from self._titles()
            yield self._rule()
        for row, rail, cells in zip(
            self.table.rows, self.rails, zip(*self.columns, strict=True), strict=True
        ):
            yield from self._row(row, rail, cells)
        footer = [*self.table.footer, *self._left_out_fact()]
        if footer:
            yield self._rule() if self.table.rows else ()
            yield from self._facts(footer)

    def _rule(self) -> Line:
        width = min(max(self._total(self.fitted), 24), self.width)
        return ((self.charset.rule * width, Tone.DIM),)

    def _titles(self) -> Iterator[Line]:
        texts = [wrap(self.charset.text(each.column.title), each.width) for each in self.fitted]
        for number in range(max(map(len, texts))):
            segments: list[Segment] = [(" " * self.gutter, Tone.NORMAL)]
            for place, (each, parts) in enumerate(zip(self.fitted, texts, strict=True)):
                title = _pad(parts[number] if number < len(parts) else "", each)
                gap = " " * (self.gap if place else 0)
                segments.append((gap + title + _bar_room(each), Tone.DIM))
            yield _trimmed(segments)

    def _left_out_fact(self) -> Iterator[Fact]:
        if self.left_out:
            names = ", ".join(column.name for column in self.left_out)
            text = f"no room at {self.width} columns for: {names}; a wider terminal, --width or "
            yield Fact(label="left out", text=f"{text}--columns shows them", tone=Tone.DIM)

    def _facts(self, facts: Sequence[Fact]) -> Iterator[Line]:
        for fact in facts:
            texts = self._paragraph(fact.text, self.width - LABEL_WIDTH)
            for place, text in enumerate(texts):
                label = fact.label if place == 0 else ""
                yield _trimmed([(label.ljust(LABEL_WIDTH), Tone.DIM), (text, fact.tone)])

    def _paragraph(self, text: str, width: int) -> list[str]:
        """Break a text of one line or several."""
        return [part for line in text.split("\n") for part in wrap(self.charset.text(line), width)]

    def _row(self, row: TableRow, rail: Sequence[Segment], cells: Sequence[str]) -> Iterator[Line]:
        wrapped = [self._wrapped(row, place, cells) for place in range(len(self.fitted))]
        below = self._rail(continuation(row.rail)) if row.rail else []
        for number in range(max(len(texts) for texts in wrapped)):
            segments = self._gutter(below if number else rail)
            for place, each in enumerate(self.fitted):
                texts = wrapped[place]
                text = texts[number] if number < len(texts) else ""
                segments.append((" " * (self.gap * (place > 0)) + _pad(text, each), row.tone))
                if each.bar:
                    segments.append((self._bar(each, row) if number == 0 else "", Tone.BAR))
            yield _trimmed(segments)
        yield from self._notes(row, below)

    def _wrapped(self, row: TableRow, place: int, cells: Sequence[str]) -> list[str]:
        each = self.fitted[place]
        text = cells[each.place]
        indent = min(row.indent * self.indent, each.width // 2) if each.place == 0 else 0
        texts = wrap(text, each.width - indent, each.column.breaks or " ", 2 if each.place else 0)
        return [" " * indent + text for text in texts]

    def _longest_bars(self) -> dict[str, float]:
        """Find the largest share in each column: its bar has the full length."""
        leaves = [row.item for row in self.table.rows if not row.open]
        return {
            column.name: max(map(column.bar, leaves), default=0.0)
            for column in self.table.columns
            if column.bar is not None
        }

    def _bar(self, each: _Fitted, row: TableRow) -> str:
        longest = self.longest.get(each.column.name)
        share = each.column.bar(row.item) / longest if longest and each.column.bar else 0.0
        share = 0.0 if row.open else share
        return " " + bar(share, each.bar, self.charset).ljust(each.bar)

    def _notes(self, row: TableRow, below: Sequence[Segment]) -> Iterator[Line]:
        indent = min((row.indent + 1) * self.indent, (self.width - self.gutter) // 2)
        for note in row.notes:
            for text in self._paragraph(note, self.width - self.gutter - indent):
                yield _trimmed([*self._gutter(below), (" " * indent + text, row.tone)])

    # The rail.

    def _rail(self, line: RailLine | None) -> list[Segment]:
        if line is None:
            return []
        segments = [(self.charset.rail(cell), _tone(cell)) for cell in line.cells]
        if line.suffix:
            segments.append((self.charset.text(line.suffix), segments[0][1]))
        return segments

    def _gutter(self, rail: Sequence[Segment]) -> list[Segment]:
        return [*rail, (" " * (self.gutter - _length(rail)), Tone.NORMAL)]


def _tone(cell: RailCell) -> Tone:
    if cell.sign == FAILED:
        return Tone.ERROR
    return Tone(cell.kind.value) if cell.kind else Tone.NORMAL


def _breakable(fitted: Sequence[_Fitted]) -> list[_Fitted]:
    return [each for each in fitted if each.column.breaks]


def _pad(text: str, each: _Fitted) -> str:
    room = " " * (each.width - text_width(text))
    return f"{room}{text}" if each.column.numeric else f"{text}{room}"


def _bar_room(each: _Fitted) -> str:
    return " " * (each.bar + 1) if each.bar else ""


def _length(segments: Sequence[Segment]) -> int:
    return sum(text_width(text) for text, _ in segments)


def _trimmed(segments: Sequence[Segment]) -> Line:
    """Drop trailing blanks, so that lines can be compared and copied."""
    kept = list(segments)
    while kept and not kept[-1][0].rstrip():
        kept.pop()
    if kept:
        kept[-1] = (kept[-1][0].rstrip(), kept[-1][1])
    return tuple(kept)
