"""One block, stage or module of a network, drawn as a figure of its own."""

from collections.abc import Sequence
from dataclasses import replace

from resnet_inspect.errors import UsageError
from resnet_inspect.graph import Graph, ModulePath, Ref
from resnet_inspect.graph.paths import is_within
from resnet_inspect.render.diagram.content.model import Content, Leaf, Link, Role, Section, Unit
from resnet_inspect.units import dimensions


def only(graph: Graph, content: Content, path: str) -> Content:
    """Return the part of the content that lies in the module ``path``.

    What the part reads from elsewhere becomes a pill with the tensor's size at its top, what it
    returns one at its bottom.

    Raises:
        UsageError: The network has no such module, or the forward pass does not call it.
    """
    kept = {
        number
        for number, leaf in enumerate(content.leaves)
        if any(_inside(graph, node, path) for node in leaf.own)
    }
    if not kept:
        raise UsageError(f"the forward pass calls no module `{path}`", _hint(graph))
    part = _Part(graph, content, kept)
    return part.content(path)


def _inside(graph: Graph, node: int, path: str) -> bool:
    return is_within(graph.nodes[node].module, ModulePath(path))


def _hint(graph: Graph) -> str:
    top = [module.path for module in graph.modules if module.path and "." not in module.path]
    return f"Its modules: {', '.join(top[:12])}{' …' if len(top) > 12 else ''}."  # noqa: PLR2004


class _Part:
    def __init__(self, graph: Graph, old: Content, kept: set[int]) -> None:
        self.graph = graph
        self.old = old
        self.order = sorted(kept)
        self.sources = list(
            dict.fromkeys(
                link.ref for link in old.links if link.target in kept and link.source not in kept
            )
        )
        self.ends = list(
            dict.fromkeys(
                link.ref for link in old.links if link.source in kept and link.target not in kept
            )
        )
        self.new = {leaf: number + len(self.sources) for number, leaf in enumerate(self.order)}

    def content(self, path: str) -> Content:
        leaves = (
            *(self._pill(ref) for ref in self.sources),
            *(self.old.leaves[leaf] for leaf in self.order),
            *(self._pill(ref) for ref in self.ends),
        )
        return replace(
            self.old, title=path, subtitle=self._subtitle(), leaves=leaves, links=self._links(),
            sections=self._sections(),
        )  # fmt: skip

    def _subtitle(self) -> str:
        return f"in {self.old.title}"

    def _pill(self, ref: Ref) -> Leaf:
        shape = self.graph.tensor(ref).shape
        return Leaf(role=Role.INPUT, label=dimensions(shape[1:] or shape), nodes=(), own=())

    def _links(self) -> tuple[Link, ...]:
        links: list[Link] = []
        first_end = len(self.sources) + len(self.order)
        for link in self.old.links:
            if link.target in self.new:
                source = self.new.get(link.source)
                if source is None:
                    source = self.sources.index(link.ref)
                links.append(replace(link, source=source, target=self.new[link.target]))
        for number, ref in enumerate(self.ends):
            source = next(link.source for link in self.old.links if link.ref == ref)
            links.append(
                Link(source=self.new[source], target=first_end + number, position=0, ref=ref)
            )
        return tuple(links)

    def _sections(self) -> tuple[Section, ...]:
        units = [Unit(leaves=(number,)) for number in range(len(self.sources))]
        hue = None
        for section in self.old.sections:
            for unit in section.units:
                inside = tuple(self.new[leaf] for leaf in unit.leaves if leaf in self.new)
                if inside:
                    whole = len(inside) == len(unit.leaves)
                    units.append(replace(unit, leaves=inside, framed=unit.framed and whole))
                    hue = section.hue if section.hue is not None else hue
        first_end = len(self.sources) + len(self.order)
        units += [Unit(leaves=(first_end + number,)) for number in range(len(self.ends))]
        return (Section(kind="only", name="", hue=hue, units=tuple(_loose_together(units))),)


def _loose_together(units: Sequence[Unit]) -> list[Unit]:
    return list(units)
