"""Which rows are shown, and in which order."""

from collections.abc import Sequence
from typing import Any

from resnet_inspect.errors import MissingPackageError, UsageError
from resnet_inspect.survey.rows.row import NAMES, Row
from resnet_inspect.survey.table.columns import HEADINGS, column
from resnet_inspect.visible import encoded


def where(rows: Sequence[Row], condition: str) -> list[Row]:
    """Return the rows for which a condition holds, in their order.

    The condition is an SQL expression over the columns, by name or heading, which DuckDB reads: it
    can compare and compute, and can reach neither files nor Python. A value that is not known
    fulfils nothing.

    Raises:
        UsageError: It is no such expression.
        MissingPackageError: DuckDB is not installed.

    Example:
        >>> rows = [Row(target="a", params=10), Row(target="b", params=20), Row(target="c")]
        >>> [row.target for row in where(rows, "params < 15e0 or error is not null")]
        ['a']
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingPackageError("conditions", "duckdb") from error
    from resnet_inspect.survey.table.arrow import numbered  # noqa: PLC0415 - see above

    try:
        with duckdb.connect(config={"enable_external_access": False}) as database:
            database.register("survey", numbered(rows))
            # DuckDB reads it as one expression; a further statement is a mistake to it.
            expression = duckdb.SQLExpression(encoded(condition).decode())
            kept = _with_headings(database.table("survey")).filter(expression).project("number")
            chosen = {number for (number,) in kept.fetchall()}
    except duckdb.Error as error:
        said = str(error).partition("\n")[0]
        raise UsageError(
            f"`--where {condition}` is no condition on the columns: {said}",
            f"Write for example 'params < 30e6 and macs < 5e9'. Columns: {', '.join(NAMES)}.",
        ) from None
    return [row for number, row in enumerate(rows) if number in chosen]


def _with_headings(survey: Any) -> Any:  # noqa: ANN401 - a relation of DuckDB's
    """Return the table with each column under its heading, too: inference_memory is inference."""
    headings = [f'{one.name} AS "{heading}"' for heading, one in HEADINGS.items()]
    return survey.project(", ".join(["*", *headings]))


def sort(rows: Sequence[Row], order: str) -> list[Row]:
    """Return the rows by a column: numbers from the largest, text from A; unknown values last.

    Args:
        rows: What is sorted; equal ones keep their order.
        order: A column; with ``+`` before its name, numbers come from the smallest.

    Raises:
        UsageError: There is no such column.

    Example:
        >>> rows = [Row(target="a"), Row(target="b", macs=1), Row(target="c", macs=2)]
        >>> [row.target for row in sort(rows, "macs")]
        ['c', 'b', 'a']
    """
    chosen = column(order.removeprefix("+"))
    known = [row for row in rows if chosen.value(row) is not None]
    unknown = [row for row in rows if chosen.value(row) is None]
    largest_first = chosen.numeric and not order.startswith("+")
    by_value: Any = chosen.value
    return sorted(known, key=by_value, reverse=largest_first) + unknown
