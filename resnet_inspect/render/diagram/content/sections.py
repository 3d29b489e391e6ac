"""A network's columns: stem, stages of blocks, head, and whatever else a network is made of.

What analysis calls a block becomes a unit with a frame. Other operators are gathered in the order
in which they ran: long stretches of them are divided along the module calls they came from.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

from resnet_inspect.analysis.facts import Block, Stage, Structure, enlarges
from resnet_inspect.graph import Graph, ModuleCall, ModulePath, NodeId, OpKind
from resnet_inspect.units import dimensions

_WEIGHTED = {OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.ATTENTION, OpKind.RECURRENT}
MOST_CALLS = 8
"""Stages that are called more often are not told apart any further."""

_FEW = 4
"""A module with at most this many weighted operators is not divided further."""


@dataclass(slots=True)
class RawUnit:
    """Nodes of one block or stretch."""

    nodes: list[NodeId]
    framed: bool = False
    label: str = ""
    path: str = ""
    block: Block | None = None


@dataclass(slots=True)
class RawSection:
    """Units of one stem, stage or head."""

    kind: str
    name: str
    stage: Stage | None = None
    units: list[RawUnit] = field(default_factory=list)


def find_sections(graph: Graph, structure: Structure) -> list[RawSection]:
    """Divide all nodes among sections and their units."""
    sections = _divided(graph, structure)
    _move_inputs(graph, sections)
    return [section for section in sections if section.units]


def _move_inputs(graph: Graph, sections: list[RawSection]) -> None:
    """Put each input beside its first reader, where that is not at the beginning anyway."""
    units = {node: unit for section in sections for unit in section.units for node in unit.nodes}
    for node in graph.inputs():
        users = graph.users(node)
        if not users or units[users[0].id] is units[node.id] or units[users[0].id].framed:
            continue
        units[node.id].nodes.remove(node.id)
        units[users[0].id].nodes.insert(0, node.id)
    for section in sections:
        section.units = [unit for unit in section.units if unit.nodes]


def _divided(graph: Graph, structure: Structure) -> list[RawSection]:
    stages = list(_instances(graph, structure))
    if not stages:
        return _plain_sections(graph)
    owner: list[tuple[int, int] | None] = [None] * len(graph.nodes)
    for position, stage in enumerate(stages):
        for number, (start, end) in enumerate(stage.spans):
            for node in range(start, end):
                owner[node] = owner[node] or (position, number)
    return _by_stage(graph, stages, owner)


@dataclass(frozen=True, slots=True)
class _Instance:
    """A stage, or the same stage called again, as the second branch of a siamese network does."""

    stage: Stage
    repetition: int
    spans: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        return (
            f"{self.stage.name}, call {self.repetition + 1}" if self.repetition else self.stage.name
        )


def _instances(graph: Graph, structure: Structure) -> Iterator[_Instance]:
    calls: dict[ModulePath, list[ModuleCall]] = defaultdict(list)
    for call in graph.calls:
        calls[call.module].append(call)
    for stage in structure.stages:
        spans = tuple((block.first_node, block.end_node) for block in stage.blocks)
        yield _Instance(stage, 0, spans)
    for repetition in range(1, MOST_CALLS):
        found = [_again(graph, stage, repetition, calls) for stage in structure.stages]
        if not any(found):
            return
        yield from (instance for instance in found if instance)


def _again(
    graph: Graph, stage: Stage, repetition: int, calls: dict[ModulePath, list[ModuleCall]]
) -> _Instance | None:
    """Return the stage's blocks in a later call of the same modules, None if there is none."""
    spans: list[tuple[int, int]] = []
    own = {block.call for block in stage.blocks}
    for block in stage.blocks:
        first = graph.calls[block.call]
        later = [call for call in calls[first.module] if call.id not in own and call.index]
        inside = first.first_node <= block.first_node and block.end_node <= first.end_node
        if not first.module or not inside or len(later) < repetition:
            return None
        call = later[repetition - 1]
        spans.append((call.first_node, call.end_node))
    return _Instance(stage, repetition, tuple(spans)) if len(set(spans)) == len(spans) else None


def _by_stage(
    graph: Graph, stages: Sequence[_Instance], owner: Sequence[tuple[int, int] | None]
) -> list[RawSection]:
    made: dict[int, RawSection] = {}
    sections = [RawSection("stem", "Stem")]
    units: dict[tuple[int, int], RawUnit] = {}
    last = _last_owned(owner)
    for start, end, key in _stretches(owner):
        if key is None:
            sections += _between(graph, sections, range(start, end), last=start > last)
            continue
        if key[0] not in made:
            instance = stages[key[0]]
            made[key[0]] = RawSection("stage", instance.name, instance.stage)
            _adopt_loose(sections, made[key[0]])
            sections.append(made[key[0]])
        if key not in units:
            units[key] = _block_unit(graph, stages[key[0]].stage.blocks[key[1]])
            made[key[0]].units.append(units[key])
        units[key].nodes.extend(map(NodeId, range(start, end)))
    return sections


def _between(
    graph: Graph, sections: list[RawSection], nodes: range, *, last: bool
) -> list[RawSection]:
    """Return sections for operators outside blocks, or add them to a section that is there."""
    if len(sections) == 1:
        sections[0].units += _loose(graph, nodes)
        return []
    if last:
        return _divide_head(graph, _loose(graph, nodes))
    again = _first_reader_of_input(graph, nodes)
    if again is None:
        return [RawSection("loose", "", None, _loose(graph, nodes))]
    ended = _loose(graph, range(nodes.start, again))
    begun = _loose(graph, range(again, nodes.stop))
    heads = [RawSection("head", "Head", None, ended)] if ended else []
    return [*heads, RawSection("stem", "Stem", None, begun)]


def _first_reader_of_input(graph: Graph, nodes: range) -> int | None:
    inputs = {node.id for node in graph.inputs()}
    for number in nodes:
        if any(ref.node in inputs for ref in graph.nodes[number].inputs):
            return number
    return None


def _adopt_loose(sections: list[RawSection], stage: RawSection) -> None:
    """Let a stage take the operators just before it, such as a pooling between two stages."""
    if sections[-1].kind == "loose":
        stage.units[:0] = sections.pop().units


def _last_owned(owner: Sequence[tuple[int, int] | None]) -> int:
    return max((node for node, key in enumerate(owner) if key is not None), default=-1)


def _stretches(
    owner: Sequence[tuple[int, int] | None],
) -> Iterator[tuple[int, int, tuple[int, int] | None]]:
    """Yield start, end and owner of each stretch of nodes with one owner."""
    start = 0
    for node in range(1, len(owner) + 1):
        if node == len(owner) or owner[node] != owner[start]:
            yield start, node, owner[start]
            start = node


def _block_unit(graph: Graph, block: Block) -> RawUnit:
    path = graph.calls[block.call].module
    return RawUnit([], framed=True, label=path, path=path, block=block)


def _loose(graph: Graph, nodes: range) -> list[RawUnit]:
    """Gather operators outside blocks, a frame around each module that is worth one."""
    units: list[RawUnit] = []
    previous: ModuleCall | None = None
    for node in map(NodeId, nodes):
        call = _frame_of(graph, node, nodes)
        if units and call is previous:
            units[-1].nodes.append(node)
        else:
            path = call.module if call else ""
            units.append(RawUnit([node], framed=call is not None, label=path, path=path))
        previous = call
    return [_unframed(graph, unit) for unit in units]


def _frame_of(graph: Graph, node: NodeId, nodes: range) -> ModuleCall | None:
    """Return the outermost call around ``node`` with a few weighted operators, if there is one."""
    call: ModuleCall | None = graph.calls[graph.nodes[node].call]
    best = None
    while call is not None and call.parent is not None:
        if call.first_node < nodes.start or call.end_node > nodes.stop:
            break
        if _weighted(graph, call) > _FEW:
            break
        best = call
        call = graph.calls[call.parent]
    return best if best is not None and _weighted(graph, best) > 1 else None


def _weighted(graph: Graph, call: ModuleCall) -> int:
    count = 0
    for node in graph.nodes[call.first_node : call.end_node]:
        count += node.kind in _WEIGHTED
        if count > _FEW:
            break
    return count


def _unframed(graph: Graph, unit: RawUnit) -> RawUnit:
    """Take the frame off a unit that holds a single weighted operator after all."""
    weighted = sum(graph.nodes[node].kind in _WEIGHTED for node in unit.nodes)
    return unit if unit.framed and weighted > 1 else RawUnit(unit.nodes)


def _divide_head(graph: Graph, units: list[RawUnit]) -> list[RawSection]:
    """Call what follows the last stage a decoder as far as it makes maps larger to go on with."""
    growing = [place for place, unit in enumerate(units) if _grows(graph, unit, units)]
    if not growing:
        return [RawSection("head", "Head", None, units)]
    framed = [place for place, unit in enumerate(units) if unit.framed]
    start, end = min(growing), max(*growing, *framed, 0) + 1
    parts = (("head", "Head", units[:start]), ("decoder", "Decoder", units[start:end]),
             ("head", "Head", units[end:]))  # fmt: skip
    return [RawSection(kind, name, None, members) for kind, name, members in parts if members]


def _grows(graph: Graph, unit: RawUnit, units: list[RawUnit]) -> bool:
    """Tell whether a unit enlarges a map that a layer with weights reads later.

    A global mean that is spread out again (ASPP) is no map.
    """
    last = max(
        (node for one in units for node in one.nodes if graph.nodes[node].kind in _WEIGHTED),
        default=-1,
    )
    growing = (graph.nodes[n] for n in unit.nodes if n < last and enlarges(graph, graph.nodes[n]))
    return any(prod(graph.tensor(node.inputs[0]).shape[2:]) > 1 for node in growing if node.inputs)


def _plain_sections(graph: Graph) -> list[RawSection]:
    """Divide a network without residual blocks by the size of its feature maps."""
    units = _loose(graph, range(len(graph.nodes)))
    sections: list[RawSection] = []
    for unit in (part for whole in units for part in _by_size(graph, whole)):
        size = _size(graph, unit.nodes[0])
        if sections and size == _size(graph, sections[-1].units[-1].nodes[0]):
            sections[-1].units.append(unit)
        else:
            kind = "part" if size else "head"
            sections.append(RawSection(kind, dimensions(size) if size else "Head", None, [unit]))
    return sections


def _by_size(graph: Graph, unit: RawUnit) -> list[RawUnit]:
    if unit.framed:
        return [unit]
    parts: list[RawUnit] = []
    for node in unit.nodes:
        if parts and _size(graph, node) == _size(graph, parts[-1].nodes[0]):
            parts[-1].nodes.append(node)
        else:
            parts.append(RawUnit([node]))
    return parts


def _size(graph: Graph, node: NodeId) -> tuple[int, ...]:
    outputs = graph.nodes[node].outputs
    return outputs[0].shape[2:] if outputs else ()
