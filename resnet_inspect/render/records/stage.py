"""The stages of a network."""

from dataclasses import dataclass

from resnet_inspect.analysis.facts import Stage
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRecord(Record):
    """Consecutive blocks of one resolution."""

    name: str
    """The module's path, or ``stage 1``, ``stage 2``."""
    blocks: int
    """How many blocks."""
    with_shortcut: int
    """How many of them are residual units; the others have no shortcut."""
    kinds: tuple[str, ...]
    """What they are: ``basic block``, ``bottleneck``; each once."""
    output_shape: tuple[int, ...]
    """``(N, C, H, W)``."""
    params: int
    """Parameters that its operators read, each once."""
    macs: int
    """Multiply-accumulates for the batch."""


def stages_of(report: Inspection) -> tuple[StageRecord, ...]:
    """Return the stages in execution order; none for a network without residual blocks."""
    return tuple(_stage(report, stage) for stage in report.structure.stages)


def _stage(report: Inspection, stage: Stage) -> StageRecord:
    graph = report.graph
    nodes = range(stage.blocks[0].first_node, stage.blocks[-1].end_node)
    read = {number for node in nodes for number in graph.nodes[node].parameters}
    learned = (graph.parameters[number] for number in read)
    return StageRecord(
        name=stage.name, blocks=len(stage.blocks),
        with_shortcut=sum(block.has_shortcut for block in stage.blocks),
        kinds=tuple(dict.fromkeys(block.kind for block in stage.blocks)),
        output_shape=stage.output.shape,
        params=sum(one.tensor.numel for one in learned if one.kind == "parameter"),
        macs=sum(report.costs.macs[node] or 0 for node in nodes),
    )  # fmt: skip
