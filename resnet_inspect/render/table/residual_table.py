"""The table of residual connections: one row each, with what both paths do."""

from dataclasses import dataclass

from resnet_inspect import units
from resnet_inspect.analysis.facts import (
    ResidualConnection,
    shortcut_parameters,
    shortcut_ref,
    summarize,
)
from resnet_inspect.graph import Graph, TensorSpec
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.places import place_text
from resnet_inspect.render.table.connections import place
from resnet_inspect.render.table.header import header, title
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow, Tone
from resnet_inspect.render.table.outline.contents import weighted_layers


@dataclass(frozen=True)
class ResidualRow:
    """One connection, seen from its graph."""

    graph: Graph
    residual: ResidualConnection
    number: int

    @property
    def block(self) -> str:
        """The module that holds it."""
        return self.graph.calls[self.residual.block].module or "(network)"

    @property
    def origin(self) -> str:
        """Where its tensor is made."""
        return place(self.graph, self.residual.fork.node, self.residual.join)

    @property
    def fork(self) -> TensorSpec:
        """The tensor from which both paths start."""
        return self.graph.tensor(self.residual.fork)

    @property
    def brought(self) -> TensorSpec:
        """What the shortcut brings to the join."""
        return self.graph.tensor(shortcut_ref(self.graph, self.residual))

    @property
    def result(self) -> TensorSpec | None:
        """What the join makes; None where it failed."""
        return next(iter(self.graph.nodes[self.residual.join].outputs), None)

    @property
    def join(self) -> str:
        """The joining operator, with the line that wrote it."""
        node = self.graph.nodes[self.residual.join]
        return f"{node.op} {place_text(node.source)}".strip()

    @property
    def main(self) -> str:
        """The layers with weights on the main path."""
        nodes = [self.graph.nodes[number] for number in self.residual.main]
        return weighted_layers(nodes)

    @property
    def shortcut(self) -> str:
        """What the shortcut does."""
        text = str(summarize(self.graph, self.residual))
        return "" if text == self.residual.kind else text

    @property
    def stride(self) -> str:
        """How much smaller the shortcut's result is."""
        return units.square(summarize(self.graph, self.residual).stride or (1,))

    @property
    def parameters(self) -> int:
        """Learned elements on the shortcut."""
        numbers = shortcut_parameters(self.graph, self.residual)
        return sum(self.graph.parameters[number].tensor.numel for number in numbers)


def _shape(tensor: TensorSpec | None) -> str:
    return units.dimensions(tensor.shape) if tensor else "failed"


RESIDUAL_COLUMNS = (
    Column(name="block", title="block", about="the module that holds it",
           cell=lambda row: row.block, value=lambda row: row.block, breaks="."),
    Column(name="kind", title="kind", about="how the shortcut reaches the join",
           cell=lambda row: str(row.residual.kind), value=lambda row: str(row.residual.kind)),
    Column(name="fork", title="fork", about="shape of the tensor that both paths start from",
           cell=lambda row: _shape(row.fork), value=lambda row: _shape(row.fork), rank=1),
    Column(name="main", title="main path", about="its layers with weights",
           cell=lambda row: row.main, value=lambda row: row.main, breaks=" ", rank=6),
    Column(name="main_ops", title="main ops", about="operators on the main path", numeric=True,
           cell=lambda row: str(len(row.residual.main)), rank=4,
           value=lambda row: len(row.residual.main)),
    Column(name="shortcut", title="shortcut", about="what it does on its way",
           cell=lambda row: row.shortcut, value=lambda row: row.shortcut, breaks=" "),
    Column(name="shortcut_ops", title="shortcut ops", about="operators on the shortcut",
           numeric=True, cell=lambda row: str(len(row.residual.shortcut)), rank=3,
           value=lambda row: len(row.residual.shortcut)),
    Column(name="stride", title="stride", about="how much smaller its result is", numeric=True,
           cell=lambda row: row.stride, value=lambda row: row.stride, rank=5),
    Column(name="params", title="params", about="parameters of the shortcut", numeric=True,
           cell=lambda row: units.scaled(row.parameters) if row.parameters else "",
           value=lambda row: row.parameters, rank=2),
    Column(name="join", title="joined as", about="shape of the join's result",
           cell=lambda row: _shape(row.result), value=lambda row: _shape(row.result)),
    Column(name="from", title="from", about="where the tensor is made",
           cell=lambda row: row.origin, value=lambda row: row.origin, breaks=" .", rank=7),
    Column(name="source", title="joined at", about="the joining operator and its line",
           cell=lambda row: row.join, value=lambda row: row.join, breaks=" /", rank=8),
)  # fmt: skip

RESIDUAL_NAMES = tuple(column.name for column in RESIDUAL_COLUMNS)
USUAL = ("block", "kind", "fork", "main", "main_ops", "shortcut", "shortcut_ops", "stride",
         "params", "join")  # fmt: skip


def residual_table(report: Inspection, columns: tuple[Column, ...] | None = None) -> Table:
    """Return the table of a network's residual connections and other skips."""
    usual = tuple(column for column in RESIDUAL_COLUMNS if column.name in USUAL)
    rows = [
        ResidualRow(report.graph, residual, number)
        for number, residual in enumerate(report.facts.residuals)
    ]
    return Table(
        title=title(report), header=header(report), columns=columns or usual,
        rows=tuple(TableRow(item=row, tone=_tone(row)) for row in rows), footer=_footer(rows),
    )  # fmt: skip


def _tone(row: ResidualRow) -> Tone:
    return Tone.NORMAL if row.result else Tone.ERROR


def _footer(rows: list[ResidualRow]) -> tuple[Fact, ...]:
    if not rows:
        return (Fact(label="shortcuts", text="no two paths of this network meet again"),)
    parameters = sum(row.parameters for row in rows)
    text = f"{units.count(parameters)} parameters on shortcuts" if parameters else "no parameters"
    return (Fact(label="shortcuts", text=text),)
