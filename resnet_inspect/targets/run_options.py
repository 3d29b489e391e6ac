"""How a network is built and run: what every job on a target needs to know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:  # torch takes seconds to import, and a saved trace does not need it
    import torch

    from resnet_inspect.graph import TensorSpec

Size = Union[str, int, Sequence[int], "TensorSpec", "torch.Tensor"]
Value = Union[  # noqa: UP007 - of names in quotes
    Size, float, bool, None, Sequence["Value"], Mapping[str, "Value"]
]
"""One argument of ``forward``."""
Input = Size | Sequence[Value] | Mapping[str, Value]

DEFAULT_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """One object for the API, the command line and the configuration."""

    input: Input | None = None
    """A size as on the command line, a full shape or a tensor, or lists and dicts of those; None:
    found."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Constructor arguments by name."""
    train: bool = False
    """Whether to trace in training mode."""
    timeout: float = DEFAULT_TIMEOUT
    """Seconds after which the network's code is ended; 0 for no limit."""
    cached: bool = False
    """Whether a network with a name may be answered from the user's cache folder, and kept in it;
    the command line does so, Python code does not unasked."""
