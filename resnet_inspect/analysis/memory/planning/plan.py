"""Settings of a training run that change what it needs, not what it computes."""

from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.errors import UnknownChoiceError


class Optimizer(StrEnum):
    """What updates the parameters, as torch implements it by default on a GPU."""

    SGD = "sgd"
    MOMENTUM = "momentum"
    """SGD with momentum: one buffer for each parameter."""
    ADAM = "adam"
    ADAMW = "adamw"


class Precision(StrEnum):
    """The type of the numbers."""

    BFLOAT16 = "bfloat16"
    """Everything in two bytes: ``network.to(torch.bfloat16)``."""
    FLOAT16 = "float16"
    AUTOCAST = "autocast"
    """Parameters in four bytes; convolutions and products in two, with copies of their weights."""


class Checkpointing(StrEnum):
    """Which parts are computed again in backward, instead of being kept."""

    STAGE = "stage"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPlan:
    """The settings; what is None stays as it was traced."""

    optimizer: Optimizer | None = None
    """None counts no optimizer."""
    precision: Precision | None = None
    checkpointing: Checkpointing | None = None


AS_TRACED = MemoryPlan()


def memory_plan(optimizer: str | None, dtype: str | None, checkpoint: str | None) -> MemoryPlan:
    """Return the plan with settings by name.

    Raises:
        UnknownChoiceError: There is no such setting.
    """
    for kind, given, known in (
        ("optimizer", optimizer, Optimizer),
        ("dtype", dtype, Precision),
        ("checkpoint", checkpoint, Checkpointing),
    ):
        if given and given not in set(known):
            raise UnknownChoiceError(kind, given, known)
    return MemoryPlan(
        optimizer=Optimizer(optimizer) if optimizer else None,
        precision=Precision(dtype) if dtype else None,
        checkpointing=Checkpointing(checkpoint) if checkpoint else None,
    )
