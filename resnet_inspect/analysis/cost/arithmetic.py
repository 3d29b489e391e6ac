"""Single arithmetic operations of the operators that are no sums of products.

The conventions, for each element of the output unless said otherwise:

==================  ============================================================================
activation          1, whatever the function costs
add, multiply, …    1 for each operand after the first; 1 where the other operand is a number
normalization       2 (scale and shift) with stored statistics; 3 more where mean and variance
                    are taken from the data itself
pooling             1 for each element that the window reads, padding included
reduction           1 for each *input* element; 3 for variance, standard deviation
                    and weight normalization
softmax             3 (exponential, sum, division)
resize              2 for each pixel that is read: none for nearest, 4 pixels in bilinear 2-D;
                    pooled regions likewise, for each of their samples
dropout             2 (mask and scale) in training, none otherwise
Fourier transform   5 log₂ N for each of N positions that are transformed together; half of it
                    between real and complex values
moving data         none: reshape, index, concat, pad, copy
choosing            none: sorting, the largest, those that are not zero: comparisons are no
                    arithmetic, and how many there are depends on the values
==================  ============================================================================
"""

from math import prod

from resnet_inspect.analysis.cost.transforms import PREFIX, transform_operations
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Argument,
    Graph,
    Node,
    NormAttrs,
    OtherAttrs,
    PoolAttrs,
    TensorSpec,
)

HOLDS_STATISTICS = frozenset({"batch_norm", "instance_norm"})
NORMS = HOLDS_STATISTICS | {"group_norm", "layer_norm", "rms_norm", "normalize"}
ONE_EACH_INPUT = frozenset({
    "all", "amax", "amin", "aminmax", "any", "argmax", "argmin", "count_nonzero", "cumprod",
    "cumsum", "linalg_norm", "linalg_vector_norm", "logsumexp",
    "max", "mean", "median", "min", "mode", "nanmean", "nansum", "norm", "prod", "sum",
})  # fmt: skip
THREE_EACH_INPUT = frozenset({"var", "std", "var_mean", "std_mean", "weight_norm"})
MOVES_DATA = frozenset({
    "affine_grid", "diag", "embedding", "index_put", "meshgrid", "one_hot", "rot90", "scatter",
    "setitem", "tril", "triu",
})  # fmt: skip
ONE_EACH_OUTPUT = frozenset({"cross", "diff"})
REGIONS = frozenset({"roi_align", "ps_roi_align"})
CHOOSES = frozenset({
    "argsort", "bincount", "kthvalue", "msort", "nms", "nonzero", "searchsorted", "sort", "topk",
    "unique", "unique_consecutive",
})  # fmt: skip
PIXELS_READ = {"nearest": 0, "nearest-exact": 0, "linear": 2, "bilinear": 4, "trilinear": 8,
               "bicubic": 16}  # fmt: skip


def norm_operations(graph: Graph, node: Node) -> int | None:
    """Count a normalization of any kind."""
    if not isinstance(node.attrs, NormAttrs) or node.op not in NORMS:
        return None
    source = operand(graph, node).numel
    stored = node.op in HOLDS_STATISTICS and not node.attrs.uses_batch_statistics
    return (2 if stored else 5) * source


def one_each(graph: Graph, node: Node) -> int:
    """Count one operation for each element of the output."""
    del graph
    return node.output.numel


def elementwise_operations(graph: Graph, node: Node) -> int:
    """Count an operator that combines its operands element by element."""
    del graph
    return node.output.numel * max(1, len(node.inputs) - 1)


def pool_operations(graph: Graph, node: Node) -> int | None:
    """Count what all windows read."""
    output = node.output
    match node.attrs:
        case PoolAttrs(kernel_size=kernel):
            return output.numel * prod(kernel)
        case AdaptivePoolAttrs(output_size=size):
            spatial = len(size)
            source = operand(graph, node).shape[-spatial:]
            windows = zip(source, output.shape[-spatial:], strict=True)
            return prod(output.shape[:-spatial]) * prod(adaptive_reads(*ends) for ends in windows)
        case _:
            return None


def adaptive_reads(source: int, output: int) -> int:
    """Return how many elements the windows of an adaptive pooling read along one dimension.

    Example:
        >>> adaptive_reads(7, 1), adaptive_reads(8, 4), adaptive_reads(7, 3)
        (7, 8, 9)
    """
    return sum(-(-(i + 1) * source // output) - i * source // output for i in range(output))


def reduce_operations(graph: Graph, node: Node) -> int | None:
    """Count a reduction by what it reads; ``max(a, b)`` reduces nothing."""
    if len(node.inputs) > 1:
        return elementwise_operations(graph, node)
    source = operand(graph, node).numel
    if node.op in ONE_EACH_INPUT:
        return source
    return 3 * source if node.op in THREE_EACH_INPUT else None


def softmax_operations(graph: Graph, node: Node) -> int:
    """Count an exponential, a sum and a division."""
    del graph
    return 3 * node.output.numel


def resize_operations(graph: Graph, node: Node) -> int | None:
    """Count an interpolation; None for a mode without a formula."""
    del graph
    mode = argument(node, "mode")
    if node.op == "grid_sample":
        mode = _sampling_mode(node)
    pixels = PIXELS_READ.get(str(mode or "nearest"))
    return None if pixels is None else 2 * pixels * node.output.numel


def _sampling_mode(node: Node) -> Argument:
    """Return the mode of ``grid_sample`` under the name that an interpolation has for it."""
    mode = argument(node, "mode") or argument(node, "argument2") or "bilinear"
    volume = len(node.output.shape) == 5  # noqa: PLR2004 - (N, C, D, H, W)
    return "trilinear" if mode == "bilinear" and volume else mode


def dropout_operations(graph: Graph, node: Node) -> int:
    """Count the mask and the scale."""
    return 2 * node.output.numel if dropout_is_active(graph, node) else 0


def dropout_is_active(graph: Graph, node: Node) -> bool:
    """Tell whether a dropout drops anything: its own argument decides, else the network's mode."""
    training = argument(node, "training")
    active = graph.run.training if training is None else bool(training)
    return active and dropout_may_drop(node)


def dropout_may_drop(node: Node) -> bool:
    """Tell whether a dropout would drop anything in training; one with probability 0 would not."""
    return argument(node, "p") != 0


def other_operations(graph: Graph, node: Node) -> int | None:
    """Count nothing for what only moves data; None for all that is not known."""
    if node.op in MOVES_DATA or node.op in CHOOSES:
        return 0
    if node.op.startswith(PREFIX):
        return transform_operations(graph, node)
    if node.op in ONE_EACH_OUTPUT:
        return node.output.numel
    if node.op in REGIONS:
        return _region_operations(node)
    return reduce_operations(graph, node) if len(node.inputs) == 1 else None


def _region_operations(node: Node) -> int | None:
    """Count the interpolations of regions; None where their number depends on the boxes' size."""
    ratio = argument(node, "sampling_ratio") or argument(node, "argument5")
    if not isinstance(ratio, int) or ratio < 1:
        return None
    return 2 * PIXELS_READ["bilinear"] * ratio * ratio * node.output.numel


def no_operations(graph: Graph, node: Node) -> int:
    """Count nothing, by definition."""
    del graph, node
    return 0


def operand(graph: Graph, node: Node) -> TensorSpec:
    """Return what an operator works on: its first tensor, or a parameter where it reads no other.

    Weight standardization, for one, normalizes a parameter.
    """
    if node.inputs:
        return graph.tensor(node.inputs[0])
    return graph.parameters[node.parameters[0]].tensor if node.parameters else node.output


def argument(node: Node, name: str) -> Argument:
    """Return an argument that the trace keeps by name, None where it has none."""
    return node.attrs.get(name) if isinstance(node.attrs, OtherAttrs) else None
