"""What a traced forward pass is: frozen data, standard library only."""

from resnet_inspect.graph.attrs import (
    AdaptivePoolAttrs,
    Argument,
    Attrs,
    ConcatAttrs,
    ConvAttrs,
    LinearAttrs,
    NormAttrs,
    OtherAttrs,
    PadAttrs,
    PoolAttrs,
    ReduceAttrs,
    ReshapeAttrs,
)
from resnet_inspect.graph.graph import Failure, Graph, Output, Run
from resnet_inspect.graph.lifetime import Checkpoint, Held
from resnet_inspect.graph.module import Module, ModuleCall, Parameter, ParameterKind
from resnet_inspect.graph.node import (
    CallId,
    ModulePath,
    Node,
    NodeId,
    NumberId,
    OpKind,
    ParameterId,
    Ref,
    SizeArgument,
)
from resnet_inspect.graph.number import Decision, Number, OperatorName
from resnet_inspect.graph.source import SourceSpan
from resnet_inspect.graph.tensor import TensorSpec

__all__ = [
    "AdaptivePoolAttrs",
    "Argument",
    "Attrs",
    "CallId",
    "Checkpoint",
    "ConcatAttrs",
    "ConvAttrs",
    "Decision",
    "Failure",
    "Graph",
    "Held",
    "LinearAttrs",
    "Module",
    "ModuleCall",
    "ModulePath",
    "Node",
    "NodeId",
    "NormAttrs",
    "Number",
    "NumberId",
    "OpKind",
    "OperatorName",
    "OtherAttrs",
    "Output",
    "PadAttrs",
    "Parameter",
    "ParameterId",
    "ParameterKind",
    "PoolAttrs",
    "ReduceAttrs",
    "Ref",
    "ReshapeAttrs",
    "Run",
    "SizeArgument",
    "SourceSpan",
    "TensorSpec",
]
