"""The sums of a network, with the convention of each in its comment."""

from dataclasses import dataclass

from resnet_inspect.inspection import Inspection
from resnet_inspect.render.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Record):
    """The network's sums for the traced batch. Sizes are in bytes."""

    params: int
    """Parameters, trainable and frozen; those shared are counted once."""
    trainable: int
    """Parameters that are trained."""
    frozen: int
    """Parameters that are not."""
    buffers: int
    """Elements of buffers: running statistics and the like."""
    unregistered: int
    """Parameters that the forward pass used and the network does not know."""
    parameter_bytes: int
    """Parameters and buffers, in bytes."""
    macs: int
    """Multiply-accumulates of convolutions, linear layers and matrix products; no biases. Papers
    and fvcore call them FLOPs."""
    macs_complete: bool
    """False where the MACs are a lower bound: those inside of a scripted module are unknown."""
    macs_by_kind: dict[str, int]
    """The same by operator: ``conv``, ``linear``, ``matmul``, ``attention``, ``recurrent``."""
    flops: int
    """Twice the MACs, as ``torch.utils.flop_counter`` counts."""
    operations: int
    """All arithmetic: two for each MAC, biases, and elementwise operators."""
    activations: int
    """Elements of all tensors made."""
    activation_bytes: int
    """Bytes of all tensors made, views not counted again."""
    inference_memory: int
    """Peak in bytes without gradients: weights and live tensors."""
    training_memory: int
    """Peak in bytes in training, without the optimizer's state."""
    operators: int
    """Operator calls that ran."""
    not_counted: dict[str, int]
    """Those without a formula, by name: MACs and operations lack them."""


def totals_of(report: Inspection) -> Totals:
    """Return the sums of a report."""
    counts, costs, memory = report.parameters, report.costs, report.memory
    nodes = report.graph.nodes
    ran = [node for node in nodes if node.outputs and node.kind != "input"]
    missing = set(costs.not_counted)
    return Totals(
        params=counts.network.total, trainable=counts.network.trainable,
        frozen=counts.network.frozen, buffers=counts.network.buffers,
        unregistered=counts.unregistered.total, parameter_bytes=counts.bytes,
        macs=costs.total_macs, macs_complete=costs.complete,
        macs_by_kind=_macs_by_kind(report), flops=costs.total_flops,
        operations=costs.total_operations,
        activations=sum(out.numel for node in nodes for out in node.outputs),
        activation_bytes=memory.activations, inference_memory=memory.inference_peak,
        training_memory=memory.training_peak, operators=len(ran),
        not_counted=_counted([node.op for node in ran if node.id in missing]),
    )  # fmt: skip


def _macs_by_kind(report: Inspection) -> dict[str, int]:
    sums: dict[str, int] = {}
    for node, macs in zip(report.graph.nodes, report.costs.macs, strict=True):
        if macs:
            sums[node.kind.value] = sums.get(node.kind.value, 0) + macs
    return sums


def _counted(names: list[str]) -> dict[str, int]:
    return {name: names.count(name) for name in dict.fromkeys(names)}
