"""The tensors that a network is traced with."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd

from resnet_inspect.errors import InputSizeError
from resnet_inspect.graph import ConvAttrs, Graph, Node, NormAttrs, OpKind, TensorSpec
from resnet_inspect.targets.inputs.further_inputs import is_time
from resnet_inspect.targets.inputs.input_shape import (
    DEFAULT_CHANNELS,
    DEFAULT_SIZE,
    DIGITS,
    InputShape,
)

LARGEST = 2**42
"""Elements of an input, at most: a million pixels squared."""


@dataclass(frozen=True, slots=True)
class FirstLayer:
    """What a network's first layer says about its input."""

    channels: int = DEFAULT_CHANNELS
    spatial: int = 2
    """Number of spatial dimensions; 0 where the first layer is linear."""


def first_layer(network: nn.Module) -> FirstLayer:
    """Return channels and dimensions of the first convolution, or the features of a linear layer.

    Where there is neither, a weight with three or more dimensions is taken for a convolution's.
    """
    linear = None
    for module in network.modules():
        if isinstance(module, _ConvNd):
            return FirstLayer(module.in_channels or DEFAULT_CHANNELS, len(module.kernel_size))
        if linear is None and isinstance(module, nn.Linear):
            linear = FirstLayer(module.in_features or DEFAULT_CHANNELS, 0)
    for parameter in network.parameters():
        if parameter.ndim > 2:  # noqa: PLR2004 - out, in and at least one kernel size
            return FirstLayer(parameter.shape[1], parameter.ndim - 2)
    return linear or FirstLayer()


def native_input(network: nn.Module) -> InputShape | None:
    """Return the input that a network of timm says it was made for."""
    settings = getattr(network, "default_cfg", None)
    size = settings.get("input_size") if isinstance(settings, Mapping) else None
    if not isinstance(size, tuple | list) or not size:
        return None
    whole = all(isinstance(side, int) and 0 < side < 10**DIGITS for side in size)
    return InputShape(tuple(size)) if whole else None


def input_specs(
    network: nn.Module,
    given: Sequence[InputShape | TensorSpec],
    default: InputShape | None = None,
    layer: FirstLayer | None = None,
) -> list[TensorSpec]:
    """Return the full shape and dtype of each input tensor.

    One ``--input`` serves each tensor that ``forward`` requires.

    Args:
        network: Takes the tensors.
        given: What the user gave as ``--input``.
        default: What is taken where the user gave none.
        layer: What the first layer takes, where it is known from a trace.

    Raises:
        InputSizeError: There are more inputs than ``forward`` takes, or fewer than it requires.
    """
    layer = layer or first_layer(network)
    given = list(given) or [default or _default(layer)]
    dtype = input_dtype(network)
    required, most = _tensors_taken(network)
    if len(given) == 1:
        given *= max(1, required)
    if not required <= len(given) <= most:
        takes = f"{required}" if required == most else f"{required} to {most}"
        were = "was" if len(given) == 1 else "were"
        raise InputSizeError(
            f"{type(network).__name__}.forward takes {takes} input{'s' * (most != 1)},"
            f" {len(given)} {were} given: forward{inspect.signature(network.forward)}",
            "Repeat --input once for each, in order; a single one serves all that are required.",
        )
    specs = [
        size
        if isinstance(size, TensorSpec)
        else TensorSpec(size.resolve(layer.channels, layer.spatial), dtype)
        for size in given
    ]
    return _with_times(network, given, specs)


def _with_times(
    network: nn.Module, given: Sequence[InputShape | TensorSpec], specs: list[TensorSpec]
) -> list[TensorSpec]:
    """Give inputs that are times by name one number for each example."""
    names = list(_forward_parameters(network) or ())
    for place, (name, size) in enumerate(zip(names, given, strict=False)):
        served = place > 0 and size is given[0]
        alone = isinstance(size, InputShape) and len(size.numbers) == 1
        if is_time(name, names) and (served or alone):
            specs[place] = TensorSpec((specs[0].shape[0],), specs[0].dtype)
    return specs


def input_dtype(network: nn.Module) -> str:
    """Return the floating-point type of the weights: a network in half precision takes half."""
    types = (weight.dtype for weight in network.parameters() if weight.is_floating_point())
    return str(next(types, torch.get_default_dtype())).removeprefix("torch.")


def _default(layer: FirstLayer) -> InputShape:
    return InputShape((layer.channels if layer.spatial == 0 else DEFAULT_SIZE,))


def _forward_parameters(network: nn.Module) -> Mapping[str, inspect.Parameter] | None:
    try:
        return inspect.signature(network.forward).parameters
    except (ValueError, TypeError):
        return None


def _tensors_taken(network: nn.Module) -> tuple[int, int]:
    """Return how many positional arguments ``forward`` requires, and how many it takes."""
    known = _forward_parameters(network)
    if known is None:
        return 1, 1
    parameters = known.values()
    positional = [p for p in parameters if p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD}]
    required = sum(p.default is p.empty for p in positional)
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return max(required, 1), 1000
    return required, len(positional)


def meta_tensors(specs: Sequence[TensorSpec]) -> list[torch.Tensor]:
    """Return an empty tensor of each shape, without memory.

    Raises:
        InputSizeError: One is so large that torch cannot count its bytes in the layers behind it.
    """
    for spec in specs:
        if spec.numel > LARGEST:
            raise InputSizeError(
                f"an input of {' × '.join(map(str, spec.shape))} is too large", "Write 224x224."
            )
    return [
        torch.empty(spec.shape, dtype=getattr(torch, spec.dtype), device="meta") for spec in specs
    ]


def called_layer(graph: Graph) -> FirstLayer | None:
    """Return what the first layer that was called takes, if the input that it got was another.

    The first layer that is registered need not be the first that is called.
    """
    failed = {failure.node for failure in graph.failures}
    for node in graph.of_kind(OpKind.CONV, OpKind.NORM):
        if not node.inputs:
            continue
        shape = graph.tensor(node.inputs[0]).shape
        wanted = _layer_of(node, len(shape) - 2)
        if wanted is None or len(shape) != wanted.spatial + 2:
            return wanted
        return wanted if node.id in failed and shape[1] != wanted.channels else None
    return None


def _layer_of(node: Node, spatial: int) -> FirstLayer | None:
    match node.attrs:
        case ConvAttrs(in_channels=channels, kernel_size=kernel):
            return FirstLayer(channels, len(kernel))
        case NormAttrs(channels=channels):
            return FirstLayer(channels, spatial)
    return None
