"""Which layers each layer reads: a shortcut that starts elsewhere is another network.

A layer reads what its counterpart reads where the tensors come from counterparts. What only moves
values, and layers that stand on one side only, are looked through: that they are gone or new is
said of themselves. Two parallel branches that are equal may stand in either order.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from resnet_inspect.analysis.comparison.layer import SILENT
from resnet_inspect.analysis.comparison.result import (
    BlockPair,
    Change,
    LayerPair,
    PartPair,
)
from resnet_inspect.analysis.comparison.side import Side
from resnet_inspect.graph import Graph, Node, NodeId, OpKind, Ref

COMMUTATIVE = frozenset({OpKind.ADD, OpKind.MULTIPLY})
"""What gives the same in either order of its operands."""

Origins = frozenset[NodeId]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Where the operands of one layer come from."""

    origins: tuple[Origins, ...]
    """Of each operand, the layers with a counterpart that it comes from, or inputs."""
    kinds: tuple[int, ...]
    """Of each operand, a number for all that it is computed by."""
    explained: bool
    """Whether a join stands between that the other network does not have."""


class Wiring:
    """Compares what the layers of two aligned networks read."""

    def __init__(self, before: Side, after: Side, parts: Sequence[PartPair]) -> None:
        pairs = [pair for part in parts for pair in part.pairs()]
        self.counterparts = {
            pair.before: pair.after
            for pair in pairs
            if pair.before is not None and pair.after is not None
        }
        inputs = zip(before.graph.inputs(), after.graph.inputs(), strict=False)
        self.counterparts |= {one.id: other.id for one, other in inputs}
        numbers: dict[object, int] = {}
        self.before = _Reader(before, frozenset(self.counterparts), numbers)
        self.after = _Reader(after, frozenset(self.counterparts.values()), numbers)

    def told(self, part: PartPair) -> PartPair:
        """Return a part with what its layers read otherwise."""
        return replace(
            part,
            layers=tuple(map(self._layer, part.layers)),
            blocks=tuple(map(self._block, part.blocks)),
        )

    def returns(self) -> Change | None:
        """Return what the networks return, where it comes from other layers."""
        return self._change("returns", self.before.returned(), self.after.returned(), ordered=True)

    def _block(self, block: BlockPair) -> BlockPair:
        return replace(block, layers=tuple(map(self._layer, block.layers)))

    def _layer(self, pair: LayerPair) -> LayerPair:
        if pair.before is None or pair.after is None:
            return pair
        ordered = self.after.graph.nodes[pair.after].kind not in COMMUTATIVE
        readings = self.before.reading(pair.before), self.after.reading(pair.after)
        change = self._change("reads", *readings, ordered=ordered)
        return pair if change is None else replace(pair, changes=(*pair.changes, change))

    def _change(
        self, attribute: str, before: _Reading, after: _Reading, *, ordered: bool
    ) -> Change | None:
        arranged = tuple if ordered else Counter
        mapped = [frozenset(self.counterparts[one] for one in group) for group in before.origins]
        same = arranged(mapped) == arranged(after.origins)
        if same or before.explained or after.explained or (
            arranged(before.kinds) == arranged(after.kinds)
        ):  # fmt: skip
            return None
        theirs = dict(zip(mapped, before.origins, strict=True))
        gone = [theirs[group] for group in (Counter(mapped) - Counter(after.origins))]
        new = list(Counter(after.origins) - Counter(mapped))
        if not gone and not new:  # the same ones in another order
            gone, new = list(before.origins), list(after.origins)
        return Change(attribute, self.before.named(gone), self.after.named(new))


class _Reader:
    """Follows tensors of one network back to layers that have a counterpart."""

    def __init__(self, side: Side, anchors: Origins, numbers: dict[object, int]) -> None:
        self.graph: Graph = side.graph
        self.origins: dict[NodeId, Origins] = {}
        self.kinds: dict[NodeId, int] = {}
        self.joined: set[NodeId] = set()
        for node in self.graph.nodes:
            self._follow(node, anchors)
            self.kinds[node.id] = self._number(side, node, numbers)

    def _follow(self, node: Node, anchors: Origins) -> None:
        if node.id in anchors or node.kind is OpKind.INPUT:
            self.origins[node.id] = frozenset({node.id})
            return
        read = _read(node)
        self.origins[node.id] = frozenset().union(*(self.origins[one] for one in read))
        if len({self.origins[one] for one in read}) > 1 or self.joined.intersection(read):
            self.joined.add(node.id)

    def _number(self, side: Side, node: Node, numbers: dict[object, int]) -> int:
        """Return the number of all that computes a node's tensor; equal for equal computations."""
        operands = [self.kinds[one] for one in _read(node)]
        if node.kind in SILENT and operands:
            return operands[0]
        if node.kind in COMMUTATIVE:
            operands.sort()
        word = (node.kind, len(self.kinds)) if node.kind is OpKind.INPUT else side.word(node.id)
        return numbers.setdefault((word, *operands), len(numbers))

    def reading(self, node: NodeId) -> _Reading:
        """Return where a layer's operands come from."""
        return self._reading(self.graph.nodes[node].inputs)

    def returned(self) -> _Reading:
        """Return where the network's outputs come from."""
        return self._reading(one.ref for one in self.graph.outputs if one.ref is not None)

    def _reading(self, refs: Iterable[Ref]) -> _Reading:
        nodes = [ref.node for ref in refs if self.origins[ref.node]]
        return _Reading(
            origins=tuple(self.origins[node] for node in nodes),
            kinds=tuple(self.kinds[node] for node in nodes),
            explained=any(node in self.joined for node in nodes),
        )

    def named(self, groups: Iterable[Origins]) -> str:
        """Return what layers are called."""
        names = dict.fromkeys(self._name(node) for group in groups for node in sorted(group))
        return " and ".join(names) or "nothing"

    def _name(self, node: NodeId) -> str:
        found = self.graph.nodes[node]
        if found.kind is OpKind.INPUT:
            return "the input"
        call = self.graph.calls[found.call]
        alone = call.end_node - call.first_node == 1 or bool(found.parameters)
        if alone and found.module:
            return found.module
        return f"{found.op.rstrip('_')}()" + (f" of {found.module}" if found.module else "")


def _read(node: Node) -> list[NodeId]:
    """Return what a node's tensor comes from; ``expand_as`` takes no more than a shape of one."""
    read = [ref.node for ref in node.inputs]
    return read[:1] if node.kind in SILENT else read
