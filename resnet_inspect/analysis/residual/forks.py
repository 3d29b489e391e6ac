"""Where the paths that meet at a join part from each other.

The shortcut is the operand with the least in it. The search goes up its dominators, through at most
one weighted operator, to the nearest tensor that the other operands are computed from too: the
fork.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from resnet_inspect.analysis.residual import paths
from resnet_inspect.analysis.residual.dominators import Dominators
from resnet_inspect.analysis.residual.joins import Join, JoinKind
from resnet_inspect.graph import ConvAttrs, Graph, Node, NodeId, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """A join seen with one of its operands as the shortcut."""

    join: Join
    ref: Ref
    """The tensor that both paths start from."""
    position: int
    """The join's input that the shortcut brings."""
    others: tuple[int, ...]
    """The join's inputs that the main path brings."""
    shortcut: tuple[NodeId, ...]
    main: tuple[NodeId, ...]
    shortcut_weight: int
    """Weighted operators on the shortcut, one after the other."""
    main_weight: int

    @property
    def brought(self) -> Ref:
        """The tensor that the shortcut brings to the join."""
        return self.join.operand(self.position)

    @property
    def sides(self) -> tuple[Ref, ...]:
        """The tensors that the main path brings to the join."""
        return tuple(self.join.operand(other) for other in self.others)


class Forks:
    """Finds the forks of a graph's joins.

    Args:
        graph: A traced forward pass.
        weighted: Which of its nodes are weighted.
        dominators: Its dominator tree with these weights.
    """

    def __init__(self, graph: Graph, weighted: Sequence[bool], dominators: Dominators) -> None:
        self.graph = graph
        self.weighted = weighted
        self.dominators = dominators
        self._kernels = [
            _kernel_positions(node) if weight else 0
            for node, weight in zip(graph.nodes, weighted, strict=True)
        ]
        self._paths: dict[tuple[Ref, Ref], tuple[NodeId, ...]] = {}

    def lightest(self, join: Join) -> Fork | None:
        """Return the fork for the operand that makes the best shortcut, None where none does."""
        self._paths.clear()
        forks = (self.fork(join, place, _others(join, place)) for place in join.positions)
        return min((fork for fork in forks if fork is not None), key=self._order, default=None)

    def fork(self, join: Join, position: int, others: tuple[int, ...]) -> Fork | None:
        """Return the fork with the operand at ``position`` as the shortcut, if it can be one."""
        sides = [join.operand(other) for other in others]
        ref = self._nearest(join, join.operand(position), sides)
        return None if ref is None else self._view(join, ref, position, others)

    def common(self, join: Join) -> Fork | None:
        """Return the fork of a join without a shortcut: all operands come through it."""
        ref = self.dominators.common([join.operand(place) for place in join.positions])
        if ref is None:
            return None
        views = (self._view(join, ref, place, _others(join, place)) for place in join.positions)
        return min(views, key=self._order)

    def kernel(self, nodes: Sequence[NodeId]) -> int:
        """Return the largest number of kernel positions of the weighted operators."""
        return max((self._kernels[node] for node in nodes), default=0)

    def spine(self, fork: Fork) -> Iterator[Node]:
        """Yield the nodes of the main path that no way along it leaves out, from its end up."""
        for side in fork.sides:
            for ref in self.dominators.chain(side):
                if ref.node <= fork.ref.node:
                    break
                yield self.graph.nodes[ref.node]

    def _order(self, fork: Fork) -> tuple[int, int, int, int]:
        kernel, size = self.kernel(fork.shortcut), self._size(fork.shortcut)
        return (fork.shortcut_weight, kernel, size, len(fork.shortcut))

    def _size(self, nodes: Sequence[NodeId]) -> int:
        """Return the number of parameter elements that the nodes read."""
        numbers = (number for node in nodes for number in self.graph.nodes[node].parameters)
        return sum(self.graph.parameters[number].tensor.numel for number in numbers)

    def _nearest(self, join: Join, shortcut: Ref, sides: list[Ref]) -> Ref | None:
        """Return the nearest dominator of ``shortcut`` that all ``sides`` are computed from."""
        common = self.dominators.common([shortcut, *sides])
        if common == shortcut:
            return shortcut
        above = list(self._light_chain(shortcut, common))
        last = common if common in above else None
        if not above or not self._fits(join, shortcut, sides):
            return last
        computed_from = [paths.ancestors(self.graph, ref, above[-1].node) for ref in sides]
        shared = (ref for ref in above if all(ref in refs for refs in computed_from))
        nearest = next(shared, last)
        if nearest is None or nearest == common:
            return nearest
        return last if self._conditions(join, nearest, shortcut) else nearest

    def _light_chain(self, shortcut: Ref, end: Ref | None) -> Iterator[Ref]:
        """Yield the dominators of ``shortcut``, as far as one weighted operator and ``end``."""
        for ref in self.dominators.chain(shortcut):
            if self.dominators.weight_between(ref, shortcut) > 1:
                return
            yield ref
            if ref == end:
                return

    # A main path may have side inputs; then the fork does not dominate it.

    def _fits(self, join: Join, shortcut: Ref, sides: list[Ref]) -> bool:
        """Tell whether the shapes allow a fork that does not dominate the main path.

        An embedding that is added to each block, one value a channel, is not a shortcut.
        """
        failed = not join.node.outputs or join.node.assumed
        if failed or join.kind is JoinKind.CONCAT:
            return True
        shape = self.graph.tensor(shortcut).shape
        if join.kind is JoinKind.PRODUCT:
            return shape == join.node.output.shape
        return all(self.graph.tensor(side).shape == shape for side in sides)

    def _conditions(self, join: Join, ref: Ref, shortcut: Ref) -> bool:
        """Tell whether ``ref`` is an embedding that each block projects and adds.

        A stream that only the join's own block reads is none (ResNet in ResNet crosses two).
        """
        if not self.dominators.weight_between(ref, shortcut):
            return False
        users = self.graph.users(self.graph.nodes[ref.node])
        weighted = [user for user in users if self.weighted[user.id]]
        block = self.graph.calls[join.node.call]
        if block.parent is not None and all(
            block.first_node <= user.id < block.end_node for user in users
        ):
            return False
        return len(weighted) > 2 or any(user.id > join.node.id for user in weighted)  # noqa: PLR2004 - main path and projection

    # The two sides.

    def _view(self, join: Join, ref: Ref, position: int, others: tuple[int, ...]) -> Fork:
        shortcut = self._path(ref, join.operand(position))
        mains = [self._path(ref, join.operand(other)) for other in others]
        main = mains[0] if len(mains) == 1 else tuple(sorted({node for m in mains for node in m}))
        return Fork(
            join=join, ref=ref, position=position, others=others, shortcut=shortcut, main=main,
            shortcut_weight=self._weight(ref, join.operand(position), shortcut),
            main_weight=max(
                self._weight(ref, join.operand(other), nodes)
                for other, nodes in zip(others, mains, strict=True)
            ),
        )  # fmt: skip

    def _path(self, ref: Ref, target: Ref) -> tuple[NodeId, ...]:
        """Return the path between two tensors, remembered: each operand is looked at twice."""
        if (ref, target) not in self._paths:
            self._paths[ref, target] = paths.path(self.graph, ref, target)
        return self._paths[ref, target]

    def _weight(self, ref: Ref, target: Ref, nodes: Sequence[NodeId]) -> int:
        if self.dominators.common([ref, target]) == ref:
            return self.dominators.weight_between(ref, target)
        return paths.weight(self.graph, nodes, self.weighted)


def _others(join: Join, position: int) -> tuple[int, ...]:
    return tuple(place for place in join.positions if place != position)


def _kernel_positions(node: Node) -> int:
    return prod(node.attrs.kernel_size) if isinstance(node.attrs, ConvAttrs) else 1
