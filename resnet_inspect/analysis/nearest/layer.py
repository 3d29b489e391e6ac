"""A layer as published tables know it: what it is and how it is set, without its name."""

from dataclasses import dataclass, field
from enum import StrEnum

from resnet_inspect.graph import ModulePath, NodeId

Value = bool | int | float | str | tuple[object, ...] | None


class Role(StrEnum):
    """What a layer is for: only layers of one role can be each other's counterpart."""

    CONVOLUTION = "convolution"
    LINEAR = "linear layer"
    NORM = "normalization"
    ACTIVATION = "activation"
    POOLING = "pooling"
    GATE = "gate"
    PADDING = "zero padding"
    JOIN = "join"
    OTHER = "operator"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; two are equal where they do the same, wherever they stand."""

    role: Role
    op: str
    """The word that names it: ``conv``, ``batch_norm``."""
    settings: tuple[tuple[str, Value], ...] = ()
    """What is said of it, by name."""
    inner: tuple["Layer", ...] = ()
    """The layers that compute a gate's factor."""
    module: ModulePath = field(default=ModulePath(""), compare=False)
    """The module that called it; empty in a published plan."""
    node: NodeId | None = field(default=None, compare=False)
    """Its place in the traced graph; None in a published plan."""
    dimensions: int = field(default=2, compare=False)
    """Of the feature maps: a kernel of 3 is 3×3×3 in three."""

    def get(self, setting: str) -> Value:
        """Return a setting, or None where it is not known."""
        return dict(self.settings).get(setting)


Layers = tuple[Layer, ...]
