"""How fvcore 0.1.5 counts: operators of a ``torch.jit`` trace that it has a formula for.

It calls multiply-accumulates "flops" and adds normalizations, interpolation and adaptive average
pooling in 2-D to them, each at a number of operations an element. All else is not counted.
"""

from collections import Counter
from collections.abc import Iterator
from math import prod

from resnet_inspect.analysis.cost.arithmetic import argument
from resnet_inspect.analysis.cost.counting import MAC_KINDS, Costs
from resnet_inspect.analysis.cost.macs import equation
from resnet_inspect.analysis.witnesses.component import Component, macs_of, source_elements
from resnet_inspect.graph import Graph, Node, NodeId, NormAttrs, OpKind

PRODUCTS = frozenset({"matmul", "mm", "bmm", "addmm", "einsum"})
RESIZED = {"nearest": 1, "bilinear": 4}
UNSEEN = "attention, recurrent layers and products that it has no formula for"
UNUSED = "products of which nothing is used: `torch.jit.trace` drops them"
ROUNDED = "einsum, rounded to four digits"
EXACT = frozenset({"abc,abd->acd", "abc,adc->adb"})
"""Equations that it knows, with letters in alphabetical order."""
PADDING = "convolutions with `padding='same'` or `'valid'`, an operator of its own to `torch.jit`"


def fvcore_components(graph: Graph, costs: Costs) -> Iterator[Component]:
    """Yield what fvcore's ``FlopCountAnalysis.total()`` consists of."""
    parts: Counter[str] = Counter()
    used = _used(graph)
    for node in graph.nodes:
        macs = macs_of(costs, [node])
        if node.id not in used:
            parts[UNUSED] -= macs
        elif _padding_is_a_word(graph, node):
            parts[PADDING] -= macs
        elif not _has_formula(node):
            parts[UNSEEN] -= _unseen(graph, node, macs)
        else:
            name, amount = _counted(graph, node)
            parts[name] += amount
            if node.op == "einsum":
                parts[ROUNDED] += _einsum(node, macs) - macs
    yield Component("convolutions, linear layers and matrix products", costs.total_macs)
    yield from (Component(name, amount) for name, amount in parts.items())


def _used(graph: Graph) -> set[NodeId]:
    """Return the nodes on whose results an output of the network depends."""
    found: set[NodeId] = set()
    todo = [output.ref.node for output in graph.outputs if output.ref is not None]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo.extend(ref.node for ref in graph.nodes[node].inputs)
    return found


def _padding_is_a_word(graph: Graph, node: Node) -> bool:
    """Tell whether a convolution's module was built with ``padding="same"`` or ``"valid"``."""
    if node.kind is not OpKind.CONV:
        return False
    settings = graph.module(node.module).settings
    return "padding=same" in settings or "padding=valid" in settings


def _has_formula(node: Node) -> bool:
    if node.kind not in MAC_KINDS:
        return True
    return node.kind in {OpKind.CONV, OpKind.LINEAR} or node.op in PRODUCTS


def _unseen(graph: Graph, node: Node, macs: int) -> int:
    """Return the products that have no formula; multi-head attention consists of known ones.

    Only where no weights are asked for, its queries, keys and values meet in one operator.
    """
    if node.op != "multi_head_attention_forward":
        return macs
    query, key = (graph.tensor(ref).shape for ref in node.inputs[:2])
    fused = argument(node, "need_weights") is False
    return 2 * prod(query) * key[0] if fused else 0


def _einsum(node: Node, macs: int) -> int:
    """Return what fvcore reads off NumPy's description of an einsum, which has four digits."""
    text = equation(node).replace(" ", "")
    letters = {letter: chr(ord("a") + at) for at, letter in enumerate(_letters(text))}
    if "".join(letters.get(sign, sign) for sign in text) in EXACT:
        return macs
    factors, _, result = text.partition("->")
    contracted = set(_letters(factors)) - set(result)
    return int(float(f"{macs * (2 if contracted else 1):.3e}") / 2)


def _letters(text: str) -> list[str]:
    return list(dict.fromkeys(filter(str.isalpha, text)))


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
