"""What memory over time consists of: three layers, one on the other."""

from dataclasses import dataclass

from resnet_inspect.analysis.facts import Memory, Phase


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of memory at each step, in bytes."""

    name: str
    values: tuple[int, ...]


def layers(memory: Memory) -> tuple[Layer, ...]:
    """Return the layers of a training step, the lowest first; together they are what is alive.

    Weights and optimizer state are there all the time; gradients of parameters come and stay;
    the rest are feature maps, what backward needs of them, and their gradients.
    """
    moments = memory.training.moments
    fixed = memory.parameters + memory.optimizer_state
    name = "weights and optimizer state" if memory.optimizer_state else "weights"
    return (
        Layer(name, tuple(fixed for _ in moments)),
        Layer("gradients of weights", tuple(moment.gradients for moment in moments)),
        Layer("feature maps, kept or in use", tuple(
            max(moment.bytes - moment.gradients - fixed, 0) for moment in moments
        )),
    )  # fmt: skip


def backward_from(memory: Memory) -> int:
    """Return how many steps the forward pass has."""
    return sum(moment.phase is Phase.FORWARD for moment in memory.training.moments)
