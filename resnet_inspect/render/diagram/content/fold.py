"""Equal blocks in a row are drawn once: the leaves of the others become part of the first's.

Two blocks are equal when their chips say the same and are wired the same way, each beginning
where the one before ended. Nobody outside may read from the middle of a run, unless its blocks are
the layers of a dense block, which read all that are before them.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

from resnet_inspect.graph import Graph
from resnet_inspect.graph.paths import is_within
from resnet_inspect.render.diagram.content.model import (
    CONCAT_SIGN,
    Content,
    Leaf,
    Link,
    Role,
    Section,
    Unit,
)


class Folder:
    """Folds one network's content.

    Args:
        graph: The trace.
        content: What to fold.
        expand: Module paths whose blocks stay apart.
    """

    def __init__(self, graph: Graph, content: Content, expand: tuple[str, ...] = ()) -> None:
        self.graph = graph
        self.content = content
        self.expand = expand
        self.incoming: dict[int, list[Link]] = defaultdict(list)
        self.outgoing: dict[int, list[Link]] = defaultdict(list)
        for link in content.links:
            self.incoming[link.target].append(link)
            self.outgoing[link.source].append(link)
        self.stands_for: dict[int, int] = {}
        """For each leaf that is folded away the one that is drawn."""

    def run(self) -> Content:
        """Return the content with equal blocks folded."""
        sections = tuple(self._fold_section(section) for section in self.content.sections)
        if not self.stands_for:
            return self.content
        return self._rebuilt(sections)

    def _fold_section(self, section: Section) -> Section:
        runs: list[list[Unit]] = []
        signature: Hashable = None
        for unit in section.units:
            own = self._signature(unit)
            if runs and own == signature and self._joinable(runs[-1][-1], unit):
                runs[-1].append(unit)
            else:
                runs.append([unit])
            signature = own
        return replace(section, units=tuple(self._folded(run) for run in runs))

    def _joinable(self, before: Unit, unit: Unit) -> bool:
        if not unit.framed or any(self.content.leaves[leaf].failed for leaf in unit.leaves):
            return False
        if any(is_within(unit.path, path) for path in self.expand):  # type: ignore[arg-type]
            return False
        if any(self.content.leaves[leaf].failed for leaf in before.leaves):
            return False
        inside = {*before.leaves, *unit.leaves}
        readers = {link.target for leaf in before.leaves for link in self.outgoing[leaf]}
        dense = any(reader in unit.leaves and self._concats(reader) for reader in readers)
        return all(reader in inside or (dense and self._concats(reader)) for reader in readers)

    def _concats(self, leaf: int) -> bool:
        """Whether a leaf collects tensors: a dense block's layers read all layers before."""
        drawn = self.content.leaves[leaf]
        return drawn.role is Role.JOIN and drawn.label == CONCAT_SIGN

    def _signature(self, unit: Unit) -> Hashable:
        place = {leaf: number for number, leaf in enumerate(unit.leaves)}
        outside: dict[object, int] = {}
        return tuple(self._leaf_signature(leaf, place, outside) for leaf in unit.leaves)

    def _leaf_signature(
        self, number: int, place: dict[int, int], outside: dict[object, int]
    ) -> Hashable:
        leaf = self.content.leaves[number]
        if self._concats(number) and not any(
            link.source in place for link in self.incoming[number]
        ):
            return leaf.role, leaf.label, leaf.assumed
        shapes = tuple(self.graph.nodes[node].outputs for node in leaf.nodes[-1:])
        links = tuple(
            (
                place[link.source] if link.source in place
                else -1 - outside.setdefault(link.ref, len(outside)),
                link.kind,
                len(link.residuals),
                None if link.source in place else self.graph.tensor(link.ref),
            )
            for link in self.incoming[number]
        )  # fmt: skip
        return leaf.role, leaf.label, leaf.assumed, shapes, links

    def _folded(self, run: list[Unit]) -> Unit:
        first, *others = run
        for other in others:
            self.stands_for.update(zip(other.leaves, first.leaves, strict=True))
        return replace(first, repeat=len(run), last_path=run[-1].path)

    def _rebuilt(self, sections: tuple[Section, ...]) -> Content:
        """Renumber the leaves that are left."""
        copies: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self.content.leaves)):
            copies[self.stands_for.get(number, number)].append(number)
        new = {old: position for position, old in enumerate(copies)}
        leaves = tuple(self._merged(old, copies[old]) for old in copies)
        return replace(
            self.content,
            leaves=leaves,
            links=self._links(new),
            sections=tuple(_renumbered(section, new) for section in sections),
        )

    def _merged(self, old: int, copies: list[int]) -> Leaf:
        leaf = self.content.leaves[old]
        if len(copies) == 1:
            return leaf
        nodes = tuple(node for copy in copies for node in self.content.leaves[copy].nodes)
        return replace(leaf, nodes=nodes)

    def _links(self, new: dict[int, int]) -> tuple[Link, ...]:
        """Return one link for each place where a drawn leaf reads something."""
        links: dict[tuple[int, object], Link] = {}
        for link in self.content.links:
            target = self.stands_for.get(link.target, link.target)
            key: tuple[int, object] = (target, self._place(link, target))
            if key in links:
                residuals = links[key].residuals + link.residuals
                kind = links[key].kind or link.kind
                links[key] = replace(links[key], residuals=residuals, kind=kind)
            else:
                source = self.stands_for.get(link.source, link.source)
                links[key] = replace(link, source=new[source], target=new[target])
        return tuple(_gathered(links.values()))

    def _place(self, link: Link, target: int) -> object:
        """Return what tells the links into a leaf apart: for dense layers, only what they are."""
        if not self._concats(link.target):
            return link.position
        source = self.stands_for.get(link.source, link.source)
        return "source", source if source < target else -1


def _gathered(links: Iterable[Link]) -> Iterator[Link]:
    """Let the first link into a dense layer speak for those from the folded ones after it."""
    links = list(links)
    backward: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for link in links:
        if link.source >= link.target:
            backward[link.target] += link.residuals
    for link in links:
        if link.source < link.target:
            more = backward.pop(link.target, ()) if link.kind or link.residuals else ()
            yield replace(link, residuals=link.residuals + more) if more else link


def _renumbered(section: Section, new: dict[int, int]) -> Section:
    units = tuple(
        replace(unit, leaves=tuple(new[leaf] for leaf in unit.leaves)) for unit in section.units
    )
    return replace(section, units=units)
