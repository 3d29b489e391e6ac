"""Tensors of a state dict, grouped into the layers that they are of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.fitting.names.unnamed import LEAVES, layers_by_order
from resnet_inspect.fitting.parametrized import with_weight
from resnet_inspect.graph.tensor import TensorSpec


class LayerKind(StrEnum):
    """What a layer is, by the shape of its weight."""

    CONV = "convolution"
    LINEAR = "linear layer"
    """Also a 1×1 convolution with a bias, as gates and some heads are written."""
    NORM = "normalization"
    CHANNEL = "convolution over channels"
    """As ECA's gates have one."""
    OTHER = "other"


MATRIX = 2
"""Dimensions of a linear layer's weight; a convolution's has more."""

COUNTER = "num_batches_tracked"
STATISTICS = ("running_mean", "running_var")

KERNEL = "kernel"
"""What TensorFlow and Flax call a weight: height, width, channels in, channels out."""

PARAMETRIZED = ".parametrizations."
"""What comes between a layer's name and what its weight is computed from."""

_LEAVES = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean",
           "moving_variance": "running_var", KERNEL: "weight"}  # fmt: skip
_CAFFE2_LEAVES = {
    "_bn_s": "weight", "_bn_b": "bias", "_bn_rm": "running_mean", "_bn_riv": "running_var",
    "_w": "weight", "_b": "bias",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """One module's tensors."""

    path: str
    """The names' common part: ``layer1.0.conv1``."""
    names: Mapping[str, str]
    """Their names in the state dict, by what they are: ``{"weight": "layer1.0.conv1.weight"}``."""
    shape: tuple[int, ...]
    """The weight's, or that of the first tensor."""
    kind: LayerKind

    @property
    def transposed(self) -> bool:
        """Whether the weight lies in the file as TensorFlow and Flax have it."""
        return _leaf(self.names.get("weight", "")) == KERNEL

    @property
    def parent(self) -> str:
        """The path without its last part."""
        return self.path.rpartition(".")[0]

    @property
    def has_statistics(self) -> bool:
        """Whether running statistics are kept: batch normalization, not group normalization."""
        return "running_mean" in self.names


def layers_of(specs: Mapping[str, TensorSpec]) -> tuple[Layer, ...]:
    """Group tensors into layers, in the state dict's order.

    safetensors sorts names as text; there ``layer10`` is put behind ``layer9`` again.

    Example:
        >>> state = {"fc.weight": TensorSpec((10, 512)), "fc.bias": TensorSpec((10,))}
        >>> [(layer.path, layer.kind, layer.shape) for layer in layers_of(state)]
        [('fc', <LayerKind.LINEAR: 'linear layer'>, (10, 512))]
    """
    names = list(specs)
    if names == sorted(names):
        names.sort(key=natural_order)
    if nameless(names):
        groups = dict(layers_by_order({name: specs[name] for name in names}))
    else:
        groups = _by_path(names)
    normalized = any(
        "weight" in group and len(specs[group["weight"]].shape) == 1 for group in groups.values()
    )
    return tuple(
        _layer(path, group, specs, normalized=normalized) for path, group in groups.items()
    )


def nameless(names: Iterable[str]) -> bool:
    """Tell whether most names do not say what a tensor is."""
    told = [_is_told(name) for name in names]
    return 2 * sum(told) < len(told)


def _is_told(name: str) -> bool:
    return _leaf(name) in LEAVES or split_name(name)[1] in LEAVES


def _by_path(names: Iterable[str]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for name in names:
        path, leaf = split_name(name)
        groups.setdefault(path, {})[leaf] = name
    return {path: with_weight(group) for path, group in groups.items()}


def _leaf(name: str) -> str:
    return _dotted(name).rpartition(".")[2]


def _dotted(name: str) -> str:
    """Write TensorFlow's ``conv1/kernel:0`` as ``conv1.kernel``."""
    return name.removesuffix(":0").replace("/", ".")


def is_transposed(specs: Mapping[str, TensorSpec]) -> bool:
    """Tell whether weights lie as TensorFlow and Flax have them."""
    return any(layer.transposed for layer in layers_of(specs))


def natural_order(name: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts numbers inside of names as numbers."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part)
            for part in re.findall(r"\d+|\D+", name)]  # fmt: skip


def split_name(name: str) -> tuple[str, str]:
    """Split a tensor's name into its layer's and what it is.

    Example:
        >>> split_name("layer1.0.bn1.running_mean"), split_name("res2_0_branch2a_w")
        (('layer1.0.bn1', 'running_mean'), ('res2_0_branch2a', 'weight'))
    """
    path, dot, leaf = _dotted(name).partition(PARAMETRIZED)
    if dot:
        return path, f"{PARAMETRIZED[1:]}{leaf}"
    path, dot, leaf = _dotted(name).rpartition(".")
    if dot:
        return path, _LEAVES.get(leaf, leaf)
    for ending, meaning in _CAFFE2_LEAVES.items():
        if name.endswith(ending):
            norm = "_bn" if ending.startswith("_bn") else ""
            return name.removesuffix(ending) + norm, meaning
    return "", name


def _layer(
    path: str, names: dict[str, str], specs: Mapping[str, TensorSpec], *, normalized: bool
) -> Layer:
    first = next((names[leaf] for leaf in ("weight", "running_mean") if leaf in names), None)
    shape = specs[first or next(iter(names.values()))].shape
    if first is not None and _leaf(first) == KERNEL:
        shape = shape[-1:-3:-1] + shape[:-2]
    kind = LayerKind.OTHER if first is None else _kind(shape, names, normalized=normalized)
    return Layer(path, names, shape, kind)


def _kind(shape: tuple[int, ...], names: Mapping[str, str], *, normalized: bool) -> LayerKind:
    """Tell what a layer is; where nothing is normalized, a 1×1 with a bias is a convolution."""
    pointwise = len(shape) > MATRIX and set(shape[2:]) == {1} and "bias" in names
    if len(shape) == MATRIX or (pointwise and normalized):
        return LayerKind.LINEAR
    if len(shape) > MATRIX:
        return LayerKind.CHANNEL if shape[:MATRIX] == (1, 1) else LayerKind.CONV
    is_norm = len(shape) == 1 and not names.keys().isdisjoint({"bias", "running_mean"})
    return LayerKind.NORM if is_norm else LayerKind.OTHER


def of_kind(layers: Iterable[Layer], kind: LayerKind) -> tuple[Layer, ...]:
    """Return the layers of a kind."""
    return tuple(layer for layer in layers if layer.kind is kind)
