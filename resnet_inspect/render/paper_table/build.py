"""From reports to the rows of the paper's table.

Shortcuts are left out, as in the paper: a row shows the main path of its blocks. Strides are
written only outside blocks; between two rows the size tells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from resnet_inspect.graph import ConvAttrs, Graph, Node, NodeId, OpKind
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.content.labels import gate_label, node_label
from resnet_inspect.render.diagram.content.sections import RawSection, RawUnit, find_sections
from resnet_inspect.render.diagram.content.skips import find_skips, gates
from resnet_inspect.render.diagram.content.titles import network_title
from resnet_inspect.render.paper_table.model import Cell, Row, Stack, Total
from resnet_inspect.render.paper_table.paper_table import PaperTable
from resnet_inspect.units import dimensions

_SHOWN = {
    OpKind.CONV, OpKind.LINEAR, OpKind.POOL, OpKind.RESIZE, OpKind.REDUCE, OpKind.SOFTMAX,
    OpKind.ATTENTION, OpKind.RECURRENT, OpKind.MATMUL, OpKind.OPAQUE,
}  # fmt: skip
_POOLING = {OpKind.POOL, OpKind.REDUCE}

PUBLISHED = {
    "ResNet-18": 1.8, "ResNet-18 v1": 1.8, "ResNet-34": 3.6, "ResNet-34 v1": 3.6,
    "ResNet-50 v1": 3.8, "ResNet-101 v1": 7.6, "ResNet-152 v1": 11.3,
}  # fmt: skip
"""The FLOPs, in billions, that table 1 of He et al. 2015 prints for its networks."""
_ROUNDING = 0.07
"""How far the printed figures are from the exact ones, in billions."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A network's share of one row."""

    kind: str
    """``stem``, ``stage`` or ``head``."""
    name: str
    size: tuple[int, ...]
    cell: Cell


def paper_table(
    reports: Sequence[Inspection], caption: str = "", label: str = "", names: Sequence[str] = ()
) -> PaperTable:
    """Put networks side by side, as table 1 of He et al. 2015 does.

    Args:
        reports: The networks, in the order of the columns.
        caption: A caption for the formats that have captions.
        label: A label to refer to the table by, in LaTeX.
        names: What the columns are called, in order; the networks' own names where one is empty.
    """
    networks = [list(_Network(report).parts()) for report in reports]
    return PaperTable(
        networks=tuple(
            given or _name(report)
            for report, given in zip(reports, (*names, *[""] * len(reports)), strict=False)
        ),
        rows=tuple(_rows(networks)),
        totals=tuple(_totals(reports)),
        caption=caption,
        label=label,
    )


def _name(report: Inspection) -> str:
    return network_title(report.graph, report.structure)


class _Network:
    """Divides one network into the rows of the table."""

    def __init__(self, report: Inspection) -> None:
        self.graph: Graph = report.graph
        self.structure = report.structure
        self.skips = find_skips(report.graph, report.residuals)
        self.beside = {
            node
            for connection in report.residuals
            if connection.is_residual
            for node in connection.shortcut
        }
        self.gate_of = {node: bundle for bundle in gates(self.graph, self.skips) for node in bundle}

    def parts(self) -> Iterator[_Part]:
        waiting: list[Stack] = []
        for section in find_sections(self.graph, self.structure):
            if section.kind == "stem":
                parts = self._stem(section)
                yield from parts[:-1] if self._begins_stage(parts) else parts
                waiting = list(parts[-1].cell) if self._begins_stage(parts) else []
                continue
            for part in self._section(section):
                yield _Part(part.kind, part.name, part.size, (*waiting, *part.cell))
                waiting = []

    def _begins_stage(self, parts: list[_Part]) -> bool:
        """Whether a stem ends in a pooling alone: the paper counts it to the first stage."""
        stages = self.structure.stages
        return len(parts) > 1 and bool(stages) and "pool" in parts[-1].cell[0].lines[0]

    def _stem(self, section: RawSection) -> list[_Part]:
        nodes = [node for unit in section.units for node in self._shown(unit)]
        parts = []
        for size, members in groupby(nodes, key=self._size):
            parts.append(_Part("stem", "", size, tuple(self._plain(list(members)))))
        return parts

    def _section(self, section: RawSection) -> Iterator[_Part]:
        if section.kind == "head":
            nodes = [node for unit in section.units for node in self._shown(unit)]
            lines = tuple(self._plain(nodes))
            yield _Part("head", "", self._head_size(nodes), lines)
            return
        stacks: list[Stack] = []
        for unit in section.units:
            stacks += self._unit(unit)
        yield _Part("stage", section.name, self._last_size(section), tuple(_merged(stacks)))

    def _unit(self, unit: RawUnit) -> list[Stack]:
        nodes = self._shown(unit)
        if not unit.framed:
            return list(self._plain(nodes))
        lines = tuple(self._block_lines(nodes))
        return [Stack(lines)] if lines else []

    def _block_lines(self, nodes: list[Node]) -> Iterator[str]:
        told: set[tuple[NodeId, ...]] = set()
        for node in nodes:
            bundle = self.gate_of.get(node.id)
            if bundle is None and node.kind in {OpKind.POOL, OpKind.REDUCE}:
                continue
            if bundle is None:
                yield self._label(node, strides=False)
            elif bundle not in told:
                told.add(bundle)
                yield gate_label([self.graph.nodes[inner] for inner in bundle])

    def _plain(self, nodes: Sequence[Node]) -> Iterator[Stack]:
        labels = [self._label(node, strides=True) for node in nodes]
        for label, equal in groupby(labels):
            times = len(list(equal))
            yield Stack((label,), times, bracketed=times > 1)

    def _shown(self, unit: RawUnit) -> list[Node]:
        nodes = (self.graph.nodes[node] for node in unit.nodes)
        return [node for node in nodes if node.kind in _SHOWN and node.id not in self.beside]

    def _label(self, node: Node, *, strides: bool) -> str:
        source = self.graph.tensor(node.inputs[0]) if node.inputs else None
        text = node_label(node, source).replace("global avg pool", "global average pool")
        if strides:
            return text.replace(", /", ", stride ")
        if isinstance(node.attrs, ConvAttrs) and not node.attrs.transposed:
            return text.partition(", /")[0]
        return text

    def _size(self, node: Node) -> tuple[int, ...]:
        return node.output.shape[2:] if node.outputs else ()

    def _last_size(self, section: RawSection) -> tuple[int, ...]:
        if section.stage:
            return section.stage.output.shape[2:]
        nodes = [self.graph.nodes[node] for unit in section.units for node in unit.nodes]
        return self._size(nodes[-1])

    def _head_size(self, nodes: Sequence[Node]) -> tuple[int, ...]:
        """Return the size that the head's pooling leaves: one place for each dimension."""
        for node in nodes:
            if node.kind in _POOLING and node.inputs:
                space = len(self.graph.tensor(node.inputs[0]).shape) - 2
                return node.output.shape[2:] or (1,) * space if node.outputs else ()
        return self._size(nodes[-1]) if nodes else ()


def _merged(stacks: Sequence[Stack]) -> Iterator[Stack]:
    """Count equal blocks that follow each other."""
    for lines, equal in groupby(stacks, key=lambda stack: (stack.lines, stack.bracketed)):
        yield Stack(lines[0], sum(stack.times for stack in equal), lines[1])


def _rows(networks: Sequence[Sequence[_Part]]) -> Iterator[Row]:
    """Align the networks' parts: stems, then stages from the first on, then heads."""
    for kind in ("stem", "stage", "head"):
        columns = [[part for part in parts if part.kind == kind] for parts in networks]
        for number in range(max(map(len, columns), default=0)):
            members = [parts[number] if number < len(parts) else None for parts in columns]
            yield Row(
                layer=_layer(kind, number, members),
                size=_sizes([part for part in members if part]),
                cells=tuple(part.cell if part else () for part in members),
            )


def _layer(kind: str, number: int, members: Sequence[_Part | None]) -> str:
    """Name a row as the paper does, or as the one network does that is shown."""
    if kind == "stem":
        return "conv1" if number == 0 else ""
    if kind == "head":
        return ""
    names = {part.name for part in members if part}
    if len(members) == 1 and names:
        return names.pop()
    return f"conv{number + 2}_x"


def _sizes(parts: Sequence[_Part]) -> str:
    return " / ".join(dict.fromkeys(dimensions(part.size) for part in parts if part.size))


def _totals(reports: Sequence[Inspection]) -> Iterator[Total]:
    counts = [report.parameters.network.total for report in reports]
    yield Total(title="parameters", values=tuple(map(power_of_ten, counts)))
    yield Total(title="multiply–adds", values=tuple(map(_multiply_adds, reports)))
    printed = [_published(report) for report in reports]
    if any(printed):
        yield Total(title="FLOPs in He et al. 2015", values=tuple(printed))


def _multiply_adds(report: Inspection) -> str:
    number = power_of_ten(report.costs.total_macs)
    return number if report.costs.complete else f"≥ {number}"


def _published(report: Inspection) -> str:
    """Return what the paper prints for this network, if it is one of its table's."""
    billions = PUBLISHED.get(report.structure.variant or "")
    if billions is None or abs(report.costs.total_macs / 1e9 - billions) > _ROUNDING:
        return ""
    return f"{billions}×10⁹"


_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(number: int) -> str:
    """Write a number with three digits and a power of a thousand.

    Example:
        >>> power_of_ten(3857973248), power_of_ten(25557032), power_of_ten(0)
        ('3.86×10⁹', '25.6×10⁶', '0')
    """
    exponent, value = 0, float(number)
    while value >= 999.5:  # noqa: PLR2004 - what would round to four digits
        exponent, value = exponent + 3, value / 1000
    if not exponent:
        return str(number)
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0  # noqa: PLR2004 - three digits
    return f"{value:.{digits}f}×10{str(exponent).translate(_DIGITS)}"
