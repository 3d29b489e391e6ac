"""What autograd keeps for the backward pass, operator by operator.

The rules are those of PyTorch's derivative formulas. A tensor is kept only where a gradient flows:
a linear layer keeps its input for the gradient of its weight, so not for a frozen weight.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import prod

from resnet_inspect.analysis.cost.arithmetic import dropout_may_drop
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Graph,
    Node,
    NormAttrs,
    OpKind,
    PadAttrs,
    Ref,
)

KEEPS_RESULT = frozenset({"relu", "sigmoid", "tanh", "exp", "sqrt", "rsqrt", "softmax",
                          "log_softmax", "logsigmoid", "expm1", "reciprocal"})  # fmt: skip
RESULT_IF_INPLACE = frozenset({"relu6", "hardtanh", "leaky_relu", "elu", "celu", "threshold",
                               "rrelu", "selu"})  # fmt: skip
KEEPS_NOTHING = frozenset({"add", "sub", "rsub", "neg", "mean", "sum", "nanmean", "nansum"})
FREE = frozenset({OpKind.INPUT, OpKind.CONSTANT, OpKind.ADD, OpKind.CONCAT, OpKind.RESHAPE,
                  OpKind.INDEX, OpKind.COPY, OpKind.RESIZE})  # fmt: skip
PRODUCTS = frozenset({OpKind.LINEAR, OpKind.MATMUL, OpKind.MULTIPLY})
BREAKS_GRADIENT = frozenset({"detach", "argmax", "argmin", "sign", "round", "floor", "ceil"})
QUERY_KEY_VALUE = ("query", "key", "value")
INDEX_BYTES = 8
STATISTIC_BYTES = 4


@dataclass(frozen=True, slots=True)
class Saved:
    """Tensors of the graph that are kept, and bytes that exist for the backward pass only."""

    refs: tuple[Ref, ...] = ()
    extra: int = 0


NOTHING = Saved()


class Backward:
    """Follows where gradients flow, node by node in execution order."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.flows: set[int] = set()
        """Nodes whose output needs a gradient."""
        self.workspaces: dict[int, int] = {}
        """Bytes that a node's gradients need while they are made."""

    def needs_gradient(self, ref: Ref) -> bool:
        """Tell whether backward computes a gradient for a tensor."""
        return ref.node in self.flows

    def visit(self, node: Node) -> Saved:
        """Return what a node keeps."""
        trains = any(self.graph.parameters[own].trainable for own in node.parameters)
        flows = trains or any(map(self.needs_gradient, node.inputs))
        if not flows or not node.outputs or node.op in BREAKS_GRADIENT:
            return NOTHING
        self.flows.add(node.id)
        if node.kind in FREE or node.op in KEEPS_NOTHING:
            return NOTHING
        if node.kind in PRODUCTS or node.op == "div":
            return self._factors(node, trains=trains)
        if self._learns_a_bias(node, trains=trains):
            self.workspaces[node.id] = _workspace(self.graph, node)
            return _attention_with_learned_bias(self.graph, node)
        return _RULES.get(node.kind, _function)(self.graph, node)

    def _learns_a_bias(self, node: Node, *, trains: bool) -> bool:
        """Tell whether attention has a gradient for what is added to its weights."""
        if node.op != "scaled_dot_product_attention" or len(node.inputs) < len(QUERY_KEY_VALUE):
            return False
        bias = node.inputs[len(QUERY_KEY_VALUE) :]
        return any(map(self.needs_gradient, bias)) if bias else trains

    def _factors(self, node: Node, *, trains: bool) -> Saved:
        """Keep each factor for the gradient of the others."""
        kept = tuple(
            ref
            for place, ref in enumerate(node.inputs)
            if trains
            or any(
                self.needs_gradient(other) for at, other in enumerate(node.inputs) if at != place
            )
        )
        return Saved(kept, self._overwritten(node, kept))

    def _overwritten(self, node: Node, kept: tuple[Ref, ...]) -> int:
        """Return the size of the copy that is kept of an input which the operator overwrites."""
        return sum(
            self.graph.tensor(node.inputs[place]).bytes
            for place in node.mutates
            if node.inputs[place] in kept
        )


def _conv(graph: Graph, node: Node) -> Saved:
    """Keep input and, where it is computed, kernel; one formula gives all their gradients."""
    del graph
    return Saved(node.inputs)


def _norm(graph: Graph, node: Node) -> Saved:
    """Keep the input, and the mean and inverse deviation of each group of elements."""
    shape = graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if not isinstance(node.attrs, NormAttrs) or not shape:
        return Saved(node.inputs[:1])
    channels = node.attrs.channels
    groups = {
        "batch_norm": channels,
        "instance_norm": shape[0] * channels,
        "group_norm": shape[0] * (node.attrs.groups or 1),
        "layer_norm": prod(shape) // max(channels, 1),
    }.get(node.op, 0)
    return Saved(node.inputs[:1], 2 * groups * STATISTIC_BYTES)


def pooled_indices(node: Node) -> int:
    """Return the bytes in which a max pooling notes where its maxima were, gradients or not."""
    return node.output.numel * INDEX_BYTES if node.outputs and _is_max_pool(node) else 0


def _is_max_pool(node: Node) -> bool:
    return node.kind is OpKind.POOL and "max" in node.op


def _pool(graph: Graph, node: Node) -> Saved:
    """Keep the input, and where the maxima were; a mean over everything keeps neither."""
    del graph
    indices = pooled_indices(node)
    whole = isinstance(node.attrs, AdaptivePoolAttrs) and set(node.attrs.output_size) == {1}
    return NOTHING if whole and not indices else Saved(node.inputs[:1], indices)


def _reduce(graph: Graph, node: Node) -> Saved:
    """Keep where the maxima were, else the input."""
    del graph
    if node.op in {"max", "min"}:
        return Saved((), node.output.numel * INDEX_BYTES)
    return Saved(node.inputs[:1])


def _pad(graph: Graph, node: Node) -> Saved:
    """Keep the input where its values are repeated in the padding."""
    del graph
    constant = isinstance(node.attrs, PadAttrs) and node.attrs.mode == "constant"
    return NOTHING if constant else Saved(node.inputs[:1])


def _dropout(graph: Graph, node: Node) -> Saved:
    """Keep a mask of one byte an element."""
    del graph
    return Saved((), node.output.numel if dropout_may_drop(node) else 0)


def _attention(graph: Graph, node: Node) -> Saved:
    """Keep queries, keys, values, the result and a sum for each query, as fused kernels do."""
    del graph
    rows = prod(node.output.shape[:-1])
    return Saved((*node.inputs[:3], node.ref), rows * STATISTIC_BYTES)


def _attention_with_learned_bias(graph: Graph, node: Node) -> Saved:
    """Keep what the steps one by one do, as no fused kernel has a gradient for the bias.

    These are the weight of each key for each query, and queries, keys and values as the products
    read them: multiplied by the root of the scale, in order.
    """
    read = sum(graph.tensor(ref).bytes for ref in node.inputs[: len(QUERY_KEY_VALUE)])
    return Saved((), read + _weights(graph, node))


def _workspace(graph: Graph, node: Node) -> int:
    """Return what backward of such an attention needs beside its gradients.

    These are the gradients of its weights behind the softmax and before it; the result's gradient
    and the values are gone by then.
    """
    gone = node.output.bytes + graph.tensor(node.inputs[2]).bytes
    return max(0, 2 * _weights(graph, node) - gone)


def _weights(graph: Graph, node: Node) -> int:
    """Return the bytes of attention's weights, one for each query and key."""
    queries, keys = (graph.tensor(ref) for ref in node.inputs[:2])
    return replace(queries, shape=(*queries.shape[:-1], keys.shape[-2])).bytes


def _function(graph: Graph, node: Node) -> Saved:
    """Keep the result or, where the derivative is not a function of it, the argument."""
    by_result = node.op in KEEPS_RESULT or (node.inplace and node.op in RESULT_IF_INPLACE)
    if by_result:
        return Saved((node.ref,))
    copies = sum(graph.tensor(node.inputs[place]).bytes for place in node.mutates)
    return Saved(() if node.inplace else node.inputs, copies)


_RULES: Mapping[OpKind, Callable[[Graph, Node], Saved]] = {
    OpKind.CONV: _conv,
    OpKind.NORM: _norm,
    OpKind.POOL: _pool,
    OpKind.REDUCE: _reduce,
    OpKind.PAD: _pad,
    OpKind.DROPOUT: _dropout,
    OpKind.ATTENTION: _attention,
}
