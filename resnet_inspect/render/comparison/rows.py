"""The rows of a comparison: what differs is open, the rest is folded to a line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from resnet_inspect import units
from resnet_inspect.analysis.facts import Block, BlockPair, Change, LayerPair, PartPair, Status
from resnet_inspect.graph import NodeId, TensorSpec
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.comparison.pair import Pair
from resnet_inspect.render.table.outline.numbers import Ledger
from resnet_inspect.render.table.outline.settings import describe, op_title

MARKS = {Status.EQUAL: " ", Status.CHANGED: "~", Status.ADDED: "+", Status.REMOVED: "−"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Operators of one network that a row stands for, one or several in a row."""

    first: NodeId
    last: NodeId
    params: int
    macs: int
    output: TensorSpec | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """One row: what it stands for on each side, and what is said of it."""

    status: Status
    name: str
    what: str
    depth: int = 0
    open: bool = False
    """Whether rows below belong to it."""
    before: Span | None = None
    after: Span | None = None


class Writer:
    """Writes the rows of one comparison."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.before = _Measure(pair.before)
        self.after = _Measure(pair.after)

    def rows(self) -> Iterator[DifferenceRow]:
        """Yield the rows from top to bottom."""
        for part in self.pair.comparison.parts:
            yield from self._part(part)

    def _part(self, part: PartPair) -> Iterator[DifferenceRow]:
        before = self.before.span(_nodes(part, "before"))
        after = self.after.span(_nodes(part, "after"))
        if before is None and after is None:
            return
        folded = part.status is not Status.CHANGED
        yield DifferenceRow(
            status=part.status, name=part.name, what=_about(part), open=not folded,
            before=before, after=after,
        )  # fmt: skip
        if not folded:
            yield from self._layers(part.layers, 1)
            for _, run in groupby(part.blocks, key=_signature):
                yield from self._blocks(list(run))

    def _blocks(self, run: Sequence[BlockPair]) -> Iterator[DifferenceRow]:
        first = run[0]
        row = DifferenceRow(
            status=first.status, name=self._names(run), what=_said_of_block(first, len(run)),
            depth=1, open=first.status is Status.CHANGED,
            before=self.before.span(_extents(pair.before for pair in run)),
            after=self.after.span(_extents(pair.after for pair in run)),
        )  # fmt: skip
        yield row
        if row.open:
            yield from self._layers(_in_order(first.layers), 2, row.name)

    def _names(self, run: Sequence[BlockPair]) -> str:
        sides = (
            (self.pair.after, [pair.after for pair in run]),
            (self.pair.before, [pair.before for pair in run]),
        )
        for side, blocks in sides:
            names = [_block_name(side, block) for block in blocks if block is not None]
            if len(names) == len(run):
                last = names[-1].rpartition(".")[2]
                return names[0] if len(names) == 1 else f"{names[0]}–{last}"
        return ""

    def _layers(
        self, layers: Sequence[LayerPair], depth: int, block: str = ""
    ) -> Iterator[DifferenceRow]:
        for equal, run in groupby(layers, key=lambda layer: layer.status is Status.EQUAL):
            if equal:
                yield self._unchanged(list(run), depth)
            else:
                yield from (self._layer(layer, depth, block) for layer in run)

    def _unchanged(self, run: Sequence[LayerPair], depth: int) -> DifferenceRow:
        return DifferenceRow(
            status=Status.EQUAL, name="", what=f"{units.plural(len(run), 'layer')} unchanged",
            depth=depth, before=self.before.span(_ids(layer.before for layer in run)),
            after=self.after.span(_ids(layer.after for layer in run)),
        )  # fmt: skip

    def _layer(self, layer: LayerPair, depth: int, block: str) -> DifferenceRow:
        side, node = (
            (self.pair.after, layer.after)
            if layer.after is not None
            else (self.pair.before, layer.before)
        )
        assert node is not None  # noqa: S101 - a pair has at least one side
        graph = side.graph
        what = describe(graph, graph.nodes[node])
        if layer.changes:
            what = f"{op_title(graph.nodes[node])}: {_listed(layer.changes)}"
        return DifferenceRow(
            status=layer.status, name=_layer_name(side, node, block), what=what, depth=depth,
            before=self.before.span(_ids([layer.before])),
            after=self.after.span(_ids([layer.after])),
        )  # fmt: skip


class _Measure:
    """Parameters, MACs and output of operators of one network."""

    def __init__(self, side: Inspection) -> None:
        self.graph = side.graph
        self.ledger = Ledger(side.facts)
        self.sizes = {one.id: one.tensor.numel for one in side.graph.parameters}
        self.learned = {one.id for one in side.graph.parameters if one.kind == "parameter"}

    def span(self, nodes: Sequence[NodeId]) -> Span | None:
        """Return what a row stands for; None where that is nothing."""
        if not nodes:
            return None
        held = {
            number
            for node in nodes
            for number in self.graph.nodes[node].parameters
            if number in self.learned and self.ledger.first_reader.get(number) == node
        }
        last = self.graph.nodes[max(nodes)]
        costs = self.ledger.facts.costs
        return Span(
            first=min(nodes), last=max(nodes),
            params=sum(self.sizes[number] for number in held),
            macs=sum(costs.macs[node] or 0 for node in nodes),
            output=last.outputs[0] if last.outputs else None,
        )  # fmt: skip


def _nodes(part: PartPair, side: str) -> list[NodeId]:
    layers = _ids(getattr(layer, side) for layer in part.layers)
    return layers + _extents(getattr(block, side) for block in part.blocks)


def _ids(nodes: Iterable[NodeId | None]) -> list[NodeId]:
    return [node for node in nodes if node is not None]


def _extents(blocks: Iterable[Block | None]) -> list[NodeId]:
    return [
        NodeId(node)
        for block in blocks
        if block is not None
        for node in range(block.first_node, block.end_node)
    ]


def _in_order(layers: Sequence[LayerPair]) -> list[LayerPair]:
    """Sort layers as the later network runs them; a removed one stays behind its neighbor."""
    place, places = -1, []
    for layer in layers:
        place = layer.after if layer.after is not None else place
        places.append(place)
    order = sorted(range(len(layers)), key=lambda at: (places[at], at))
    return [layers[at] for at in order]


def _signature(pair: BlockPair) -> object:
    """What equal runs of blocks have in common."""
    kinds = tuple(block.kind if block else None for block in (pair.before, pair.after))
    layers = tuple((layer.role, layer.changes, layer.status) for layer in pair.layers)
    return (pair.status, kinds, pair.changes, layers if pair.status is Status.CHANGED else ())


def _about(part: PartPair) -> str:
    """Say how many blocks a part has, before and now."""
    old = sum(block.before is not None for block in part.blocks)
    new = sum(block.after is not None for block in part.blocks)
    if part.status is Status.EQUAL:
        return f"{units.plural(new, 'block')}, unchanged" if new else "unchanged"
    if old and new and old != new:
        return f"{old} → {units.plural(new, 'block')}"
    count = units.plural(new or old, "block") if new or old else ""
    verb = {Status.ADDED: "added", Status.REMOVED: "removed"}.get(part.status, "")
    return ", ".join(filter(None, (count, verb)))


def _said_of_block(pair: BlockPair, count: int) -> str:
    block = pair.after or pair.before
    kind = block.kind if block else ""
    times = f" ×{count}" if count > 1 else ""
    if pair.status is Status.EQUAL:
        return f"{kind}{times}, unchanged"
    if pair.status is Status.CHANGED:
        return f"{_listed(pair.changes) or kind}{times}"
    return f"{kind}{times}, {pair.status.value}"


def _listed(changes: Iterable[Change]) -> str:
    return ", ".join(map(str, changes))


def _block_name(side: Inspection, block: Block) -> str:
    return side.graph.calls[block.call].module or f"block at {block.first_node}"


def _layer_name(side: Inspection, node: NodeId, block: str) -> str:
    """Return a layer's module as seen from its block, or the operator where it has no module."""
    found = side.graph.nodes[node]
    call = side.graph.calls[found.call]
    alone = call.end_node - call.first_node == 1 or bool(found.parameters)
    name = found.module.removeprefix(f"{block}.")
    return name if alone and name else f"{found.op.rstrip('_')}()"
