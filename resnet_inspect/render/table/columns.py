"""The columns of the layer table."""

from resnet_inspect import units
from resnet_inspect.errors import UsageError
from resnet_inspect.graph import SourceSpan, TensorSpec
from resnet_inspect.render.places import place_text
from resnet_inspect.render.table.model import Column, Value
from resnet_inspect.render.table.outline.numbers import Figures


def _tensors(tensors: tuple[TensorSpec, ...], *, assumed: bool = False) -> str:
    if not tensors:
        return ""
    more = f" and {len(tensors) - 1} more" if len(tensors) > 1 else ""
    return f"{'≈' if assumed else ''}{units.dimensions(tensors[0].shape)}{more}"


def _shapes(tensors: tuple[TensorSpec, ...]) -> str:
    return "; ".join(units.dimensions(tensor.shape) for tensor in tensors)


def _dtypes(tensors: tuple[TensorSpec, ...]) -> str:
    return ", ".join(dict.fromkeys(tensor.dtype for tensor in tensors))


def _parameters(figures: Figures) -> str:
    if figures.parameters:
        return units.scaled(figures.parameters)
    return "shared" if figures.shared else ""


def _macs(figures: Figures) -> str:
    return units.at_least(figures.macs, known=not figures.opaque)


def _flops(figures: Figures) -> str:
    return units.at_least(2 * figures.macs, known=not figures.opaque)


def _counted(figures: Figures, number: int) -> str:
    """Write a count; a question mark says that an operator in it has no formula."""
    if not number:
        return "?" if figures.uncounted else ""
    return units.scaled(number) + ("?" if figures.uncounted else "")


def _percent(share: float) -> str:
    return units.percent(share).removesuffix(" %") if share else ""


def _field_size(figures: Figures) -> str:
    field = figures.receptive_field
    if field is None or figures.row.empty:
        return ""
    return "all" if set(field.size) == {None} else units.square(field.size)


def _jump(figures: Figures) -> str:
    field = figures.receptive_field
    return units.square(field.stride) if field is not None and not figures.row.empty else ""


def _operators(figures: Figures) -> str:
    return str(figures.operators) if figures.operators else ""


def _size(figures: Figures) -> str:
    return units.binary_size(figures.activation_bytes) if figures.activation_bytes else ""


def _whole_place(span: SourceSpan | None) -> Value:
    return None if span is None else str(span)


def _path(figures: Figures) -> Value:
    return figures.row.path


LAYER_COLUMNS = (
    Column(name="layer", title="layer", about="the module's name, or the operator's",
           cell=lambda figures: figures.row.name, value=_path, breaks=" ._"),
    Column(name="path", title="path", about="the module's path, as named_modules gives it",
           cell=lambda figures: figures.module_path, value=lambda figures: figures.module_path,
           rank=17, breaks="."),
    Column(name="type", title="type", about="the layer's type and settings",
           cell=lambda figures: figures.type, detail=lambda figures: figures.long_type,
           value=lambda figures: figures.long_type, breaks=" "),
    Column(name="output", title="output", about="shape of the result",
           cell=lambda figures: _tensors(figures.outputs, assumed=figures.assumed),
           value=lambda figures: _shapes(figures.outputs), rank=1, breaks=" "),
    Column(name="params", title="params", about="parameters, those shared counted once",
           cell=_parameters, value=lambda figures: figures.parameters, numeric=True, rank=2),
    Column(name="macs", title="MACs", about="multiply-accumulates of convolutions and products",
           cell=_macs, value=lambda figures: figures.macs, numeric=True, rank=3),
    Column(name="share", title="% MACs", about="part of the network's MACs",
           cell=lambda figures: _percent(figures.share),
           value=lambda figures: round(figures.share, 6), numeric=True, rank=4,
           bar=lambda figures: figures.share),
    Column(name="params_share", title="% params", about="part of the network's parameters",
           cell=lambda figures: _percent(figures.parameter_share),
           value=lambda figures: round(figures.parameter_share, 6), numeric=True, rank=5,
           bar=lambda figures: figures.parameter_share),
    Column(name="flops", title="FLOPs", about="twice the MACs",
           cell=_flops, value=lambda figures: 2 * figures.macs, numeric=True, rank=5),
    Column(name="operations", title="arithmetic", about="arithmetic operations of all kinds",
           cell=lambda figures: _counted(figures, figures.operations),
           value=lambda figures: figures.operations, numeric=True, rank=6),
    Column(name="activations", title="activations", about="elements of all tensors made",
           cell=lambda figures: units.scaled(figures.activation_elements or None),
           value=lambda figures: figures.activation_elements, numeric=True, rank=7),
    Column(name="bytes", title="size", about="bytes of all tensors made",
           cell=_size, value=lambda figures: figures.activation_bytes, numeric=True, rank=8),
    Column(name="field", title="field", about="receptive field of the result, in input pixels",
           cell=_field_size, value=_field_size, numeric=True, rank=9),
    Column(name="stride", title="stride", about="input pixels between neighbors of the result",
           cell=_jump, value=_jump, numeric=True, rank=10),
    Column(name="ops", title="ops", about="number of operator calls",
           cell=_operators, value=lambda figures: figures.operators, numeric=True, rank=11),
    Column(name="trainable", title="trainable", about="parameters that are trained",
           cell=lambda figures: units.scaled(figures.trainable) if figures.trainable else "",
           value=lambda figures: figures.trainable, numeric=True, rank=12),
    Column(name="input", title="input", about="shapes of the tensors read",
           cell=lambda figures: _tensors(figures.inputs),
           value=lambda figures: _shapes(figures.inputs), rank=13, breaks=" "),
    Column(name="dtype", title="dtype", about="number format of the result",
           cell=lambda figures: _dtypes(figures.outputs),
           value=lambda figures: _dtypes(figures.outputs), rank=14),
    Column(name="source", title="called at", about="the line that ran it",
           cell=lambda figures: place_text(figures.source),
           value=lambda figures: _whole_place(figures.source), rank=15, breaks="/"),
    Column(name="definition", title="defined at", about="the line that constructed it",
           cell=lambda figures: place_text(figures.definition),
           value=lambda figures: _whole_place(figures.definition), rank=16, breaks="/"),
)  # fmt: skip

USUAL = ("layer", "type", "output", "params", "macs", "share")


def choose_columns(
    wanted: tuple[str, ...],
    columns: tuple[Column, ...] = LAYER_COLUMNS,
    usual: tuple[str, ...] = USUAL,
) -> tuple[Column, ...]:
    """Return the columns with the names wanted; ``+name`` adds to the usual ones, ``-name`` drops.

    Raises:
        UsageError: There is no column of that name.
    """
    known = {column.name: column for column in columns}
    relative = all(name[:1] in {"+", "-"} for name in wanted)
    names = list(usual) if relative else []
    for name in wanted:
        bare = name.lstrip("+-") if name[:1] in {"+", "-"} else name
        if bare not in known and bare != "all":
            raise UsageError(f"there is no column `{bare}`", f"Columns: {', '.join(known)}, all.")
        if name.startswith("-"):
            names = [other for other in names if bare not in {other, "all"}]
        else:
            names += known if bare == "all" else [bare]
    if not names:
        raise UsageError("no column is left", f"Columns: {', '.join(known)}, all.")
    return tuple(known[name] for name in dict.fromkeys(names))


def sortable(name: str) -> Column:
    """Return the column to sort by.

    Raises:
        UsageError: There is no such column, or it holds no numbers.
    """
    numbers = {column.name: column for column in LAYER_COLUMNS if column.numeric}
    if name not in numbers:
        raise UsageError(f"rows cannot be sorted by `{name}`", f"Choose of {', '.join(numbers)}.")
    return numbers[name]
