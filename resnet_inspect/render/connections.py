"""Residual connections in words."""

from collections import Counter
from collections.abc import Iterable, Sequence

from resnet_inspect import units
from resnet_inspect.analysis.residual import ResidualConnection, ResidualKind
from resnet_inspect.graph import Graph, Node, NodeId, OpKind
from resnet_inspect.render.settings import describe

PLURALS = {
    ResidualKind.IDENTITY: "identity",
    ResidualKind.PADDING: "padding",
    ResidualKind.PROJECTION: "projection",
    ResidualKind.CONCAT: "concatenation",
    ResidualKind.GATE: "gate",
    ResidualKind.FUSION: "fusion",
}

_WEIGHTS = frozenset({OpKind.CONV, OpKind.LINEAR})
_CHANGES_SHAPE = _WEIGHTS | {OpKind.POOL, OpKind.PAD, OpKind.INDEX, OpKind.RESIZE, OpKind.RESHAPE}


def count_kinds(residuals: Iterable[ResidualConnection]) -> dict[ResidualKind, int]:
    """Count connections by kind, in the order of the kinds."""
    counts = Counter(residual.kind for residual in residuals)
    return {kind: counts[kind] for kind in ResidualKind if counts[kind]}


def shortcut_text(graph: Graph, residual: ResidualConnection) -> str:
    """Say what the shortcut does on its way: ``1×1, 256→512, /2``; empty for an identity."""
    nodes = [graph.nodes[number] for number in residual.shortcut]
    texts = [describe(graph, node) for node in nodes if node.kind in _CHANGES_SHAPE]
    return " · ".join(text.removeprefix("Conv ") for text in texts)


def join_note(graph: Graph, residual: ResidualConnection) -> str:
    """Say at a join what arrives there: its kind, or for a concatenation from where."""
    if residual.kind is ResidualKind.CONCAT:
        return f"with {place(graph, residual.fork.node)}"
    return str(residual.kind)


def inside_note(graph: Graph, residuals: Sequence[ResidualConnection]) -> str:
    """Say what connections a closed row has in it, each different one once."""
    texts: dict[str, None] = {}
    for residual in residuals:
        text = shortcut_text(graph, residual) if residual.kind is ResidualKind.PROJECTION else ""
        texts[f"{residual.kind} {text}".strip()] = None
    return ", ".join(texts)


def place(graph: Graph, node: NodeId) -> str:
    """Name an operator by its module or, in a module's own forward, by both."""
    made = graph.nodes[node]
    if made.kind is OpKind.INPUT:
        return "the input"
    return str(made.module) if _speaks_for_itself(graph, made) else _with_operator(made)


def _speaks_for_itself(graph: Graph, node: Node) -> bool:
    call = graph.calls[node.call]
    return bool(node.module) and call.end_node - call.first_node == 1


def _with_operator(node: Node) -> str:
    return f"{node.op} in {node.module}" if node.module else node.op


def count_text(residuals: Sequence[ResidualConnection]) -> str:
    """Write how many there are of each kind, residual connections proper first."""
    proper = [residual for residual in residuals if residual.is_residual]
    others = [residual for residual in residuals if not residual.is_residual]
    texts = []
    if proper:
        kinds = ", ".join(f"{number} {kind}" for kind, number in count_kinds(proper).items())
        texts.append(f"{units.plural(len(proper), 'residual connection')}: {kinds}")
    texts += [
        units.plural(number, PLURALS[kind]) for kind, number in count_kinds(others).items()
    ]
    return "; ".join(texts) or "none"
