"""What stands below a table: sums, with the convention of each named."""

from collections import Counter
from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.graph import OpKind
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.memory_lines import memory_lines
from resnet_inspect.render.table.model import Fact, Tone

MOST_NAMES = 4
"""Modules that are named before the others are only counted."""


def totals(report: Inspection) -> tuple[Fact, ...]:
    """Return the lines below the rows."""
    return tuple(_lines(report))


def _lines(report: Inspection) -> Iterator[Fact]:
    yield Fact(label="parameters", text=_parameters(report))
    yield Fact(label="MACs", text=_macs(report))
    if (why := _why_not_the_papers(report)) is not None:
        yield Fact(label="", text=why)
    yield from memory_lines(report)
    yield _operators(report)


def _parameters(report: Inspection) -> str:
    counts = report.parameters
    network = counts.network
    parts = [f"{units.count(network.total)}"]
    if network.frozen:
        parts = [
            f"{units.count(network.trainable)} trainable, {units.count(network.frozen)} frozen"
        ]
    else:
        parts[0] += ", all trainable" if network.total else ""
    if network.buffers:
        parts.append(f"{units.count(network.buffers)} in buffers")
    parts.append(units.binary_size(counts.bytes))
    if counts.shared:
        parts.append(f"{units.plural(len(counts.shared), 'tensor')} shared, counted once")
    if counts.unregistered.total:
        parts.append(f"{units.count(counts.unregistered.total)} more that are not registered")
    return "; ".join(parts)


def _macs(report: Inspection) -> str:
    costs = report.costs
    least = "" if costs.complete else "at least "
    text = (
        f"{least}{units.scaled(costs.total_macs)} ({units.count(costs.total_macs)} "
        f"multiply-accumulates) = {least}{units.scaled(costs.total_flops)} FLOPs; biases, "
        "normalization, activation not counted"
    )
    return text if costs.complete else f"{text}; unknown inside of {_opaque(report)}"


def _opaque(report: Inspection) -> str:
    """Name the modules that the trace does not look into."""
    names = report.opaque
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


_PAPER = {"50": "3.8", "101": "7.6", "152": "11.3"}
"""Table 1 of He et al. 2015, in 10⁹ multiply-adds; theirs are v1."""


def _why_not_the_papers(report: Inspection) -> str | None:
    """Explain the difference to the paper's count, for the networks that people compare."""
    name, _, version = (report.structure.variant or "").removeprefix("ResNet-").partition(" ")
    if name not in _PAPER or version not in {"v1", "v1.5"}:
        return None
    paper = f"He et al. 2015 give {_PAPER[name]} G for v1"
    if version == "v1":
        return f"{paper}, this one: the stride is on the 1×1; v1.5 has it on the 3×3 and costs more"
    return f"{paper}, with the stride on the 1×1; here (v1.5) it is on the 3×3, which costs more"


def _operators(report: Inspection) -> Fact:
    nodes = [node for node in report.graph.nodes if node.kind is not OpKind.INPUT]
    ran = [node for node in nodes if node.outputs]
    not_counted = set(report.costs.not_counted)
    missing = Counter(node.op for node in ran if node.id in not_counted)
    text = f"{len(ran) - missing.total()}/{len(ran)} counted"
    if len(ran) < len(nodes):
        text += f"; {len(nodes) - len(ran)} failed"
    if not missing:
        return Fact(label="operators", text=text)
    names = ", ".join(f"{op} ×{number}" if number > 1 else op for op, number in missing.items())
    return Fact(label="operators", text=f"{text}; without a formula: {names}", tone=Tone.WARNING)
