"""What a residual connection is."""

from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.graph import CallId, NodeId, Ref


class ResidualKind(StrEnum):
    """How the shortcut reaches the join, and what the join is."""

    IDENTITY = "identity"
    """An add whose shortcut carries the fork's tensor, at most normalized, scaled or activated."""
    PADDING = "padding"
    """An add whose shortcut changes shape without weights (option A; pooling alone)."""
    PROJECTION = "projection"
    """An add whose shortcut has a convolution (or linear layer) of its own (options B and C)."""
    CONCAT = "concat"
    """A concatenation with a tensor from further up (DenseNet, U-Net)."""
    GATE = "gate"
    """A product with a tensor computed from the same input (squeeze-and-excitation)."""
    FUSION = "fusion"
    """An add of branches none of which is a shortcut (selective kernels, split attention)."""

    @property
    def is_residual(self) -> bool:
        """Whether it is a residual connection in the sense of He et al. 2015: F(x) + shortcut."""
        return self in {ResidualKind.IDENTITY, ResidualKind.PADDING, ResidualKind.PROJECTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualConnection:
    """Two paths from one tensor, the fork, that meet again at a join.

    The main path may read other tensors on its way (a time embedding, a skip from further up).
    """

    kind: ResidualKind
    fork: Ref
    """The tensor that both paths start from."""
    join: NodeId
    shortcut_input: int
    """Which of the join's inputs the shortcut brings; the main path brings another."""
    shortcut: tuple[NodeId, ...]
    """Operators on the shortcut in execution order, fork and join excluded."""
    main: tuple[NodeId, ...]
    """Operators on the main path in execution order, fork and join excluded.

    For a gate the shortcut is what passes through it, and the main path computes the gate. Empty
    where a tensor is added to itself.
    """
    block: CallId
    """The innermost module call that contains the join and the whole main path."""
    main_inputs: tuple[int, ...] = ()
    """Which of the join's inputs the main path brings: one, or several for a stack or concat."""

    @property
    def is_residual(self) -> bool:
        """Whether it is a residual connection in the sense of He et al. 2015: F(x) + shortcut."""
        return self.kind.is_residual
