"""A comparison as a table: old → new in the cells, the rail of the later network beside it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from resnet_inspect import units
from resnet_inspect.analysis.facts import Status
from resnet_inspect.graph import TensorSpec
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.comparison.pair import Pair
from resnet_inspect.render.comparison.rows import MARKS, DifferenceRow, Span, Writer
from resnet_inspect.render.comparison.totals import changed_totals
from resnet_inspect.render.table.header import title
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow, Tone, Value
from resnet_inspect.render.table.outline.rows import Row, RowKind
from resnet_inspect.render.table.rail import Rail, RailLine, continuation, draw_rail

LANES = 3
TONES = {
    Status.EQUAL: Tone.DIM, Status.CHANGED: Tone.CHANGED, Status.ADDED: Tone.ADDED,
    Status.REMOVED: Tone.REMOVED,
}  # fmt: skip
INDENT = "  "


def difference_table(pair: Pair) -> Table:
    """Return the table of what changed; without rows where nothing did."""
    rows = list(Writer(pair).rows()) if not pair.comparison.same else []
    lines = _lines(pair.after, rows)
    return Table(
        title=f"{title(pair.before)}  →  {title(pair.after)}",
        header=(),
        columns=COLUMNS,
        rows=tuple(
            TableRow(item=row, rail=line, tone=TONES[row.status], open=row.open)
            for row, line in zip(rows, lines, strict=True)
        ),
        footer=(*_verdict(pair), *changed_totals(pair)),
    )


def _verdict(pair: Pair) -> Iterator[Fact]:
    renames = pair.comparison.renames
    renamed = f"{units.plural(len(renames), 'layer')} renamed" if renames else ""
    if pair.comparison.same:
        text = "same architecture" + (f"; {renamed}" if renamed else "")
        yield Fact(label="verdict", text=text, tone=Tone.STRONG)
    elif renamed:
        yield Fact(label="names", text=renamed)
    if pair.comparison.returns is not None:
        yield Fact(label="returns", text=str(pair.comparison.returns).removeprefix("returns "))
    shown = [f"{one.before} → {one.after}" for one in renames[:3]]
    if shown:
        rest = f", and {len(renames) - 3} more" if len(renames) > len(shown) else ""
        yield Fact(label="renamed", text=", ".join(shown) + rest, tone=Tone.DIM)


# The rail.


def _lines(after: Inspection, rows: Sequence[DifferenceRow]) -> list[RailLine | None]:
    """Return the rail beside each row; a row of the earlier network alone lets it pass."""
    shown = [(row, row.after) for row in rows if row.after is not None]
    drawn = _rail(after, shown).lines if shown else ()
    found = iter(drawn)
    lines: list[RailLine | None] = []
    for row in rows:
        last = next((line for line in reversed(lines) if line is not None), None)
        lines.append(next(found) if row.after is not None else last and continuation(last))
    return lines


def _rail(after: Inspection, shown: Sequence[tuple[DifferenceRow, Span]]) -> Rail:
    made = [
        Row(
            kind=RowKind.GROUP if row.open else RowKind.RUN, name=row.name, path=row.name, type="",
            first_node=span.first, end_node=type(span.last)(span.last + 1),
        )
        for row, span in shown
    ]  # fmt: skip
    return draw_rail(after.graph, _without_gaps(after, made), after.facts.residuals, LANES)


def _without_gaps(after: Inspection, rows: list[Row]) -> list[Row]:
    """Let each closed row reach to the next, so that every operator lies in one."""
    end = after.graph.nodes[-1].id + 1
    closed: list[Row] = []
    for row in reversed(rows):
        if row.leaf:
            row = replace(row, end_node=type(row.end_node)(max(end, row.first_node)))  # noqa: PLW2901 - the same row, longer
            end = row.first_node
        closed.append(row)
    return closed[::-1]


# The columns.


def _pair_of(read: Callable[[Span], int], row: DifferenceRow) -> tuple[int | None, int | None]:
    return (
        read(row.before) if row.before else None,
        read(row.after) if row.after else None,
    )


def _arrow(before: str, after: str) -> str:
    """Write both values where they differ; one alone stands for itself."""
    if not before or not after or before == after:
        return after or before
    return f"{before} → {after}"


def _number(read: Callable[[Span], int]) -> Callable[[DifferenceRow], str]:
    def cell(row: DifferenceRow) -> str:
        old, new = _pair_of(read, row)
        return _arrow(units.scaled(old) if old else "", units.scaled(new) if new else "")

    return cell


def _value(read: Callable[[Span], int]) -> Callable[[DifferenceRow], Value]:
    def value(row: DifferenceRow) -> Value:
        old, new = _pair_of(read, row)
        return (new or 0) - (old or 0)

    return value


def _shape(spec: TensorSpec | None) -> str:
    return units.dimensions(spec.shape) if spec is not None else ""


def _output(row: DifferenceRow) -> str:
    old, new = (_shape(span.output) if span else "" for span in (row.before, row.after))
    return _arrow(old, new)


def _params(span: Span) -> int:
    return span.params


def _macs(span: Span) -> int:
    return span.macs


COLUMNS = (
    Column(
        name="mark", title="", about="added, removed or changed",
        cell=lambda row: MARKS[row.status], value=lambda row: row.status.value,
    ),
    Column(
        name="layer", title="layer", about="the layer",
        cell=lambda row: INDENT * row.depth + row.name, value=lambda row: row.name, breaks=".–",
    ),
    Column(
        name="change", title="what changed", about="old → new",
        cell=lambda row: row.what, value=lambda row: row.what, breaks=" ,",
    ),
    Column(name="output", title="output", about="its output", cell=_output, value=_output, rank=1),
    Column(
        name="params", title="params", about="parameters", cell=_number(_params),
        value=_value(_params), numeric=True, rank=2,
    ),
    Column(
        name="macs", title="MACs", about="multiply-accumulates", cell=_number(_macs),
        value=_value(_macs), numeric=True, rank=3,
    ),
)  # fmt: skip
