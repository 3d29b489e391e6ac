"""One operator call of a traced forward pass."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from resnet_inspect.graph.attrs import Attrs
from resnet_inspect.graph.source import SourceSpan
from resnet_inspect.graph.tensor import TensorSpec

NodeId = NewType("NodeId", int)
"""A node's position in :attr:`Graph.nodes`."""

CallId = NewType("CallId", int)
"""A module call's position in :attr:`Graph.calls`."""

ParameterId = NewType("ParameterId", int)
"""A parameter's or buffer's position in :attr:`Graph.parameters`."""

ModulePath = NewType("ModulePath", str)
"""Where a module sits in the network: ``layer1.0.conv2``; empty for the network itself."""


NumberId = NewType("NumberId", int)
"""A number's position in :attr:`Graph.numbers`."""


class OpKind(StrEnum):
    """What an operator does, as far as the analyses tell operators apart."""

    INPUT = "input"
    CONSTANT = "constant"
    """A tensor made without looking at any value: ``zeros_like``, ``new_empty``, ``arange``."""
    CONV = "conv"
    LINEAR = "linear"
    MATMUL = "matmul"
    NORM = "norm"
    ACTIVATION = "activation"
    SOFTMAX = "softmax"
    POOL = "pool"
    ADD = "add"
    """A sum of tensors or of a tensor and a number; subtraction is ARITHMETIC."""
    MULTIPLY = "multiply"
    ARITHMETIC = "arithmetic"
    CONCAT = "concat"
    RESHAPE = "reshape"
    INDEX = "index"
    """A part of a tensor: slicing, ``chunk``, ``split``, ``narrow``."""
    PAD = "pad"
    RESIZE = "resize"
    DROPOUT = "dropout"
    REDUCE = "reduce"
    COPY = "copy"
    """The same values again: ``clone``, ``contiguous``, ``to``, ``detach``, identity."""
    ATTENTION = "attention"
    RECURRENT = "recurrent"
    OPAQUE = "opaque"
    """Code that the tracer cannot look into, such as a scripted module."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ref:
    """One of the tensors that a node returns."""

    node: NodeId
    index: int = 0


@dataclass(frozen=True, slots=True)
class SizeArgument:
    """An argument of an operator that its caller worked out from shapes."""

    argument: str
    """Its name, or ``argument2`` for the second one behind the tensor."""
    place: int
    """Where in a list or slice it stands."""
    number: NumberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One operator call and the tensors it returns."""

    id: NodeId
    op: str
    """The operator's name: ``conv2d``, ``batch_norm``, ``add``, ``view``."""
    kind: OpKind
    module: ModulePath
    """The innermost module whose forward called the operator."""
    call: CallId
    inputs: tuple[Ref, ...] = ()
    """The operator's tensor arguments in order; parameters and buffers are not among them."""
    outputs: tuple[TensorSpec, ...] = ()
    attrs: Attrs | None = None
    parameters: tuple[ParameterId, ...] = ()
    """The parameters and buffers that the operator reads, in argument order."""
    mutates: tuple[int, ...] = ()
    """Positions in ``inputs`` that the operator overwrites (``relu_``, ``+=``)."""
    source: SourceSpan | None = None
    """The user's expression that made the call."""
    sizes: tuple[SizeArgument, ...] = ()
    """Those of its arguments that were worked out from shapes."""
    assumed: bool = False
    """Whether the outputs rest on a guess, made to go on past a failure."""

    @property
    def output(self) -> TensorSpec:
        """The only, or first, tensor that the node returns."""
        return self.outputs[0]

    @property
    def ref(self) -> Ref:
        """The node's first tensor."""
        return Ref(self.id)

    @property
    def inplace(self) -> bool:
        """Whether the operator overwrites one of its inputs."""
        return bool(self.mutates)
