"""The table of layers: rows from the outline, with the residual rail beside them."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from resnet_inspect import units
from resnet_inspect.errors import UsageError
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.columns import choose_columns, sortable
from resnet_inspect.render.table.connections import inside_note, join_note
from resnet_inspect.render.table.failures import failure_notes
from resnet_inspect.render.table.header import header, title
from resnet_inspect.render.table.model import Fact, Table, TableRow, Tone
from resnet_inspect.render.table.outline.choices import Fold
from resnet_inspect.render.table.outline.contents import block_contents
from resnet_inspect.render.table.outline.numbers import Figures, Ledger
from resnet_inspect.render.table.outline.rows import Row, RowKind, visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.render.table.rail import RailLine, draw_rail
from resnet_inspect.render.table.totals import totals


def layer_table(report: Inspection, view: View | None = None) -> Table:
    """Return the table of a network's layers; without a view, as the terminal shows it unasked.

    Raises:
        UsageError: The view asks for a column or module that does not exist.
    """
    view = view or View()
    columns = choose_columns(view.columns)
    _check_patterns(report, view)
    rows, remarks = _sorted_rows(report, view) if view.sort else _tree_rows(report, view)
    return Table(
        title=title(report),
        header=header(report),
        columns=columns,
        rows=tuple(rows),
        footer=(*totals(report), *remarks),
        nested=True,
    )


def _check_patterns(report: Inspection, view: View) -> None:
    paths = [module.path for module in report.graph.modules]
    for pattern in view.expand:
        alone = View(expand=(pattern,))
        if not any(alone.expands(path) for path in paths):
            nearest = get_close_matches(pattern, paths, n=3)
            guess = f"Did you mean {' or '.join(nearest)}? " if nearest else ""
            hint = f"{guess}Name a module, or a pattern in quotes: 'layer*.0'."
            raise UsageError(f"no module matches `{pattern}`", hint)


def _tree_rows(report: Inspection, view: View) -> tuple[list[TableRow], list[Fact]]:
    graph, ledger = report.graph, Ledger(report.facts)
    levels = list(visible(outline(report.facts, view)))
    rows = [row for _, row in levels]
    rail = draw_rail(graph, rows, report.facts.residuals, view.lanes)
    made = [
        _table_row(report, _figures(report, ledger, row, line), depth, line)
        for (depth, row), line in zip(levels, rail.lines, strict=True)
    ]
    return made, _hidden_lanes(rail.hidden)


def _hidden_lanes(hidden: int) -> list[Fact]:
    if not hidden:
        return []
    number = units.plural(hidden, "shortcut")
    text = f"{number} not drawn but counted (+1 where it joins); --lanes allows more"
    return [Fact(label="rail", text=text, tone=Tone.DIM)]


def _figures(report: Inspection, ledger: Ledger, row: Row, line: RailLine) -> Figures:
    contents = block_contents(report.graph, row, report.facts.residuals, line.inside)
    return Figures(row, ledger, _noted(report, row, line), contents)


def _noted(report: Inspection, row: Row, line: RailLine) -> str:
    """Return the row's type with its residual connections in words."""
    graph, residuals = report.graph, report.facts.residuals
    head, dot, tail = row.type.partition(" · ")
    if line.joins and row.kind is not RowKind.RUN:
        notes = dict.fromkeys(join_note(graph, residuals[at]) for at in line.joins)
        head = f"{head} ({', '.join(notes)})"
    text = f"{head}{dot}{tail}"
    inside = inside_note(graph, [residuals[at] for at in line.inside])
    return f"{text} · {inside}" if inside else text


def _table_row(report: Inspection, figures: Figures, depth: int, line: RailLine | None) -> TableRow:
    row = figures.row
    return TableRow(
        item=figures, rail=line, indent=depth, tone=_tone(figures), open=row.kind is RowKind.GROUP,
        notes=failure_notes(report.graph, row),
    )  # fmt: skip


def _tone(figures: Figures) -> Tone:
    if figures.row.failed:
        return Tone.ERROR
    if figures.assumed or figures.row.kind is RowKind.NOT_CALLED:
        return Tone.DIM
    return Tone.STRONG if figures.row.kind is RowKind.GROUP else Tone.NORMAL


def _sorted_rows(report: Inspection, view: View) -> tuple[list[TableRow], list[Fact]]:
    """Return the leaves of the tree as a flat list, the largest first."""
    column, ledger = sortable(view.sort or ""), Ledger(report.facts)
    opened = replace(view, fold=Fold.NONE)
    leaves = [row for _, row in visible(outline(report.facts, opened)) if row.leaf]
    figures = [Figures(replace(row, name=row.path), ledger, row.type) for row in leaves]
    figures.sort(key=lambda each: _as_number(column.value(each)), reverse=True)
    shown = figures if view.top is None else figures[: view.top]
    return [_table_row(report, each, 0, None) for each in shown], _left_out(shown, figures)


def _as_number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _left_out(shown: Sequence[Figures], figures: Sequence[Figures]) -> list[Fact]:
    if len(shown) == len(figures):
        return []
    text = f"the {len(shown)} largest of {len(figures)} rows (--top)"
    return [Fact(label="rows", text=text, tone=Tone.DIM)]
