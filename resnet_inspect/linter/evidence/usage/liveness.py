"""Which operators the outputs do not depend on."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import Graph, ModuleCall, Node, OpKind, Ref, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.syntax import self_attribute

LAYERS = frozenset({OpKind.CONV, OpKind.LINEAR})


@dataclass(frozen=True, slots=True)
class DeadPath:
    """A layer whose result reaches no output, with all that is computed from it."""

    first: Node
    source: Ref
    """The live tensor that it starts from."""
    last: Node
    block: ModuleCall
    """The innermost module call that has a live result."""
    source_span: SourceSpan | None
    """The expression in the block's forward that computes it for nothing."""


def live_nodes(graph: Graph) -> set[int]:
    """Return the nodes that some output depends on."""
    live: set[int] = {one.ref.node for one in graph.outputs if one.ref is not None}
    for node in reversed(graph.nodes):
        if node.id in live:
            live.update(ref.node for ref in node.inputs)
    return live


def dead_paths(context: LintContext) -> Iterator[DeadPath]:
    """Yield the dead paths that start with a layer, in this trace and in all others."""
    graph = context.graph
    if not graph.complete or any(one.ref is None for one in graph.outputs):
        return
    live = live_nodes(graph)
    used = {other.nodes[place].module for other in context.others for place in live_nodes(other)}
    for node in graph.nodes:
        if node.id in live or node.kind not in LAYERS or node.module in used:
            continue
        if not node.inputs or not _from_live(graph, node, live) or _kept(context, node, live):
            continue
        dead, block = _block(context, node, live)
        yield DeadPath(
            node, _live_source(graph, node, live), _last(graph, node), block,
            dead.source if dead is not None else node.source,
        )  # fmt: skip


def _from_live(graph: Graph, node: Node, live: set[int]) -> bool:
    """Whether no other dead layer comes before a dead one."""
    pending = [ref.node for ref in node.inputs if ref.node not in live]
    while pending:
        before = graph.nodes[pending.pop()]
        if before.kind in LAYERS:
            return False
        pending += [ref.node for ref in before.inputs if ref.node not in live]
    return True


def _live_source(graph: Graph, node: Node, live: set[int]) -> Ref:
    ref = node.inputs[0]
    while ref.node not in live and graph.nodes[ref.node].inputs:
        ref = graph.nodes[ref.node].inputs[0]
    return ref


def _last(graph: Graph, node: Node) -> Node:
    while True:
        users = graph.users(node)
        if not users:
            return node
        node = users[0]


def _block(
    context: LintContext, node: Node, live: set[int]
) -> tuple[ModuleCall | None, ModuleCall]:
    """Return the outermost call around a node without a live result, and the call around that."""
    dead = None
    for call in context.calls_around(node.call):
        if any(ref.node in live for ref in call.outputs) or call.parent is None:
            return dead, call
        if call.outputs:
            dead = call
    return dead, context.graph.calls[0]


def _kept(context: LintContext, node: Node, live: set[int]) -> bool:
    """Whether the result is kept in an attribute, for a loss say."""
    last = _last(context.graph, node)
    file = context.sources.of(last.source)
    statement = file.statement(file.at(last.source)) if file is not None else None
    targets = getattr(statement, "targets", [])
    return last.id in live or any(self_attribute(target) for target in targets)
