"""Where tensors that depend on the network's inputs meet in one operator."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.analysis.residual.dominators import Dominators
from resnet_inspect.graph import Graph, Node, OpKind, Ref


class JoinKind(StrEnum):
    """What a join does with its operands."""

    SUM = "sum"
    PRODUCT = "product"
    CONCAT = "concat"
    BLEND = "blend"
    """A difference or an interpolation: a residual connection only if one side is an identity."""


BLENDS = frozenset({"sub", "subtract", "rsub", "lerp", "addcmul"})
JOINS = {
    OpKind.ADD: JoinKind.SUM, OpKind.MULTIPLY: JoinKind.PRODUCT, OpKind.CONCAT: JoinKind.CONCAT,
}  # fmt: skip
SUMS = frozenset({"sum", "mean"})


@dataclass(frozen=True, slots=True)
class Join:
    """An operator with several operands that depend on the network's inputs."""

    node: Node
    kind: JoinKind
    positions: tuple[int, ...]
    """Which of the node's inputs are operands; the others are constants."""

    def operand(self, position: int) -> Ref:
        """Return the tensor at one of the positions."""
        return self.node.inputs[position]


def find_joins(graph: Graph, dominators: Dominators) -> Iterator[Join]:
    """Yield the joins in execution order."""
    for node in graph.nodes:
        if len(node.inputs) < 2:  # noqa: PLR2004 - a join needs two
            continue
        kind = _join_kind(graph, node)
        positions = tuple(
            position for position, ref in enumerate(node.inputs) if dominators.reaches(ref)
        )
        if kind is not None and len(positions) > 1:
            yield Join(node, kind, positions)


def _join_kind(graph: Graph, node: Node) -> JoinKind | None:
    if node.op in BLENDS:
        return JoinKind.BLEND
    if node.op == "stack" and _is_summed(graph, node):
        return JoinKind.SUM
    return JOINS.get(node.kind)


def _is_summed(graph: Graph, node: Node) -> bool:
    """Tell whether a stack is only there to be summed: ``torch.stack([a, b]).sum(0)``."""
    users = graph.users(node)
    return bool(users) and all(
        user.op in SUMS and len(user.output.shape) < len(node.output.shape)
        for user in users
        if user.outputs
    )
