"""A network in the papers' terms: stem, stages of blocks, head."""

from dataclasses import dataclass

from resnet_inspect.graph import CallId, NodeId, TensorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One residual unit, or a block of the same family that has no shortcut."""

    call: CallId
    """The module call that holds it; several blocks written in one forward share a call."""
    kind: str
    """``basic block``, ``bottleneck``, ``pre-activation bottleneck`` … as the papers say."""
    first_node: NodeId
    end_node: NodeId
    residuals: tuple[int, ...]
    """Positions in the tuple of residual connections; inner gates and fusions are among them."""
    connection: int | None
    """The position of the residual connection that makes it a block; None without a shortcut."""
    stride: tuple[int, ...]
    output: TensorSpec

    @property
    def has_shortcut(self) -> bool:
        """Whether it is a residual unit."""
        return self.connection is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Consecutive blocks of one resolution."""

    name: str
    """The path of the module that holds the stage and no other, else ``stage 1``, ``stage 2``."""
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

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of all stages in execution order."""
        return tuple(block for stage in self.stages for block in stage.blocks)

    @property
    def shortcuts(self) -> int:
        """How many of the blocks have a shortcut."""
        return sum(block.has_shortcut for block in self.blocks)
