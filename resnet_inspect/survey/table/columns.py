"""The columns of a survey's table: those of `inspect`, where it has them."""

from collections.abc import Callable, Sequence

from resnet_inspect import units
from resnet_inspect.errors import UsageError
from resnet_inspect.render.table.model import Column
from resnet_inspect.survey.rows.row import NAMES, Value

BOUNDS = frozenset({"macs", "flops"})
"""Columns that are lower bounds where something is unknown."""


def _column(  # noqa: PLR0913 - a column has this much to say
    name: str,
    title: str,
    about: str,
    text: Callable[[Value], str] | None = None,
    *,
    rank: int = 0,
    breaks: str = "",
) -> Column:
    written = text or str

    def value(row: object) -> Value:
        found: Value = getattr(row, name)
        return found

    def cell(row: object) -> str:
        found = value(row)
        if found is None:
            return units.UNKNOWN
        least = units.AT_LEAST if name in BOUNDS and getattr(row, "unknown", None) else ""
        return f"{least}{written(found)}"

    return Column(
        name=name, title=title, about=about, cell=cell, value=value, numeric=text is not None,
        rank=rank, breaks=breaks,
    )  # fmt: skip


def _size(value: Value) -> str:
    return units.binary_size(int(value or 0))


def _scaled(value: Value) -> str:
    return units.scaled(float(value or 0))


def _whole(value: Value) -> str:
    return units.count(int(value or 0))


def _seconds(value: Value) -> str:
    return f"{float(value or 0):.1f}"


COLUMNS = (
    _column("target", "network", "the target", breaks=":_"),
    _column("size", "asked", "the input asked for", rank=6),
    _column("arguments", "arguments", "constructor arguments", rank=7),
    _column("input", "input", "the traced shapes", rank=8),
    _column("variant", "variant", "the published variant with the same structure", rank=9),
    _column("nearest", "nearest", "the published network that it is nearest to", rank=10),
    _column("params", "params", "parameters", _scaled),
    _column("macs", "MACs", "multiply-accumulates", _scaled),
    _column("flops", "FLOPs", "twice the MACs", _scaled, rank=20),
    _column("unknown", "unknown", "modules that nobody can see into", rank=26, breaks=" ."),
    _column("activations", "activations", "elements of all tensors made", _scaled, rank=11),
    _column("inference_memory", "inference", "peak memory without gradients", _size, rank=3),
    _column("training_memory", "training", "peak memory in training", _size, rank=5),
    _column("receptive_field", "field", "receptive field of the last stage", _whole, rank=12),
    _column("output_stride", "stride", "output stride of the last stage", _whole, rank=13),
    _column("depth", "depth", "layers on the longest path", _whole, rank=4),
    _column("blocks", "blocks", "residual units", _whole, rank=14),
    _column("identity", "identity", "identity shortcuts", _whole, rank=15),
    _column("padding", "padding", "padding shortcuts", _whole, rank=21),
    _column("projection", "projection", "projection shortcuts", _whole, rank=16),
    _column("concat", "concat", "joins by concatenation", _whole, rank=22),
    _column("gate", "gate", "gates", _whole, rank=23),
    _column("fusion", "fusion", "fused branches", _whole, rank=24),
    _column("works_for", "works for", "input sizes that work", rank=17),
    _column("errors", "errors", "lint findings that are errors", _whole, rank=1),
    _column("warnings", "warnings", "lint findings that are warnings", _whole, rank=2),
    _column("infos", "infos", "lint findings worth knowing", _whole, rank=25),
    _column("codes", "codes", "rules that found something", rank=18, breaks=" "),
    _column("seconds", "seconds", "time that it took", _seconds, rank=19),
    _column("error", "error", "why there are no figures", breaks=" /.", rank=0),
)

_BY_NAME = {column.name: column for column in COLUMNS}
if tuple(_BY_NAME) != NAMES:  # pragma: no cover - a mistake in this file
    raise AssertionError("a row's fields and the columns differ")


HEADINGS = {
    column.title.lower(): column for column in COLUMNS if column.title.lower() not in _BY_NAME
}
"""Columns whose heading in a table is another word than their name in a file."""


def column(name: str) -> Column:
    """Return a column by its name, or by its heading.

    Raises:
        UsageError: There is none.

    Example:
        >>> column("macs").title, column("inference").name
        ('MACs', 'inference_memory')
    """
    found = _BY_NAME.get(name) or _BY_NAME.get(name.lower()) or HEADINGS.get(name.lower())
    if found is None:
        raise UsageError(f"a survey has no column `{name}`", f"Columns: {', '.join(_BY_NAME)}.")
    return found


def numeric(name: str) -> Column:
    """Return a column of numbers.

    Raises:
        UsageError: There is none of this name.
    """
    found = column(name)
    if not found.numeric:
        wanted = ", ".join(one.name for one in COLUMNS if one.numeric)
        raise UsageError(f"the column `{name}` holds no numbers", f"Numbers: {wanted}.")
    return found


def told(rows: Sequence[object]) -> tuple[Column, ...]:
    """Return the columns in which at least one row says something, the network's always."""
    kept = (one for one in COLUMNS if any(one.value(row) not in {None, ""} for row in rows))
    return tuple(dict.fromkeys((COLUMNS[0], *kept)))
