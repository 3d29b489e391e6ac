"""Which operators a module call consists of, and how often each occurs."""

from collections import Counter

from resnet_inspect.graph import Graph, ModuleCall, OpKind

NO_WORK = frozenset({OpKind.INPUT, OpKind.CONSTANT})


def count_ops(graph: Graph, call: ModuleCall | None = None) -> dict[str, int]:
    """Count the operators of a call, those of inner calls included, by name.

    Args:
        graph: A traced forward pass.
        call: One of its calls; by default the whole network.

    Returns:
        The most frequent first, those of one frequency in order of execution; inputs and
        constants are left out.
    """
    nodes = graph.nodes if call is None else graph.nodes_of(call)
    counts = Counter(node.op for node in nodes if node.kind not in NO_WORK)
    return dict(counts.most_common())
