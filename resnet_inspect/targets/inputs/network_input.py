"""The tensors that a network is traced with."""

from collections.abc import Sequence

import torch
from torch import nn

from resnet_inspect.errors import InputSizeError
from resnet_inspect.graph import TensorSpec
from resnet_inspect.targets.inputs.call import Call
from resnet_inspect.targets.inputs.first_layer import FirstLayer, first_layer
from resnet_inspect.targets.inputs.further_inputs import is_time
from resnet_inspect.targets.inputs.given_inputs import Size
from resnet_inspect.targets.inputs.input_shape import DEFAULT_SIZE, InputShape

LARGEST = 2**42
"""Elements of an input, at most: a million pixels squared."""


def input_specs(
    network: nn.Module, call: Call, layer: FirstLayer | None = None
) -> list[TensorSpec]:
    """Return the full shape and dtype of each input tensor.

    Args:
        network: Takes the tensors.
        call: How it is called.
        layer: What the first layer takes, where it is known from a trace.

    Raises:
        InputSizeError: A size has too few numbers.
    """
    layer = layer or first_layer(network)
    dtype = input_dtype(network)
    usual = _usual(call, layer)
    specs = [_spec(leaf.size or usual, layer, dtype) for leaf in call.leaves]
    return _with_times(call, specs)


def _usual(call: Call, layer: FirstLayer) -> InputShape:
    """Return the size where nobody said one: that of an image beside it, else 224."""
    for size in (leaf.size for leaf in call.leaves if layer.spatial):
        shape = size.shape if isinstance(size, TensorSpec) else size.numbers if size else ()
        if len(shape) >= layer.spatial + 1:
            return InputShape(shape[-layer.spatial :])
    return InputShape((layer.channels if layer.spatial == 0 else DEFAULT_SIZE,))


def _spec(size: Size, layer: FirstLayer, dtype: str) -> TensorSpec:
    if isinstance(size, TensorSpec):
        return size
    return TensorSpec(size.resolve(layer.channels, layer.spatial), size.dtype or dtype)


def _with_times(call: Call, specs: list[TensorSpec]) -> list[TensorSpec]:
    """Give inputs that are times by name one number for each example."""
    names = [one.name for one in call.arguments]
    for place, leaf in enumerate(call.leaves):
        alone = isinstance(leaf.size, InputShape) and len(leaf.size.numbers) == 1
        if place and is_time(leaf.place, names) and (not leaf.own or alone):
            specs[place] = TensorSpec((specs[0].shape[0],), specs[place].dtype)
    return specs


def input_dtype(network: nn.Module) -> str:
    """Return the floating-point type of the weights: a network in half precision takes half."""
    types = (weight.dtype for weight in network.parameters() if weight.is_floating_point())
    return str(next(types, torch.get_default_dtype())).removeprefix("torch.")


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
