"""The formula for each kind of operator."""

from collections.abc import Callable, Mapping

from resnet_inspect.analysis.sizes.shapes import (
    creation,
    indexing,
    joining,
    products,
    reshaping,
    windows,
)
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.graph import OpKind

Formula = Callable[[Call], Shape]

_FORMULAS: Mapping[OpKind, Formula] = {
    OpKind.CONSTANT: creation.creation,
    OpKind.CONV: windows.convolution,
    OpKind.POOL: windows.pooling,
    OpKind.PAD: windows.padding,
    OpKind.RESIZE: windows.resizing,
    OpKind.LINEAR: products.linear,
    OpKind.MATMUL: products.matrix_product,
    OpKind.ATTENTION: products.attention,
    OpKind.NORM: joining.normalization,
    OpKind.ACTIVATION: joining.activation,
    OpKind.SOFTMAX: joining.same,
    OpKind.DROPOUT: joining.same,
    OpKind.COPY: joining.same,
    OpKind.ADD: joining.broadcasting,
    OpKind.MULTIPLY: joining.broadcasting,
    OpKind.ARITHMETIC: joining.broadcasting,
    OpKind.CONCAT: joining.concatenation,
    OpKind.REDUCE: joining.reduction,
    OpKind.RESHAPE: reshaping.reshaping,
    OpKind.OTHER: joining.other,
}


def output_shapes(call: Call) -> list[Shape]:
    """Return the shape of each output.

    Raises:
        NoFormulaError: It cannot be told.
        ShapeError: At given sizes, the operator raises.
    """
    if call.node.kind is OpKind.INDEX:
        return indexing.indexing(call)
    if call.node.kind not in _FORMULAS:
        raise NoFormulaError
    shape = _FORMULAS[call.node.kind](call)
    first, *others = call.node.outputs
    if any(one.shape != first.shape for one in others):
        raise NoFormulaError
    return [shape] * len(call.node.outputs)
