"""The network's modules, their parameters, and the calls made of them."""

from dataclasses import dataclass, field
from enum import StrEnum

from resnet_inspect.graph.node import CallId, ModulePath, NodeId, ParameterId, Ref
from resnet_inspect.graph.source import SourceSpan
from resnet_inspect.graph.tensor import TensorSpec


class ParameterKind(StrEnum):
    """Whether a tensor is learned by gradient descent or kept as state."""

    PARAMETER = "parameter"
    BUFFER = "buffer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter or buffer; one that several modules share is listed once, with all its names."""

    id: ParameterId
    names: tuple[str, ...]
    """Its names in the state dict's style, the first registered first: ``("conv1.weight",)``."""
    tensor: TensorSpec
    kind: ParameterKind = ParameterKind.PARAMETER
    trainable: bool = True
    """``requires_grad``; False for buffers and frozen parameters."""

    @property
    def name(self) -> str:
        """The first name."""
        return self.names[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of the network, whether or not the forward pass called it."""

    path: ModulePath
    type: str
    """The class name: ``Bottleneck``."""
    qualified_type: str
    """Module and class name: ``torch.nn.modules.conv.Conv2d``."""
    parameters: tuple[ParameterId, ...] = ()
    """What the module itself registers, without its children."""
    settings: str = ""
    """What the class says of itself in ``repr`` (its ``extra_repr``), on one line."""
    alias_of: ModulePath | None = None
    """The path under which the same module object was registered before, if any."""
    registered: bool = True
    """False for a module that was called but that its owner does not know as a child."""
    training: bool = False
    definition: SourceSpan | None = None
    """The expression that constructed it: where a fix belongs."""
    class_source: SourceSpan | None = None
    """Where its class is defined."""
    construction: tuple[SourceSpan, ...] = field(default=(), compare=False)
    """The expressions that were running when it was constructed, outermost first; the last one is
    ``definition``. Known for a network that was built for the trace, and not saved with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleCall:
    """One call of a module: the forward pass is a tree of them.

    The nodes made while it ran are ``first_node`` up to, not including, ``end_node``.
    """

    id: CallId
    module: ModulePath
    index: int = 0
    """How many calls of the same module object came before."""
    parent: CallId | None = None
    inputs: tuple[Ref, ...] = ()
    outputs: tuple[Ref, ...] = ()
    first_node: NodeId
    end_node: NodeId
    source: SourceSpan | None = None
    """The user's expression that called the module."""
