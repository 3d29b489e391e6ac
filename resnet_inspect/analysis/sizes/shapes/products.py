"""Linear layers, matrix products and attention."""

from resnet_inspect.analysis.sizes.extents.extent import Size
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.analysis.sizes.shapes.joining import parameter_shapes, spread
from resnet_inspect.graph import LinearAttrs


def linear(call: Call) -> Shape:
    """Replace the last dimension by the layer's features."""
    attrs = call.node.attrs
    if not isinstance(attrs, LinearAttrs):
        raise NoFormulaError
    call.equal(call.shape[-1], attrs.in_features, f"the layer takes {attrs.in_features} features")
    return (*call.shape[:-1], attrs.out_features)


def matrix_product(call: Call) -> Shape:
    """Contract the last dimension of the left factor with the last but one of the right."""
    shapes = [*call.inputs, *parameter_shapes(call)]
    match call.node.op:
        case "matmul" | "bmm" | "mm" if len(shapes) == 2:  # noqa: PLR2004 - two factors
            return _product(call, shapes[0], shapes[1])
        case "addmm" | "baddbmm" if len(call.inputs) == 3:  # noqa: PLR2004 - and what is added
            return _product(call, shapes[1], shapes[2])
        case "einsum":
            return _einsum(call, shapes)
    raise NoFormulaError


def _product(call: Call, left: Shape, right: Shape) -> Shape:
    if min(len(left), len(right)) < 2:  # noqa: PLR2004 - a matrix
        raise NoFormulaError
    call.equal(left[-1], right[-2], "the factors' inner sizes differ")
    return (*spread(call, [left[:-2], right[:-2]]), left[-2], right[-1])


def _einsum(call: Call, shapes: list[Shape]) -> Shape:
    """Look up each letter of the output among those of the inputs."""
    equation = call.other("input", "equation")
    if not isinstance(equation, str) or "->" not in equation or "." in equation:
        raise NoFormulaError
    inputs, output = equation.replace(" ", "").split("->")
    sizes: dict[str, Size] = {}
    for letters, shape in zip(inputs.split(","), shapes, strict=True):
        for letter, size in zip(letters, shape, strict=True):
            call.equal(sizes.setdefault(letter, size), size, "the factors' sizes differ")
    return tuple(sizes[letter] for letter in output)


def attention(call: Call) -> Shape:
    """Return one vector of values for each query."""
    if call.node.op != "scaled_dot_product_attention" or len(call.inputs) < 3:  # noqa: PLR2004 - q, k, v
        raise NoFormulaError
    query, key, values, *masks = call.inputs
    call.equal(key[-2], values[-2], "there are as many keys as values")
    for mask in masks:
        spread(call, [mask, (*query[:-1], key[-2])])
    return (*query[:-1], values[-1])
