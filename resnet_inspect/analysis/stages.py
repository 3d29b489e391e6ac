"""Stem, stages of blocks, and head, read off the residual connections."""

from dataclasses import dataclass

from resnet_inspect.analysis.residual import ResidualConnection
from resnet_inspect.graph import CallId, Graph, NodeId, TensorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One residual unit."""

    call: CallId
    """The module call that holds it; several blocks written in one forward share a call."""
    kind: str
    """``basic block``, ``bottleneck``, ``pre-activation bottleneck`` … as the papers say."""
    first_node: NodeId
    end_node: NodeId
    residuals: tuple[int, ...]
    """Positions in the tuple of residual connections."""
    stride: tuple[int, ...]
    output: TensorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Consecutive blocks of one resolution."""

    name: str
    blocks: tuple[Block, ...]
    output: TensorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A network in the papers' terms; all empty where it has no residual blocks."""

    stem: tuple[NodeId, ...]
    stages: tuple[Stage, ...]
    head: tuple[NodeId, ...]
    variant: str | None
    """The published variant with the same structure: ``ResNet-50 v1.5``; None if there is none."""

    @property
    def depths(self) -> tuple[int, ...]:
        """Blocks in each stage: ``(3, 4, 6, 3)``."""
        return tuple(len(stage.blocks) for stage in self.stages)


def find_structure(graph: Graph, residuals: tuple[ResidualConnection, ...]) -> Structure:
    """Divide the network into stem, stages and head."""
