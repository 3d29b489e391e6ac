"""What stands above a table: which network, built how, run on what."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from resnet_inspect import units
from resnet_inspect.graph import Graph
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.connections import count_text
from resnet_inspect.render.table.model import Fact, Tone

if TYPE_CHECKING:
    from resnet_inspect.analysis.facts import Nearest, Structure

MOST_OUTPUTS = 8
"""Of more outputs, the first are written and the others counted."""


def title(report: Inspection) -> str:
    """Return the network's name, with the published variant that it is, if it is one."""
    run, variant = report.graph.run, report.structure.variant
    names = dict.fromkeys(name for name in (variant, run.network, run.target) if name)
    return " · ".join(names)


def header(report: Inspection) -> tuple[Fact, ...]:
    """Return the lines below the title."""
    return tuple(_lines(report))


def _lines(report: Inspection) -> Iterator[Fact]:
    graph = report.graph
    yield Fact(label="input", text=_input(graph))
    if graph.complete and graph.outputs:
        yield Fact(label="output", text=_output(graph))
    if report.structure.stages:
        yield Fact(label="blocks", text=_blocks(report.structure))
    if report.structure.variant is None and report.complete and (near := report.facts.nearest):
        yield Fact(label="nearest", text=_nearest(near))
    if report.facts.residuals:
        yield Fact(label="shortcuts", text=count_text(report.facts.residuals))
    for note in graph.run.notes:
        yield Fact(label="note", text=note)
    if not report.complete:
        yield Fact(label="failed", text=_failure(graph), tone=Tone.ERROR)


def _input(graph: Graph) -> str:
    names = graph.run.inputs or [""] * len(graph.inputs())
    shapes = [
        f"{name} {units.dimensions(node.output.shape)} {node.output.dtype}".strip()
        for name, node in zip(names, graph.inputs(), strict=True)
    ]
    mode = "training mode" if graph.run.training else "evaluation mode"
    where = "on meta tensors" if graph.run.device == "meta" else f"on {graph.run.device}"
    return f"{' and '.join(shapes) or 'none'}, {mode}, {where}"


def _output(graph: Graph) -> str:
    """Write the shapes returned, with their places in a tuple or dictionary."""
    texts = [
        f"{out.name} {units.dimensions(graph.tensor(out.ref).shape) if out.ref else out.text}"
        for out in graph.outputs[:MOST_OUTPUTS]
    ]
    more = len(graph.outputs) - len(texts)
    return ", ".join([text.strip() for text in texts] + [f"{more} more"] * (more > 0))


def _nearest(near: "Nearest") -> str:
    """Name the nearest published network, and where this one departs from it."""
    choices = [f"{change.found} {change.attribute}" for change in near.parameters]
    return f"{near.title}, but: {'; '.join([*(d.text for d in near.departures), *choices])}"


def _blocks(structure: "Structure") -> str:
    """Write the blocks of each stage; how many have a shortcut, where not all have."""
    depths, blocks = " + ".join(map(str, structure.depths)), structure.blocks
    kinds = " and ".join(dict.fromkeys(block.kind for block in blocks))
    if structure.shortcuts == len(blocks):
        return f"{depths}, {kinds}"
    return f"{len(blocks)}, {structure.shortcuts} with a shortcut: {depths}, {kinds}"


def _failure(graph: Graph) -> str:
    if graph.complete:
        number = units.plural(len(graph.failures), "failure")
        return f"{number} on the way; shapes that rest on a guess are marked ≈"
    return "the forward pass raised an exception: the table goes up to there"
