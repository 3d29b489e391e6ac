"""A network as Mermaid: GitHub and GitLab draw it inside Markdown."""

from collections.abc import Iterator

from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content.model import Content, Leaf, Link, Role, Section, Unit
from resnet_inspect.render.diagram.layout.columns import unit_label
from resnet_inspect.render.diagram.scene.theme import Theme
from resnet_inspect.units import dimensions
from resnet_inspect.visible import on_one_line

_SIGNS = {"+": "⊕", "×": "⊗", "C": "concat"}


def render_mermaid(graph: Graph, content: Content, theme: Theme) -> str:
    """Return a flowchart with a subgraph for each stage and block."""
    writer = _Writer(graph, content, theme)
    return "\n".join(writer.lines()) + "\n"


class _Writer:
    def __init__(self, graph: Graph, content: Content, theme: Theme) -> None:
        self.graph = graph
        self.content = content
        self.theme = theme
        self.blocks = 0

    def lines(self) -> Iterator[str]:
        yield "---"
        yield f"title: {_quoted(self.content.title)}"
        yield "---"
        yield "flowchart TB"
        for number, section in enumerate(self.content.sections):
            yield from self._section(number, section)
        for link in self.content.links:
            yield "  " + self._link(link)
        yield from self._styles()

    def _section(self, number: int, section: Section) -> Iterator[str]:
        name = ", ".join(part for part in (section.name, section.note) if part) or " "
        yield f"  subgraph s{number}[{_quoted(name)}]"
        for unit in section.units:
            yield from self._unit(unit, section)
        yield "  end"

    def _unit(self, unit: Unit, section: Section) -> Iterator[str]:
        if not unit.framed:
            yield from (f"    {self._leaf(leaf, section)}" for leaf in unit.leaves)
            return
        self.blocks += 1
        times = f" ×{unit.repeat}" if unit.repeat > 1 else ""
        yield f"    subgraph b{self.blocks}[{_quoted(unit_label(unit) + times)}]"
        yield from (f"      {self._leaf(leaf, section)}" for leaf in unit.leaves)
        yield "    end"

    def _leaf(self, number: int, section: Section) -> str:
        leaf = self.content.leaves[number]
        label = _quoted("<br/>".join((_label(leaf), *self.content.sentences(leaf))))
        shape = {Role.JOIN: f"(({label}))", Role.INPUT: f"([{label}])"}.get(leaf.role, f"({label})")
        return f"n{number}{shape}:::{self._class(leaf, section)}"

    def _class(self, leaf: Leaf, section: Section) -> str:
        if leaf.ghost:
            return "gone"
        if leaf.failed:
            return "failed"
        if leaf.assumed:
            return "guessed"
        if leaf.role is Role.WEIGHTED and section.hue is not None:
            return f"stage{section.hue % len(self.theme.stages)}"
        return "plain"

    def _link(self, link: Link) -> str:
        if self.content.branches_off(link):
            return f"n{link.source} -.-x n{link.target}"
        if link.kind is None:
            return f"n{link.source} --> n{link.target}"
        shape = dimensions(self.graph.tensor(link.ref).shape[1:])
        if not link.residuals:
            return f"n{link.source} -.-> n{link.target}"
        return f'n{link.source} -. "{link.kind.value} {shape}" .-> n{link.target}'

    def _styles(self) -> Iterator[str]:
        theme = self.theme
        yield _style("plain", theme.plain, theme.plain_line, theme.text)
        yield _style("failed", theme.failed_fill, theme.failed, theme.text)
        yield _style("guessed", theme.plain, theme.guessed, theme.muted)
        if any(leaf.ghost for leaf in self.content.leaves):
            gone = _style("gone", theme.background, theme.failed, theme.muted)
            yield f"{gone},stroke-dasharray:2 2"
        for number, (fill, line) in enumerate(zip(theme.stages, theme.stage_lines, strict=True)):
            yield _style(f"stage{number}", fill, line, theme.text)


def _label(leaf: Leaf) -> str:
    label = _SIGNS.get(leaf.label, leaf.label) if leaf.role is Role.JOIN else leaf.label
    return f"{label}<br/>{leaf.note}" if leaf.note else label


def _style(name: str, fill: str, line: str, text: str) -> str:
    return f"  classDef {name} fill:{fill},stroke:{line},color:{text}"


def _quoted(text: str) -> str:
    """Quote a label; Mermaid has its own codes for what may not stand in one."""
    return '"' + on_one_line(text).replace("#", "#35;").replace('"', "#quot;") + '"'
