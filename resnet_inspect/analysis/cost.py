"""Multiply-accumulates and other arithmetic, node by node."""

from dataclasses import dataclass

from resnet_inspect.graph import Graph, NodeId, OpKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What the forward pass computes, for the whole batch.

    ``macs`` are multiply-accumulates of convolutions, linear layers and matrix products, biases
    not counted: what papers and fvcore call FLOPs. The arithmetic of all other operators is
    counted in single operations under its own kind, so that any tool's total can be put together
    from ``by_kind``.
    """

    macs: tuple[int | None, ...]
    """MACs by node; None where the operator has no formula."""
    operations: tuple[int | None, ...]
    """Single arithmetic operations by node: two per MAC, biases, and elementwise work."""
    by_kind: dict[OpKind, int]
    """Operations of each kind; for CONV, LINEAR and MATMUL: MACs."""
    bias: int
    """Additions of biases in convolutions and linear layers."""
    not_counted: tuple[NodeId, ...] = ()
    """Nodes without a formula."""

    @property
    def total_macs(self) -> int:
        """MACs of the network, as far as counted."""
        return sum(macs for macs in self.macs if macs)

    @property
    def total_flops(self) -> int:
        """Twice the MACs, the convention of ``torch.utils.flop_counter``."""
        return 2 * self.total_macs


def count_cost(graph: Graph) -> Costs:
    """Count the work of each node from its settings and shapes."""
