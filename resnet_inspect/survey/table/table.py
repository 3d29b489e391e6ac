"""Rows as a table that every table format writes."""

from collections.abc import Sequence

from resnet_inspect import units
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow, Tone
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.columns import COLUMNS, told


def survey_table(
    rows: Sequence[Row], columns: tuple[Column, ...] = (), *, whole: bool = False
) -> Table:
    """Return the table.

    Args:
        rows: In the order in which they are shown.
        columns: By default those in which a row says something.
        whole: Whether columns in which no row says anything are there, too: for programs.
    """
    return Table(
        title=f"Survey of {units.plural(len(rows), 'network')}",
        header=(),
        columns=columns or (COLUMNS if whole else told(rows)),
        rows=tuple(TableRow(item=row, tone=_tone(row)) for row in rows),
        footer=tuple(_footer(rows)),
    )


def _tone(row: Row) -> Tone:
    if row.failed or row.errors:
        return Tone.ERROR
    return Tone.WARNING if row.warnings else Tone.NORMAL


def _footer(rows: Sequence[Row]) -> list[Fact]:
    failed = sum(row.failed for row in rows)
    facts = [Fact(label="failed", text=str(failed), tone=Tone.ERROR)] if failed else []
    linted = [row for row in rows if row.errors is not None]
    if linted:
        errors = sum(row.errors or 0 for row in linted)
        warnings = sum(row.warnings or 0 for row in linted)
        said = f"{units.plural(errors, 'error')}, {units.plural(warnings, 'warning')}"
        facts.append(Fact(label="lint", text=said))
    return facts
