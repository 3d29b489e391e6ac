"""The rows of the table of layers."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import SourceSpan
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.records.record import Record
from resnet_inspect.render.table.outline.choices import Fold, Level
from resnet_inspect.render.table.outline.numbers import Figures, Ledger
from resnet_inspect.render.table.outline.rows import visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(Record):
    """One row: a module with the normalization and activation that follow it, or an open module.

    The figures of an open module include those of the rows below it: sum over ``leaf`` rows.
    """

    name: str
    """As the table writes it: ``conv1 bn1 relu``."""
    path: str
    """The module's path, as ``named_modules`` gives it; for an operator that of its caller."""
    type: str
    """What it is, and how it is set."""
    level: int
    """Depth in the tree; 0 for the network's own children."""
    leaf: bool
    """Whether no rows below belong to it."""
    input_shapes: tuple[Shape, ...]
    """Shapes of the tensors from outside that it reads, ``(N, C, H, W)`` for feature maps."""
    output_shapes: tuple[Shape, ...]
    """Shapes of what it returns."""
    dtypes: tuple[str, ...]
    """Number formats of what it returns."""
    params: int
    """Parameters that no row before it has counted."""
    trainable: int
    """Those of them that are trained."""
    macs: int
    """Multiply-accumulates for the batch."""
    macs_complete: bool
    """False where they are a lower bound, 0 included: it is, or holds, a scripted module."""
    share: float
    """Part of the network's MACs, 0 to 1."""
    operations: int
    """Arithmetic operations of all kinds."""
    not_counted: int
    """Operators in it without a formula."""
    activations: int
    """Elements of all tensors made."""
    activation_bytes: int
    """Their size in bytes."""
    receptive_field: tuple[int | None, ...] | None
    """In input pixels for each spatial dimension; None in it for the whole input."""
    stride: tuple[int, ...] | None
    """Input pixels between neighbors of the result."""
    operators: int
    """Number of operator calls."""
    source: str | None
    """``file:line`` that ran it."""
    definition: str | None
    """``file:line`` that constructed it."""


def layers_of(report: Inspection, level: Level = Level.LAYER) -> tuple[Layer, ...]:
    """Return the rows of the table, identical blocks one by one."""
    return tuple(_layers(report, View(level=level, fold=Fold.NONE)))


def _layers(report: Inspection, view: View) -> Iterator[Layer]:
    ledger = Ledger(report.facts)
    for level, row in visible(outline(report.facts, view)):
        yield layer(Figures(row, ledger, row.type), level)


def layer(figures: Figures, level: int) -> Layer:
    """Return the record of one row."""
    row, field = figures.row, figures.receptive_field
    known = field if field is not None and not row.empty else None
    return Layer(
        name=row.name, path=figures.module_path, type=figures.type, level=level, leaf=row.leaf,
        input_shapes=tuple(tensor.shape for tensor in figures.inputs),
        output_shapes=tuple(tensor.shape for tensor in figures.outputs),
        dtypes=tuple(dict.fromkeys(tensor.dtype for tensor in figures.outputs)),
        params=figures.parameters, trainable=figures.trainable, macs=figures.macs,
        macs_complete=not figures.opaque, share=figures.share,
        operations=figures.operations, not_counted=figures.uncounted,
        activations=figures.activation_elements, activation_bytes=figures.activation_bytes,
        receptive_field=known.size if known else None, stride=known.stride if known else None,
        operators=figures.operators, source=_place(figures.source),
        definition=_place(figures.definition),
    )  # fmt: skip


def _place(span: SourceSpan | None) -> str | None:
    return None if span is None else str(span)
