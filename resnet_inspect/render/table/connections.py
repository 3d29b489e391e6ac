"""Residual connections in words."""

from collections import Counter
from collections.abc import Iterable, Sequence

from resnet_inspect import units
from resnet_inspect.analysis.facts import ResidualConnection, ResidualKind, summarize
from resnet_inspect.graph import Graph, NodeId, OpKind
from resnet_inspect.render.table.rail import JOIN, STROKE

PLURALS = {
    ResidualKind.IDENTITY: "identity",
    ResidualKind.PADDING: "padding",
    ResidualKind.PROJECTION: "projection",
    ResidualKind.CONCAT: "concatenation",
    ResidualKind.GATE: "gate",
    ResidualKind.FUSION: "fusion",
}


def count_kinds(residuals: Iterable[ResidualConnection]) -> dict[ResidualKind, int]:
    """Count connections by kind, in the order of the kinds."""
    counts = Counter(residual.kind for residual in residuals)
    return {kind: counts[kind] for kind in ResidualKind if counts[kind]}


def join_note(graph: Graph, residual: ResidualConnection) -> str:
    """Say at a join what arrives there: its kind, or for a concatenation from where."""
    if residual.kind is ResidualKind.CONCAT:
        return f"with {place(graph, residual.fork.node, residual.join)}"
    return str(residual.kind)


def inside_note(graph: Graph, residuals: Sequence[ResidualConnection]) -> str:
    """Say what connections a closed row has in it, and how the projection is set."""
    words = []
    for kind in count_kinds(residuals):
        texts = {str(summarize(graph, residual)) for residual in residuals if residual.kind is kind}
        known = kind is ResidualKind.PROJECTION and len(texts) == 1
        words.append(f"{kind} {texts.pop()}" if known else str(kind))
    return ", ".join(words)


def place(graph: Graph, node: NodeId, seen_from: NodeId) -> str:
    """Name where a tensor was made: the outermost module that made it and holds not the reader."""
    made = graph.nodes[node]
    if made.kind is OpKind.INPUT:
        return "the input"
    module, call = "", graph.calls[made.call]
    while call.end_node <= seen_from or call.first_node > seen_from:
        if call.end_node == node + 1 or not module:
            module = (
                str(call.module) if call.end_node == node + 1 else f"{made.op} in {call.module}"
            )
        if call.parent is None:
            break
        call = graph.calls[call.parent]
    return _seen_from(module, str(graph.nodes[seen_from].module)) if module else made.op


def _seen_from(module: str, reader: str) -> str:
    """Leave out the owners that both modules have, as long as a name and no number remains."""
    parts, others = module.split("."), reader.split(".")
    shared = 0
    while shared < min(len(parts) - 1, len(others)) and parts[shared] == others[shared]:
        shared += 1
    while shared and parts[shared].isdigit():
        shared -= 1
    return ".".join(parts[shared:])


def count_text(residuals: Sequence[ResidualConnection]) -> str:
    """Write how many there are of each kind, residual connections proper first."""
    proper = [residual for residual in residuals if residual.is_residual]
    others = [residual for residual in residuals if not residual.is_residual]
    texts = []
    if proper:
        kinds = ", ".join(
            f"{number} {kind} {_sample(kind)}" for kind, number in count_kinds(proper).items()
        )
        texts.append(f"{units.plural(len(proper), 'residual connection')}: {kinds}")
    texts += [
        f"{units.plural(number, PLURALS[kind])} {_sample(kind)}"
        for kind, number in count_kinds(others).items()
    ]
    return "; ".join(texts) or "none"


def _sample(kind: ResidualKind) -> str:
    """Draw how the rail shows a kind."""
    return f"{STROKE[kind]}{JOIN[kind]}"
