"""One network's row: plain values by name, as every format of a survey has them."""

from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from resnet_inspect.survey.networks.task import Task

Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of one network at one size; None is what is not known.

    Sizes of memory are in bytes. Figures are those of the whole traced batch.
    """

    target: str
    """As it was typed, or as a wildcard found it."""
    size: str = ""
    """The input as it was asked for; empty where the network's own was taken."""
    arguments: str = ""
    """Constructor arguments, with spaces between."""
    input: str | None = None
    """The traced shapes: ``1x3x224x224``."""
    variant: str | None = None
    """The published variant with the same structure."""
    nearest: str | None = None
    """The published network that it departs from least, where it is none exactly."""
    params: int | None = None
    """Parameters, those that are shared once."""
    macs: int | None = None
    """Multiply-accumulates of convolutions, linear layers and matrix products."""
    flops: int | None = None
    """Twice the MACs."""
    unknown: str | None = None
    """Modules that nobody can see into, with spaces between: MACs and FLOPs are lower bounds."""
    activations: int | None = None
    """Elements of all tensors made."""
    inference_memory: int | None = None
    """Peak without gradients: weights and live tensors."""
    training_memory: int | None = None
    """Peak in training, without the optimizer's state."""
    receptive_field: int | None = None
    """Pixels that one position of the last stage sees; None where it is the whole image."""
    output_stride: int | None = None
    """Input size divided by that of the last stage's map."""
    depth: int | None = None
    """Layers with weights on the longest path, gates left out."""
    blocks: int | None = None
    """Residual units."""
    identity: int | None = None
    padding: int | None = None
    projection: int | None = None
    concat: int | None = None
    gate: int | None = None
    fusion: int | None = None
    """Connections of each kind."""
    works_for: str | None = None
    """Input sizes that work."""
    errors: int | None = None
    warnings: int | None = None
    infos: int | None = None
    """Lint findings of each severity; None where it did not run."""
    codes: str | None = None
    """The rules that found something, with spaces between."""
    seconds: float | None = None
    """Time that it took, from building the network to its last finding."""
    error: str | None = None
    """Why there are no figures."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells the row from all others."""
        return (self.target, self.size, self.arguments)

    @property
    def failed(self) -> bool:
        """Whether the network could not be surveyed."""
        return self.error is not None

    def to_dict(self) -> dict[str, Value]:
        """Return the values by name."""
        return {name: getattr(self, name) for name in NAMES}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Row":
        """Read what :meth:`to_dict` wrote; names that a later version added are passed over.

        Raises:
            TypeError: A value is not of its column's kind.
        """
        known = {name: values[name] for name in NAMES if name in values}
        wrong = next((name for name, value in known.items() if not _fits(name, value)), None)
        if wrong is not None:
            message = f"`{wrong}` cannot be {known[wrong]!r:.60}"
            raise TypeError(message)
        return cls(**known)


NAMES = tuple(field.name for field in fields(Row))
KINDS = get_type_hints(Row)

LARGEST = 1 << 63
"""Integers are smaller: Arrow and Parquet hold no others."""


def _fits(name: str, value: object) -> bool:
    """Whether a value is of its column's kind."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) >= LARGEST):
        return False
    return isinstance(value, KINDS[name] | int if name == "seconds" else KINDS[name])


def failed_row(task: Task, error: str, seconds: float | None = None) -> Row:
    """Return the row of a network that has nothing but an error."""
    target, size, arguments = task.key
    return Row(target=target, size=size, arguments=arguments, error=error, seconds=seconds)
