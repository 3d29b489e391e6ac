"""What is gone since an earlier network: chips in outline, where the layers stood."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.render.diagram.content.labels import node_label
from resnet_inspect.render.diagram.content.model import (
    Content,
    Leaf,
    Level,
    Link,
    Role,
    Section,
    Unit,
)

_CHIPS = {
    OpKind.CONV, OpKind.LINEAR, OpKind.POOL, OpKind.ATTENTION, OpKind.RECURRENT, OpKind.RESIZE,
    OpKind.OPAQUE,
}  # fmt: skip
_CHIPS_OF_LAYERS = _CHIPS | {OpKind.NORM, OpKind.ACTIVATION, OpKind.DROPOUT, OpKind.SOFTMAX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """Something that is gone."""

    label: str
    after: int
    """The leaf behind which it stood."""
    alone: bool
    """Whether it was a block or a part of the network, rather than a layer in a block."""
    remarks: tuple[tuple[int, str], ...]

    def joined(self, other: "Ghost") -> "Ghost":
        """Return both layers, one behind the other, as one."""
        label = f"{self.label} · {other.label}"
        return replace(self, label=label, remarks=(*self.remarks, *other.remarks))


def layer_ghost(
    node: Node, source: Node | None, after: int, level: Level, remark: tuple[int, str]
) -> Ghost | None:
    """Return the ghost of a layer, None for one that has no chip at this level."""
    if node.kind not in (_CHIPS if level in {Level.BLOCK, Level.STAGE} else _CHIPS_OF_LAYERS):
        return None
    before = source.outputs[0] if source is not None and source.outputs else None
    return Ghost(label=node_label(node, before), after=after, alone=False, remarks=(remark,))


def with_ghosts(content: Content, ghosts: Sequence[Ghost]) -> Content:
    """Return the content with the ghosts.

    A layer stands beside the line, on a branch that leads nowhere; layers that stood one behind the
    other share a chip. A block, or a part of the network, stands on the line.
    """
    if not ghosts:
        return content
    behind: dict[int, list[Ghost]] = defaultdict(list)
    for ghost in ghosts:
        before = behind[ghost.after]
        if before and not (before[-1].alone or ghost.alone):
            before[-1] = before[-1].joined(ghost)
        else:
            before.append(ghost)
    new, leaves, made = _inserted(content.leaves, behind)
    sections = tuple(_section(section, made, new) for section in content.sections)
    passed = {new[leaf]: ghosts[-1][0] for leaf, ghosts in made.items() if ghosts[-1][1].alone}
    links = [
        replace(link, source=new[link.source], target=new[link.target]) for link in content.links
    ]
    links = [*_through(links, passed, sections), *_branches(content, made, new)]
    return replace(content, leaves=tuple(leaves), links=tuple(links), sections=sections)


Made = dict[int, list[tuple[int, Ghost]]]
"""For each old leaf the ghosts behind it, with their new numbers."""


def _inserted(
    old: Sequence[Leaf], behind: dict[int, list[Ghost]]
) -> tuple[list[int], list[Leaf], Made]:
    """Return each old leaf's new number, all leaves, and where the ghosts are."""
    new: list[int] = []
    leaves: list[Leaf] = []
    made: Made = defaultdict(list)
    for number, leaf in enumerate(old):
        new.append(len(leaves))
        leaves.append(leaf)
        for ghost in behind.get(number, ()):
            made[number].append((len(leaves), ghost))
            leaves.append(_leaf(ghost))
    return new, leaves, made


def _leaf(ghost: Ghost) -> Leaf:
    return Leaf(
        role=Role.SMALL, label=ghost.label, nodes=(), own=(), ghost=True, remarks=ghost.remarks
    )


def _branches(content: Content, made: Made, new: Sequence[int]) -> Iterable[Link]:
    """Yield the lines to the ghosts: from the leaf before, and from one to the next."""
    refs = {link.source: link.ref for link in content.links}
    for leaf, ghosts in made.items():
        source = new[leaf]
        for number, _ in ghosts if leaf in refs else ():
            yield Link(source=source, target=number, position=0, ref=refs[leaf])
            source = number


def _through(
    links: Sequence[Link], passed: Mapping[int, int], sections: Sequence[Section]
) -> Iterable[Link]:
    """Yield the links; those to the unit that comes next begin at the ghost on the line."""
    units = {leaf: unit for section in sections for unit in section.units for leaf in unit.leaves}
    nearest: dict[int, int] = {}
    for link in links:
        if link.target > passed.get(link.source, link.target):
            first = nearest.setdefault(link.source, link.target)
            nearest[link.source] = min(first, link.target)
    for link in links:
        near = nearest.get(link.source)
        if near is not None and units[link.target] is units[near]:
            yield replace(link, source=passed[link.source])
        else:
            yield link


def _section(section: Section, made: Made, new: Sequence[int]) -> Section:
    units: list[Unit] = []
    for unit in section.units:
        inside: list[int] = []
        behind: list[Unit] = []
        for leaf in unit.leaves:
            inside.append(new[leaf])
            for number, ghost in made.get(leaf, ()):
                if ghost.alone and unit.framed:
                    behind.append(Unit(leaves=(number,)))
                else:
                    inside.append(number)
        units += [replace(unit, leaves=tuple(inside)), *behind]
    return replace(section, units=tuple(units))
