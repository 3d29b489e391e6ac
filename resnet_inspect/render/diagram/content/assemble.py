"""From a graph and its analyses to what a figure shows."""

from collections import defaultdict
from collections.abc import Sequence

from resnet_inspect.analysis.facts import Block, Facts, Structure
from resnet_inspect.graph import Graph, Node, NodeId, OpKind, Ref
from resnet_inspect.render.diagram.content.fold import Folder
from resnet_inspect.render.diagram.content.grouping import Cluster, Grouping
from resnet_inspect.render.diagram.content.labels import (
    gate_label,
    join_sign,
    node_label,
    short_name,
)
from resnet_inspect.render.diagram.content.model import (
    Content,
    Leaf,
    Level,
    Link,
    Role,
    Section,
    Unit,
)
from resnet_inspect.render.diagram.content.sections import RawSection, find_sections
from resnet_inspect.render.diagram.content.skips import Skip, ends_and_kinds, find_skips, gates
from resnet_inspect.render.diagram.content.titles import backbone, network_title
from resnet_inspect.units import dimensions, plural

_WEIGHTED = {OpKind.CONV, OpKind.LINEAR, OpKind.ATTENTION, OpKind.RECURRENT, OpKind.MATMUL}


def assemble(
    graph: Graph,
    facts: Facts,
    level: Level,
    *,
    fold: bool = True,
    expand: Sequence[str] = (),
) -> Content:
    """Return everything that a figure of this network shows.

    Args:
        graph: The trace.
        facts: Its analyses.
        level: The detail of the chips.
        fold: Whether runs of equal blocks are drawn once.
        expand: Module paths whose blocks are drawn one by one all the same.
    """
    raw = find_sections(graph, facts.structure)
    skips = find_skips(graph, facts.residuals)
    clusters, of_node = _cluster(graph, skips, level, raw)
    leaves = tuple(_leaf(graph, cluster) for cluster in clusters)
    links = _links(graph, skips, clusters, of_node)
    content = Content(
        title=network_title(graph, facts.structure),
        subtitle=_subtitle(graph, facts),
        leaves=leaves,
        links=links,
        sections=_sections(graph, raw, clusters),
        residuals=len(facts.residuals),
    )
    return Folder(graph, content, tuple(expand)).run() if fold else content


def _subtitle(graph: Graph, facts: Facts) -> str:
    inputs = " and ".join(dimensions(node.output.shape) for node in graph.inputs())
    parts = [f"input {inputs}"]
    if name := backbone(facts.structure):
        parts.append(name)
    if facts.structure.blocks:
        parts.append(_blocks(facts.structure))
    return " · ".join(parts)


def _blocks(structure: Structure) -> str:
    depths, blocks = ", ".join(map(str, structure.depths)), len(structure.blocks)
    if structure.shortcuts == blocks:
        return f"{depths} block{'' if blocks == 1 else 's'}"
    return f"{plural(blocks, 'block')}, {structure.shortcuts} with a shortcut: {depths}"


def _without(blocks: Sequence[Block]) -> str:
    """Say how many blocks have a shortcut, where not all have."""
    shortcuts = sum(block.has_shortcut for block in blocks)
    if shortcuts == len(blocks):
        return ""
    return f", {shortcuts} with a shortcut" if shortcuts else ", without a shortcut"


def _cluster(
    graph: Graph, skips: Sequence[Skip], level: Level, raw: list[RawSection]
) -> tuple[list[Cluster], list[int]]:
    units = [-1] * len(graph.nodes)
    for number, unit in enumerate(unit for section in raw for unit in section.units):
        for node in unit.nodes:
            units[node] = number
    joins = {skip.join for skip in skips}
    bundles = tuple(gates(graph, skips)) if level is Level.BLOCK else ()
    return Grouping(graph, units, level, joins, bundles).run()


def _leaf(graph: Graph, cluster: Cluster) -> Leaf:
    anchor = graph.nodes[cluster.anchor] if cluster.anchor is not None else None
    failed = any(failure.node in cluster.nodes for failure in graph.failures)
    nodes = tuple(cluster.nodes)
    return Leaf(
        role=_role(anchor, cluster),
        label=_label(graph, cluster, anchor),
        nodes=nodes,
        own=nodes,
        path=(anchor or graph.nodes[nodes[-1]]).module,
        failed=failed,
        assumed=graph.nodes[nodes[-1]].assumed and not failed,
    )


def _role(anchor: Node | None, cluster: Cluster) -> Role:
    if anchor is None:
        return Role.SMALL
    if cluster.join:
        return Role.JOIN
    if cluster.bundle:
        return Role.GATE
    if anchor.kind in _WEIGHTED:
        return Role.WEIGHTED
    if anchor.kind is OpKind.INPUT:
        return Role.INPUT
    return Role.POOL if anchor.kind in {OpKind.POOL, OpKind.REDUCE, OpKind.RESIZE} else Role.SMALL


def _label(graph: Graph, cluster: Cluster, anchor: Node | None) -> str:
    if anchor is not None and cluster.join:
        return join_sign(anchor)
    if cluster.bundle:
        return gate_label([graph.nodes[node] for node in cluster.nodes])
    if anchor is not None:
        source = graph.tensor(anchor.inputs[0]) if anchor.inputs else None
        return node_label(anchor, source)
    nodes = [graph.nodes[node] for node in cluster.nodes]
    names = [short_name(node) for node in nodes if node.kind is not OpKind.CONSTANT]
    return ", ".join(dict.fromkeys(names)) or short_name(nodes[0])


def _links(
    graph: Graph,
    skips: Sequence[Skip],
    clusters: Sequence[Cluster],
    of_node: Sequence[int],
) -> tuple[Link, ...]:
    ends, kinds = ends_and_kinds(graph, skips, of_node)
    links: list[Link] = []
    for number, cluster in enumerate(clusters):
        reads = _reads(graph, cluster, number, of_node, ends)
        for position, (source, ref, ending) in enumerate(reads):
            kind = skips[ending[0]].kind if ending else kinds.get((source, number))
            links.append(
                Link(
                    source=source,
                    target=number,
                    position=position,
                    ref=ref,
                    kind=kind,
                    residuals=ending,
                )
            )
    return tuple(links)


def _reads(
    graph: Graph,
    cluster: Cluster,
    number: int,
    of_node: Sequence[int],
    ends: dict[tuple[NodeId, int], tuple[int, ...]],
) -> list[tuple[int, Ref, tuple[int, ...]]]:
    """Return the links into a cluster: equal ones once, but each end of a shortcut for itself."""
    reads: dict[object, tuple[int, Ref, tuple[int, ...]]] = {}
    for node in cluster.nodes:
        for place, ref in enumerate(graph.nodes[node].inputs):
            source = of_node[ref.node]
            ending = ends.get((node, place), ())
            if source == number and not ending:
                continue
            key: object = (node, place) if ending else source
            reads.setdefault(key, (source, ref, ending))
    return list(reads.values())


def _sections(
    graph: Graph, raw: list[RawSection], clusters: Sequence[Cluster]
) -> tuple[Section, ...]:
    members: dict[int, list[int]] = defaultdict(list)
    for number, cluster in enumerate(clusters):
        members[cluster.unit].append(number)
    sections, unit_number = [], 0
    hues: dict[object, int] = {}
    for section in raw:
        units = []
        for unit in section.units:
            leaves = tuple(members[unit_number])
            unit_number += 1
            if leaves:
                units.append(Unit(leaves=leaves, framed=unit.framed, label=unit.label,
                                  path=unit.path, last_path=unit.path))  # fmt: skip
        colored = section.kind not in {"stem", "head"}
        hue = hues.setdefault(section.stage or id(section), len(hues)) if colored else None
        sections.append(_section(graph, section, tuple(units), hue))
    return tuple(section for section in sections if section.units)


def _section(graph: Graph, raw: RawSection, units: tuple[Unit, ...], hue: int | None) -> Section:
    blocks = len(raw.stage.blocks) if raw.stage else 0
    note = ""
    if raw.kind == "part":
        note = f"{_channels(graph, raw)} channels"
    elif raw.kind == "decoder":
        framed = sum(unit.framed for unit in raw.units)
        note = plural(framed, "module") if framed else ""
    name = raw.name
    if raw.stage and raw.stage.blocks:
        kinds = {block.kind for block in raw.stage.blocks}
        if len(kinds) == 1:
            note = f"{kinds.pop()} ×{blocks}" if blocks > 1 else kinds.pop()
        else:
            note = plural(blocks, "block")
        note += _without(raw.stage.blocks)
    return Section(kind=raw.kind, name=name, note=note, hue=hue, units=units, blocks=blocks)


def _channels(graph: Graph, raw: RawSection) -> str:
    nodes = [node for unit in raw.units for node in unit.nodes if graph.nodes[node].outputs]
    shape = graph.nodes[nodes[-1]].output.shape if nodes else ()
    return str(shape[1]) if len(shape) > 1 else "–"
