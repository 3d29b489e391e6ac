"""Rows as an Arrow table, and as Parquet."""

from collections.abc import Sequence
from dataclasses import fields
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from resnet_inspect.errors import MissingPackageError, UsageError
from resnet_inspect.reading import read_whole
from resnet_inspect.survey.rows.row import Row, Value
from resnet_inspect.visible import encoded


def _pyarrow() -> Any:  # noqa: ANN401 - pyarrow has no types
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError as error:
        raise MissingPackageError("Parquet files", "pyarrow") from error


def arrow_table(rows: Sequence[Row]) -> Any:  # noqa: ANN401 - see above
    """Return the rows as an Arrow table; the types of its columns do not hang on what they hold."""
    pyarrow = _pyarrow()
    kinds = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    schema = pyarrow.schema(
        [
            (field.name, next(kinds[kind] for kind in kinds if kind.__name__ in str(field.type)))
            for field in fields(Row)
        ]
    )
    values = [{name: _whole(value) for name, value in row.to_dict().items()} for row in rows]
    return pyarrow.Table.from_pylist(values, schema=schema)


def _whole(value: Value) -> Value:
    """Return a value without halves of characters, which no text of Arrow's holds."""
    return encoded(value).decode() if isinstance(value, str) else value


def numbered(rows: Sequence[Row]) -> Any:  # noqa: ANN401 - see above
    """Return the rows with their numbers in a further column, ``number``."""
    numbers = _pyarrow().array(range(len(rows)), type=_pyarrow().int64())
    return arrow_table(rows).append_column("number", numbers)


def parquet(rows: Sequence[Row]) -> bytes:
    """Return the rows as a Parquet file."""
    buffer = BytesIO()
    _pyarrow().parquet.write_table(arrow_table(rows), buffer, compression="zstd")
    return buffer.getvalue()


def read_parquet(path: Path) -> list[Row]:
    """Return the rows of a Parquet file.

    Raises:
        UsageError: It cannot be read, or holds no survey.
    """
    pyarrow, content = _pyarrow(), read_whole(path)
    try:
        table = pyarrow.parquet.read_table(BytesIO(content))
        return [Row.from_dict(row) for row in table.to_pylist()]
    except (OSError, pyarrow.ArrowException, TypeError, ValueError) as error:
        raise UsageError(
            f"`{path}` is no survey: {error}", "Give a .parquet or .jsonl file of a survey."
        ) from None
