"""Multiply-accumulates of the operators that are sums of products."""

from math import prod

from resnet_inspect.graph import ConvAttrs, Graph, LinearAttrs, Node, OtherAttrs, TensorSpec

Shape = tuple[int, ...]
PAIR = 2
MATRIX = 2
"""Dimensions of a matrix; the operators treat further ones as batch."""


def conv_macs(attrs: ConvAttrs, source: TensorSpec, output: TensorSpec) -> int:
    """Count the multiply-accumulates of a convolution, transposed or not, in any dimension.

    Args:
        attrs: Kernel size, channels and groups.
        source: Input of shape ``(N, C_in, *sizes)``, the batch dimension optional.
        output: Result of shape ``(N, C_out, *sizes)``.

    Returns:
        MACs for the whole batch. The bias is not counted; products with padding are, as everywhere.

    References:
        He et al. 2016, Deep Residual Learning, table 1 (there called FLOPs).

    Example:
        >>> stem = ConvAttrs(in_channels=3, out_channels=64, kernel_size=(7, 7))
        >>> conv_macs(stem, TensorSpec((1, 3, 224, 224)), TensorSpec((1, 64, 112, 112)))
        118013952
    """
    window = prod(attrs.kernel_size)
    if attrs.transposed:
        return source.numel * (attrs.out_channels // attrs.groups) * window
    return output.numel * (attrs.in_channels // attrs.groups) * window


def linear_macs(attrs: LinearAttrs, output: TensorSpec) -> int:
    """Count the multiply-accumulates of a fully connected layer, the bias not counted.

    Example:
        >>> head = LinearAttrs(in_features=2048, out_features=1000)
        >>> linear_macs(head, TensorSpec((1, 1000)))
        2048000
    """
    return output.numel * attrs.in_features


def matmul_macs(graph: Graph, node: Node) -> int | None:
    """Count a matrix product, batched or not; None where the factors' shapes do not tell.

    The matrix that ``addmm`` and ``baddbmm`` add is a bias and not counted.
    """
    if node.op == "einsum":
        return _einsum_macs(graph, node)
    if node.op == "bilinear":
        return None
    factors = _operands(graph, node)
    if node.op in {"outer", "inner"}:
        return node.output.numel * (factors[0][-1] if node.op == "inner" else 1)
    if node.op.startswith(("add", "badd")):
        factors = factors[1:]
    if len(factors) != PAIR:
        return None
    left, right = factors
    output = node.output.shape
    return _product(left, right, output) or _product(right, left, output)


def _product(left: Shape, right: Shape, output: Shape) -> int | None:
    """Return the MACs of ``left @ right``; None where the shapes do not fit together."""
    if not left or not right:
        return None
    inner = right[0] if len(right) == 1 else right[-MATRIX]
    rows = left[-MATRIX:-1]
    columns = right[-1:] if len(right) > 1 else ()
    fits = left[-1] == inner and output[len(output) - len(rows + columns) :] == rows + columns
    return prod(output) * inner if fits else None


def _einsum_macs(graph: Graph, node: Node) -> int | None:
    """Count an einsum of two tensors: the product of the sizes of all its letters.

    A letter that stands in one of the tensors alone and not in the result is summed over first.
    """
    factors = _operands(graph, node)
    inputs, arrow, result = equation(node).replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(factors) != PAIR or len(terms) != PAIR:
        return None
    sizes: dict[str, int] = {}
    for term, shape in zip(terms, factors, strict=True):
        letters = _letters(term, len(shape))
        if len(letters) != len(shape):
            return None
        for letter, size in zip(letters, shape, strict=True):
            sizes[letter] = max(size, sizes.get(letter, 1))
    alone = {letter for letter in sizes if arrow and inputs.count(letter) == 1} - set(result)
    return prod(size for letter, size in sizes.items() if letter not in alone)


def _letters(term: str, rank: int) -> list[str]:
    """Return a name for each dimension; those that ``...`` stands for count from the right."""
    before, dots, behind = term.partition("...")
    hidden = rank - len(before + behind) if dots else 0
    return [*before, *(f"...{place}" for place in reversed(range(hidden))), *behind]


def equation(node: Node) -> str:
    """Return the equation of an einsum."""
    if isinstance(node.attrs, OtherAttrs):
        for _, value in node.attrs.arguments:
            if isinstance(value, str):
                return value
    return ""


def _operands(graph: Graph, node: Node) -> list[Shape]:
    """Return the shapes of all factors: tensors first, then parameters."""
    tensors = [graph.tensor(ref).shape for ref in node.inputs]
    return tensors + [graph.parameters[parameter].tensor.shape for parameter in node.parameters]


def attention_macs(graph: Graph, node: Node) -> int | None:
    """Count scaled dot-product attention: queries by keys, and the result by values.

    Queries have the shape ``(…, L, E)``, keys ``(…, S, E)``, values ``(…, S, V)``. Multi-head
    attention takes ``(L, N, E)``, ``(S, N, E)`` and ``(S, N, V)`` and projects them, too.
    """
    if len(node.inputs) < len(("query", "key", "value")):
        return None
    query, key, value = (graph.tensor(ref).shape for ref in node.inputs[:3])
    if node.op == "scaled_dot_product_attention":
        return prod(query[:-1]) * key[-MATRIX] * (query[-1] + value[-1])
    if node.op == "multi_head_attention_forward":
        projected = _projection_macs(_matrices(graph, node), query, key)
        return None if projected is None else projected + PAIR * prod(query) * key[0]
    return None


def _projection_macs(matrices: list[Shape], query: Shape, key: Shape) -> int | None:
    """Count the projections of multi-head attention.

    Its weights are one packed matrix in and one out, or one out and one each for query, key, value.
    """
    rows, key_rows = prod(query[:-1]), prod(key[:-1])
    match matrices:
        case [packed, outward]:
            third = prod(packed) // 3
            inward = [third, third, third]
        case [outward, *others] if len(others) == len(("query", "key", "value")):
            inward = [prod(matrix) for matrix in others]
        case _:
            return None
    counts = zip((rows, key_rows, key_rows), inward, strict=True)
    return rows * prod(outward) + sum(count * size for count, size in counts)


def _matrices(graph: Graph, node: Node) -> list[Shape]:
    shapes = (graph.parameters[parameter].tensor.shape for parameter in node.parameters)
    return [shape for shape in shapes if len(shape) == MATRIX]


def recurrent_macs(graph: Graph, node: Node) -> int | None:
    """Count an RNN, GRU or LSTM: every weight matrix once a step and sequence."""
    matrices = _matrices(graph, node)
    if not matrices or not node.inputs:
        return None
    source = graph.tensor(node.inputs[0]).shape
    return prod(source[:-1]) * sum(prod(matrix) for matrix in matrices)
