"""A network's columns: stem, stages of blocks, head, and whatever else a network is made of.

What analysis calls a block becomes a unit with a frame. Other operators are gathered in the order
in which they ran: long stretches of them are divided along the module calls they came from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from resnet_inspect.analysis.stages import Block, Stage, Structure
from resnet_inspect.graph import Graph, ModuleCall, NodeId, OpKind

_WEIGHTED = {OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.ATTENTION, OpKind.RECURRENT}
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
    owner: list[tuple[int, int] | None] = [None] * len(graph.nodes)
    for position, stage in enumerate(structure.stages):
        for number, block in enumerate(stage.blocks):
            for node in range(block.first_node, block.end_node):
                owner[node] = owner[node] or (position, number)
    if not structure.stages:
        return _plain_sections(graph)
    return _by_stage(graph, structure, owner)


def _by_stage(
    graph: Graph, structure: Structure, owner: Sequence[tuple[int, int] | None]
) -> list[RawSection]:
    stages = [RawSection("stage", stage.name, stage) for stage in structure.stages]
    stem, head = RawSection("stem", "Stem"), RawSection("head", "Head")
    current, seen, last = stem, set[tuple[int, int]](), _last_owned(owner)
    units: dict[tuple[int, int], RawUnit] = {}
    for start, end, key in _stretches(owner):
        if key is None:
            section = head if start > last else _following(stages, owner, start, current)
            section.units += _loose(graph, range(start, end))
            continue
        current = stages[key[0]]
        if key not in seen:
            seen.add(key)
            units[key] = _block_unit(graph, structure.stages[key[0]].blocks[key[1]])
            current.units.append(units[key])
        units[key].nodes.extend(map(NodeId, range(start, end)))
    sections = [stem, *stages, *_divide_head(graph, head)]
    return [section for section in sections if section.units]


def _last_owned(owner: Sequence[tuple[int, int] | None]) -> int:
    return max((node for node, key in enumerate(owner) if key is not None), default=-1)


def _following(
    stages: list[RawSection],
    owner: Sequence[tuple[int, int] | None],
    start: int,
    current: RawSection,
) -> RawSection:
    """Return where operators between two blocks belong: to the stage that comes next."""
    if current.kind == "stem":
        return current
    after = next((key for key in owner[start:] if key is not None), None)
    return stages[after[0]] if after else current


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
    return RawUnit([], framed=True, label=path or block.kind, path=path, block=block)


def _loose(graph: Graph, nodes: range) -> list[RawUnit]:
    """Gather operators outside blocks, a frame around each module that is worth one."""
    units: list[RawUnit] = []
    for node in map(NodeId, nodes):
        call = _frame_of(graph, node, nodes)
        path = call.module if call else ""
        framed = call is not None
        if units and units[-1].framed == framed and units[-1].path == path:
            units[-1].nodes.append(node)
        else:
            units.append(RawUnit([node], framed=framed, label=path, path=path))
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


def _divide_head(graph: Graph, head: RawSection) -> list[RawSection]:
    """Give what follows the last stage a section for each resolution, as in a decoder."""
    if sum(unit.framed for unit in head.units) == 0:
        return [head]
    divided: list[RawSection] = []
    for unit in head.units:
        name = "Decoder" if unit.framed else "Head"
        if divided and divided[-1].name == name:
            divided[-1].units.append(unit)
        else:
            divided.append(RawSection("decoder" if unit.framed else "head", name, None, [unit]))
    return divided


def _plain_sections(graph: Graph) -> list[RawSection]:
    """Divide a network without residual blocks by the size of its feature maps."""
    units = _loose(graph, range(len(graph.nodes)))
    sections: list[RawSection] = []
    for unit in (part for whole in units for part in _by_size(graph, whole)):
        size = _size(graph, unit.nodes[0])
        if sections and size == _size(graph, sections[-1].units[-1].nodes[0]):
            sections[-1].units.append(unit)
        else:
            kind = "part" if len(size) > 0 else "head"
            sections.append(RawSection(kind, "", None, [unit]))
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
