"""The table of feature maps: their sizes as functions of the input's, and at sizes of choice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from resnet_inspect import units
from resnet_inspect.analysis.facts import ReceptiveField, symbols_of, with_sizes
from resnet_inspect.graph import Graph, Ref
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.sizes.growth import growth
from resnet_inspect.render.sizes.summary import summary
from resnet_inspect.render.table.header import title
from resnet_inspect.render.table.model import Column, Table, TableRow
from resnet_inspect.render.table.outline.choices import Level
from resnet_inspect.render.table.outline.numbers import Figures, Ledger
from resnet_inspect.render.table.outline.rows import RowKind, visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View

At = Mapping[str, int]


@dataclass(frozen=True)
class FeatureMap:
    """What a part of the network hands on."""

    report: Inspection
    name: str
    ref: Ref

    @property
    def formula(self) -> str:
        """Its shape without the batch, as a function of the input's size."""
        shape = self.report.sizes.shape(self.ref)
        return "not known" if shape is None else with_sizes(shape[1:] if len(shape) > 1 else shape)

    @property
    def field(self) -> ReceptiveField | None:
        """What one of its elements sees."""
        return self.report.facts.receptive_fields[self.ref.node]

    @property
    def stride(self) -> str:
        """Input pixels between neighbors; empty where no position is left."""
        field = self.field
        return units.square(field.stride) if field and all(field.stride) else ""

    @property
    def center(self) -> str:
        """The input pixel in the middle of what the cell at index ``i`` sees."""
        field = self.field
        if field is None or not all(field.stride) or None in field.size:
            return ""
        places = [
            _line(stride, start + ((size or 1) - 1) / 2)
            for stride, start, size in zip(field.stride, field.start, field.size, strict=True)
        ]
        return ", ".join(dict.fromkeys(places))

    def spatial_at(self, at: At) -> str:
        """Its shape for an input of a size, without the batch; empty where that size fails."""
        graph = self.report.sizes.graph_at(**at)
        if graph is None:
            return "fails" if not self.report.sizes.outcome(**at).works else "?"
        ref = self._ref_in(graph)
        if ref is None:
            return "?"
        shape = graph.tensor(ref).shape
        return units.dimensions([shape[place] for place in self._spatial]) if self._spatial else ""

    def _ref_in(self, graph: Graph) -> Ref | None:
        """Find the same part in a trace at another size, in which other operators may have run."""
        own = self.report.graph
        if [node.op for node in own.nodes] == [node.op for node in graph.nodes]:
            return self.ref
        return next((one.ref for one in _maps(Inspection(graph)) if one.name == self.name), None)

    @property
    def _spatial(self) -> list[int]:
        """The places of height and width: what depends on the input's, else the usual ones."""
        rank = len(self.report.graph.tensor(self.ref).shape)
        shape = self.report.sizes.shape(self.ref) or ()
        axes = {axis.name for axis in self.report.sizes.axes}
        varying = [place for place, size in enumerate(shape) if place and symbols_of(size) & axes]
        usual = len(axes) + 2
        return varying or (list(range(2, rank)) if rank == usual else [])


def _line(stride: int, offset: float) -> str:
    """Write ``32i`` or ``16i + 7.5``."""
    sign = "+" if offset > 0 else "-"
    return ("i" if stride == 1 else f"{stride}i") + (f" {sign} {abs(offset):g}" if offset else "")


def size_table(report: Inspection, sizes: Sequence[At]) -> Table:
    """Return the table of feature maps, with what works above and what it costs below.

    Args:
        report: The network.
        sizes: For which inputs the maps' sizes are written out.
    """
    return Table(
        title=title(report), header=tuple(summary(report)), columns=tuple(_columns(sizes)),
        rows=tuple(TableRow(item=one) for one in _maps(report)), footer=tuple(growth(report)),
    )  # fmt: skip


def _columns(sizes: Sequence[At]) -> Iterator[Column]:
    yield Column(name="layer", title="layer", about="a part of the network",
                 cell=lambda one: one.name, value=lambda one: one.name, breaks=" .")  # fmt: skip
    yield Column(name="output", title="output", about="its result at any size",
                 cell=lambda one: one.formula, value=lambda one: one.formula,
                 breaks=" ")  # fmt: skip
    yield Column(name="stride", title="stride", about="input pixels between neighbors",
                 cell=lambda one: one.stride, value=lambda one: one.stride, numeric=True,
                 rank=2)  # fmt: skip
    yield Column(name="center", title="cell i at", about="the pixel in the middle of what it sees",
                 cell=lambda one: one.center, value=lambda one: one.center, rank=3)  # fmt: skip
    for at in sizes:
        text = units.dimensions(tuple(at.values()))
        shape = partial(FeatureMap.spatial_at, at=at)
        yield Column(name=f"at_{text.replace('×', 'x')}", title=f"at {text}", numeric=True,
                     about="its height and width there", cell=shape, value=shape)  # fmt: skip


def _maps(report: Inspection) -> Iterator[FeatureMap]:
    """Yield the stages, or the network's own children where there are none."""
    ledger = Ledger(report.facts)
    level = Level.STAGE if report.structure.stages else Level.LAYER
    for _, row in visible(outline(report.facts, View(level=level, depth=1))):
        refs = Figures(row, ledger, row.type).refs
        if refs and row.kind is not RowKind.INPUT:
            yield FeatureMap(report, row.name, refs[0])
