"""How fvcore 0.1.5 counts: operators of a ``torch.jit`` trace that it has a formula for.

It calls multiply-accumulates "flops" and adds normalizations, interpolation and adaptive average
pooling in 2-D to them, each at a number of operations an element. All else is not counted.
"""

from collections import Counter
from collections.abc import Iterator

from resnet_inspect.analysis.arithmetic import argument
from resnet_inspect.analysis.component import Component, macs_of, source_elements
from resnet_inspect.analysis.cost import MAC_KINDS, Costs
from resnet_inspect.graph import Graph, Node, NormAttrs, OpKind

PRODUCTS = frozenset({"matmul", "mm", "bmm", "addmm", "einsum"})
RESIZED = {"nearest": 1, "bilinear": 4}
UNSEEN = "attention, recurrent layers and products that it has no formula for"


def fvcore_components(graph: Graph, costs: Costs) -> Iterator[Component]:
    """Yield what fvcore's ``FlopCountAnalysis.total()`` consists of."""
    parts: Counter[str] = Counter()
    for node in graph.nodes:
        if node.outputs:
            name, amount = _counted(graph, node)
            parts[name] += amount
    unseen = (node for node in graph.nodes if not _has_formula(node))
    yield Component("convolutions, linear layers and matrix products", costs.total_macs)
    yield Component(UNSEEN, -macs_of(costs, unseen))
    yield from (Component(name, amount) for name, amount in parts.items())


def _has_formula(node: Node) -> bool:
    if node.kind not in MAC_KINDS:
        return True
    return node.kind in {OpKind.CONV, OpKind.LINEAR} or node.op in PRODUCTS


def _counted(graph: Graph, node: Node) -> tuple[str, int]:
    """Return the component that a node belongs to and what it adds to it."""
    match node.kind:
        case OpKind.NORM:
            each = _norm_operations(node)
            title = node.op.replace("_norm", " normalization")
            return f"{title}, {each} an element", each * source_elements(graph, node)
        case OpKind.POOL if node.op == "adaptive_avg_pool2d":
            return "adaptive average pooling, 1 an input element", source_elements(graph, node)
        case OpKind.RESIZE if len(node.output.shape) == len("NCHW"):
            each = _resize_operations(node)
            return f"interpolation, {each} an element", each * node.output.numel
        case _:
            return "", 0


def _norm_operations(node: Node) -> int:
    if not isinstance(node.attrs, NormAttrs):
        return 0
    affine = node.attrs.affine
    match node.op:
        case "batch_norm" if not node.attrs.uses_batch_statistics:
            return 2 if affine else 1
        case "batch_norm" | "group_norm" | "layer_norm" | "instance_norm":
            return 5 if affine else 4
        case _:
            return 0


def _resize_operations(node: Node) -> int:
    if node.op == "grid_sample":
        return RESIZED["bilinear"]
    return RESIZED.get(str(argument(node, "mode") or "nearest"), 0)
