"""A layer as it is compared: what kind it is, and how it is set, in the papers' words."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from functools import lru_cache

from resnet_inspect.analysis.comparison.result import Change
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConvAttrs,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    OtherAttrs,
    PoolAttrs,
    ReduceAttrs,
)
from resnet_inspect.units import dimensions

SILENT = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY, OpKind.CONSTANT, OpKind.INPUT})
"""What moves values without changing them: two ways to write it are no difference."""

NAMED = {
    OpKind.CONV: "convolution", OpKind.LINEAR: "linear", OpKind.NORM: "norm",
    OpKind.ACTIVATION: "activation", OpKind.POOL: "pooling", OpKind.REDUCE: "pooling",
    OpKind.ADD: "join", OpKind.CONCAT: "join", OpKind.MULTIPLY: "product",
}  # fmt: skip
"""Kinds of which one may stand for another: a norm for a norm, whichever it is."""


MAP = 2
"""Dimensions before those of a feature map's positions: batch and channels."""
EVERY = (0,)
UNSAID = frozenset({"inplace", "training"})
"""Arguments that change no result of a trace."""
CALLED = {"p": "rate", "negative_slope": "slope", "argument1": "number", "argument0": "number",
          "alpha": "scale"}  # fmt: skip
"""How settings are called here that torch calls otherwise."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What is compared of an operator."""

    kind: str
    """Layers of one kind may be each other's counterparts."""
    settings: Mapping[str, str] = field(hash=False)
    """Each setting's name and value, as they are read."""
    word: tuple[str, ...] = ()
    """Kind and settings in one: equal layers have equal words."""


@lru_cache(maxsize=4096)
def _layer(op: str, kind: OpKind, attrs: object) -> Layer:
    name = NAMED.get(kind, op)
    settings = _settings(op, kind, attrs)
    return Layer(name, settings, (name, *(f"{key}={value}" for key, value in settings.items())))


def layer_of(node: Node, *, training: bool = False) -> Layer:
    """Return what is compared of a node.

    Args:
        node: The operator.
        training: Whether the trace is one of training: every norm uses the batch's statistics.
    """
    attrs = node.attrs
    if isinstance(attrs, NormAttrs):  # the width follows from elsewhere
        batch = attrs.uses_batch_statistics and not training
        attrs = replace(attrs, channels=0, uses_batch_statistics=batch)
    if isinstance(attrs, ReduceAttrs):
        attrs = _from_the_front(attrs, node)
    return _layer(node.op.rstrip("_"), node.kind, attrs)


def _from_the_front(attrs: ReduceAttrs, node: Node) -> ReduceAttrs:
    """Count dimensions from the front; none where they are all of a map's positions."""
    rank = len(node.output.shape) + (0 if attrs.keepdim else len(attrs.dims))
    dims = tuple(sorted(dim % rank for dim in attrs.dims)) if rank else ()
    return ReduceAttrs(dims=() if dims == tuple(range(MAP, rank)) else dims or EVERY)


def _settings(op: str, kind: OpKind, attrs: object) -> dict[str, str]:
    match attrs:
        case ConvAttrs():
            return _convolution(attrs)
        case LinearAttrs():
            return {
                "input width": str(attrs.in_features), "width": str(attrs.out_features),
                "bias": _yes(attrs.has_bias),
            }  # fmt: skip
        case NormAttrs():
            return _norm(op, attrs)
        case PoolAttrs():
            return _pooling(op, attrs)
        case AdaptivePoolAttrs() | ReduceAttrs():
            return _reduction(op, attrs)
    named = {NAMED[kind]: op} if kind in NAMED else {}
    return {**named, **_arguments(attrs)}


def _norm(op: str, attrs: NormAttrs) -> dict[str, str]:
    groups = {"groups": str(attrs.groups)} if attrs.groups else {}
    return {
        "norm": op, **groups, "scale and shift": _yes(attrs.affine),
        "epsilon": f"{attrs.epsilon:g}",
        "statistics": "of the batch" if attrs.uses_batch_statistics else "running",
    }  # fmt: skip


def _pooling(op: str, attrs: PoolAttrs) -> dict[str, str]:
    averages_less = "avg" in op and any(attrs.padding) and not attrs.count_include_pad
    counts = {"counts padding": "no"} if averages_less else {}
    return {
        "pooling": op, "kernel": dimensions(attrs.kernel_size),
        "stride": dimensions(attrs.stride), "padding": dimensions(attrs.padding),
        "dilation": dimensions(attrs.dilation), "rounds up": _yes(attrs.ceil_mode),
        **counts,
    }  # fmt: skip


def _reduction(op: str, attrs: AdaptivePoolAttrs | ReduceAttrs) -> dict[str, str]:
    if isinstance(attrs, AdaptivePoolAttrs):
        return {"pooling": "mean" if "avg" in op else "max", "to": _one(attrs.output_size)}
    over = {"over": dimensions(attrs.dims)} if attrs.dims else {"to": "1"}
    return {"pooling": "max" if op == "amax" else op, **over}


def _arguments(attrs: object) -> dict[str, str]:
    """Return the settings of an operator that has no words of its own, as torch calls them."""
    if isinstance(attrs, OtherAttrs):
        arguments = dict(attrs.arguments)
    else:
        arguments = {part.name: getattr(attrs, part.name) for part in _fields(attrs)}
    return {
        CALLED.get(name, name.replace("_", " ")): str(value)
        for name, value in arguments.items()
        if name not in UNSAID
    }


def _fields(attrs: object) -> tuple[Field[object], ...]:
    return fields(attrs) if attrs else ()  # type: ignore[arg-type] # every type of attributes is a dataclass


def _convolution(attrs: ConvAttrs) -> dict[str, str]:
    return {
        "convolution": "transposed" if attrs.transposed else "plain",
        "kernel": dimensions(attrs.kernel_size),
        "input width": str(attrs.in_channels),
        "width": str(attrs.out_channels),
        "stride": _one(attrs.stride),
        "padding": _one(attrs.padding),
        "dilation": _one(attrs.dilation),
        "groups": str(attrs.groups),
        "bias": _yes(attrs.has_bias),
    }


def _one(sizes: tuple[int | None, ...]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else dimensions(sizes)


def _yes(value: bool) -> str:  # noqa: FBT001 - a setting's value
    return "yes" if value else "no"


def changes_between(before: Layer, after: Layer) -> tuple[Change, ...]:
    """Return the settings in which two layers of one kind differ."""
    names = dict.fromkeys((*before.settings, *after.settings))
    return tuple(
        Change(name, before.settings.get(name, "–"), after.settings.get(name, "–"))
        for name in names
        if before.settings.get(name) != after.settings.get(name)
    )
