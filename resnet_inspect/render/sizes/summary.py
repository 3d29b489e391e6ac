"""Which sizes work and what happens at the others, in sentences."""

from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.analysis.facts import Outcome, Trouble, Verdict, with_sizes
from resnet_inspect.graph import Graph
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.places import place_text
from resnet_inspect.render.table.model import Fact, Tone

FEW = 3
"""So many further traces are named."""

_LABELS = {
    Verdict.FAILS: "fails", Verdict.BATCH: "batch", Verdict.BROADCASTS: "broadcasts",
    Verdict.UNKNOWN: "not known",
}  # fmt: skip
_TONES = {Verdict.FAILS: Tone.ERROR, Verdict.BATCH: Tone.WARNING, Verdict.BROADCASTS: Tone.WARNING}


def summary(report: Inspection) -> Iterator[Fact]:
    """Yield the lines above the table."""
    sizes = report.sizes
    traced = _traced(report.graph)
    shapes = " and ".join(with_sizes(shape) for shape in sizes.inputs.shapes.values())
    yield Fact(label="input", text=f"{shapes}; traced at {traced}{_further(report)}")
    if not sizes.axes:
        yield Fact(label="works", text="the input has no height or width that could be another")
        return
    yield Fact(label="works", text=sizes.text)
    for trouble in sizes.troubles:
        label, tone = _LABELS[trouble.outcome.verdict], _TONES.get(trouble.outcome.verdict)
        yield Fact(label=label, text=_trouble(trouble), tone=tone or Tone.DIM)
    yield from _losses(report)


def _further(report: Inspection) -> str:
    """Name the sizes at which it was traced, too, as one trace did not tell."""
    places = list(dict.fromkeys(map(_traced, report.further)))
    rest = f" and {len(places) - FEW} others" if len(places) > FEW else ""
    return f", and to learn of other sizes at {', '.join(places[:FEW])}{rest}" if places else ""


def _traced(graph: Graph) -> str:
    return " and ".join(units.dimensions(one.output.shape) for one in graph.inputs())


def _trouble(trouble: Trouble) -> str:
    words = " or ".join(axis.word for axis in trouble.axes)
    place = _place(trouble.outcome)
    return f"{words} {trouble.sizes}: {trouble.outcome.reason}{f' ({place})' if place else ''}"


def _place(outcome: Outcome) -> str:
    """Name the operator with its line."""
    return f"{outcome.operator} {place_text(outcome.source)}".strip()


def _losses(report: Inspection) -> Iterator[Fact]:
    """Say at which sizes windows leave out rows or columns at the end."""
    sizes = report.sizes
    said: dict[str, list[str]] = {}
    for axis in sizes.axes:
        kept = sizes.lossless[axis.name]
        if kept != sizes.working[axis.name]:
            said.setdefault(str(kept), []).append(axis.word)
    for kept_text, words in said.items():
        first = report.graph.nodes[sizes.losses[0].node]
        place = f"{first.module or first.op} {place_text(first.source)}"
        text = f"the last rows or columns are left out unless {', '.join(words)}: {kept_text}"
        yield Fact(label="loses", text=f"{text} (first at {place})", tone=Tone.DIM)
