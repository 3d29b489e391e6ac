"""A network as DOT, built with the ``graphviz`` package and helped where Graphviz needs it.

The main path has weight and keeps its ranks; shortcuts do not pull at the ranks and run from side
to side, so that they stay visible beside the line.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from resnet_inspect.errors import InspectError, MissingPackageError
from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content.measures import heat_place
from resnet_inspect.render.diagram.content.model import Content, Leaf, Link, Role, Section
from resnet_inspect.render.diagram.layout.columns import unit_label
from resnet_inspect.render.diagram.scene.theme import Theme
from resnet_inspect.units import dimensions
from resnet_inspect.visible import encoded

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Arial"
ENGINES = ("graphviz-pure", "dot")


def render_dot(graph: Graph, content: Content, theme: Theme) -> str:
    """Return the network in the DOT language, with a cluster for each stage and block."""
    from graphviz import Digraph  # noqa: PLC0415 - only this format needs it

    text = {"fontname": FONT, "fontcolor": theme.text}
    dot = Digraph(
        "network",
        graph_attr={
            **text, "label": content.title, "labelloc": "t", "fontsize": "14",
            "bgcolor": theme.background, "rankdir": "TB", "nodesep": "0.2", "ranksep": "0.25",
            "newrank": "true", "outputorder": "edgesfirst",
        },
        node_attr={
            **text, "fontsize": "9", "shape": "box", "style": "rounded,filled", "height": "0.24",
            "width": "0.6", "margin": "0.08,0.02",
        },
        edge_attr={
            **text, "fontsize": "8", "color": theme.flow, "arrowsize": "0.5", "weight": "8",
        },
    )  # fmt: skip
    writer = _Writer(graph, content, theme)
    for number, section in enumerate(content.sections):
        writer.section(dot, number, section)
    for link in content.links:
        writer.link(dot, link)
    return str(dot.source)


class _Writer:
    def __init__(self, graph: Graph, content: Content, theme: Theme) -> None:
        self.graph = graph
        self.content = content
        self.theme = theme

    def section(self, dot: "Digraph", number: int, section: Section) -> None:
        with dot.subgraph(name=f"cluster_s{number}") as cluster:
            label = ", ".join(part for part in (section.name, section.note) if part)
            cluster.attr(label=label, color=self.theme.frame, style="rounded", fontsize="10")
            for place, unit in enumerate(section.units):
                if not unit.framed:
                    self._leaves(cluster, unit.leaves, section)
                    continue
                with cluster.subgraph(name=f"cluster_s{number}_{place}") as block:
                    times = f" ×{unit.repeat}" if unit.repeat > 1 else ""
                    block.attr(
                        label=unit_label(unit) + times, style="rounded,filled", fontsize="8",
                        color=self.theme.frame, fillcolor=self.theme.frame_fill,
                    )  # fmt: skip
                    self._leaves(block, unit.leaves, section)

    def _leaves(self, dot: "Digraph", leaves: tuple[int, ...], section: Section) -> None:
        for number in leaves:
            leaf = self.content.leaves[number]
            notes = (leaf.note,) if leaf.note else ()
            label = "\n".join((leaf.label, *notes, *self.content.sentences(leaf)))
            dot.node(f"n{number}", label, **self._look(leaf, section))

    def _look(self, leaf: Leaf, section: Section) -> dict[str, str]:
        theme = self.theme
        fill, line = theme.plain, theme.plain_line
        if leaf.role is Role.WEIGHTED and section.hue is not None:
            number = section.hue % len(theme.stages)
            fill, line = theme.stages[number], theme.stage_lines[number]
        if leaf.heat is not None:
            fill = theme.heat[heat_place(leaf.heat, len(theme.heat))]
        if leaf.failed:
            fill, line = theme.failed_fill, theme.failed
        look = {"fillcolor": fill, "color": line}
        if leaf.assumed:
            look |= {"color": theme.guessed, "style": "rounded,dashed", "fontcolor": theme.muted}
        if leaf.ghost:
            look = {"fillcolor": theme.background, "color": theme.failed,
                    "style": "rounded,dashed", "fontcolor": theme.muted}  # fmt: skip
        if leaf.role is Role.JOIN:
            look |= {"shape": "circle", "style": "filled", "width": "0.22", "height": "0.22",
                     "fixedsize": "true"}  # fmt: skip
        return look

    def link(self, dot: "Digraph", link: Link) -> None:
        ends = (f"n{link.source}", f"n{link.target}")
        if self.content.branches_off(link):
            dot.edge(*ends, color=self.theme.failed, style="dashed", weight="0")
            return
        if link.kind is None:
            dot.edge(*ends)
            return
        paint = self.theme.links[link.kind.value]
        style = {
            "color": paint.stroke or self.theme.flow,
            "penwidth": f"{paint.width:g}",
            "style": "dashed" if paint.dash else "solid",
            "weight": "0",
        }
        if link.residuals:
            style["tooltip"] = f"{link.kind.value} {self._shape(link)}"
        dot.edge(*ends, **style)

    def _shape(self, link: Link) -> str:
        return dimensions(self.graph.tensor(link.ref).shape)


def lay_out(dot: str, engine: str, output: str, dpi: float = 96) -> bytes:
    """Let Graphviz lay out and draw a DOT text.

    Args:
        dot: The text.
        engine: ``graphviz-pure``, which comes along as a package, or the system's ``dot``.
        output: A format that the engine writes: ``svg``, ``png``; ``dot`` writes ``pdf`` too.
        dpi: Resolution of a PNG.

    Raises:
        MissingPackageError: The program is not there.
        InspectError: It fails.
    """
    program = _program(engine)
    command = (
        [program, f"-T{output}", f"-Gdpi={dpi:g}"] if output == "png" else [program, f"-T{output}"]
    )
    done = subprocess.run(command, input=encoded(dot), capture_output=True, check=False)  # noqa: S603 - a fixed program
    if done.returncode:
        raise InspectError(f"{engine} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _program(engine: str) -> str:
    beside = Path(sys.executable).parent / engine
    found = str(beside) if beside.exists() else shutil.which(engine)
    if found is None:
        purpose = f"Figures laid out by {engine}"
        raise MissingPackageError(purpose, "graphviz-pure" if engine == "graphviz-pure" else engine)
    return found
