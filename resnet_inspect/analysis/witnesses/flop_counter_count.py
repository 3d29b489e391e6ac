"""How ``torch.utils.flop_counter`` counts: two for each multiply-accumulate, and nothing else.

It sees the operators below PyTorch's autograd: what they are split into there counts, so that an
``einsum`` is a batched product. Those without a formula there are not counted. It is asked with
fused attention switched off.
"""

from collections.abc import Iterator

from resnet_inspect.analysis.cost.counting import Costs
from resnet_inspect.analysis.witnesses.component import Component, macs_of
from resnet_inspect.graph import Graph, Node, OpKind

VECTORS = frozenset({"mv", "dot", "inner", "outer"})


def flop_counter_components(graph: Graph, costs: Costs) -> Iterator[Component]:
    """Yield what ``FlopCounterMode.get_total_flops()`` consists of, on the CPU."""
    yield Component("2 × convolutions, linear layers and matrix products", costs.total_flops)
    yield Component(
        "LSTMs, which are one operator on the CPU, and products of vectors",
        -2 * macs_of(costs, (node for node in graph.nodes if _unseen(graph, node))),
    )


def _unseen(graph: Graph, node: Node) -> bool:
    if node.kind is OpKind.MATMUL and node.op == "matmul":
        return any(len(graph.tensor(ref).shape) == 1 for ref in node.inputs)
    return node.op in VECTORS or node.op == "lstm"
