"""A layer as it is compared: what kind it is, and how it is set, in the papers' words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache

from resnet_inspect.analysis.comparison.result import Change
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConvAttrs,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    PoolAttrs,
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


def layer_of(node: Node) -> Layer:
    """Return what is compared of a node."""
    attrs = node.attrs
    if isinstance(attrs, NormAttrs):  # the mode of the trace and the width follow from elsewhere
        attrs = NormAttrs(
            channels=0, affine=attrs.affine, groups=attrs.groups, epsilon=attrs.epsilon
        )
    return _layer(node.op.rstrip("_"), node.kind, attrs)


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
            groups = {"groups": str(attrs.groups)} if attrs.groups else {}
            return {"norm": op, **groups, "scale and shift": _yes(attrs.affine),
                    "epsilon": f"{attrs.epsilon:g}"}  # fmt: skip
        case PoolAttrs():
            return {"pooling": op, "kernel": dimensions(attrs.kernel_size),
                    "stride": dimensions(attrs.stride), "padding": dimensions(attrs.padding),
                    "rounds up": _yes(attrs.ceil_mode)}  # fmt: skip
        case AdaptivePoolAttrs():
            return {"pooling": "mean" if "avg" in op else "max", "to": _one(attrs.output_size)}
    return _plain(op, kind, attrs)


def _plain(op: str, kind: OpKind, attrs: object) -> dict[str, str]:
    if kind is OpKind.REDUCE:
        return {"pooling": op, "to": "1"}
    if kind in NAMED:
        return {NAMED[kind]: op}
    return {
        part.name: str(getattr(attrs, part.name))
        for part in (fields(attrs) if attrs else ())  # type: ignore[arg-type] # every type of attributes is a dataclass
    }


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
