"""Code that loads weights, tried on a network without memory for any."""

from collections.abc import Mapping
from copy import deepcopy
from warnings import catch_warnings, simplefilter

import torch
from torch import nn

from resnet_inspect.graph import TensorSpec


def try_loading(network: nn.Module, specs: Mapping[str, TensorSpec], code: str) -> str:
    """Run code that puts ``state`` into ``model``, both on the meta device.

    Args:
        network: Left as it is.
        specs: The state's shapes and number types by name.
        code: Ours, made for this network.

    Returns:
        What it raised, in one line; empty where it ran.
    """
    state = {
        name: torch.empty(spec.shape, dtype=getattr(torch, spec.dtype), device="meta")
        for name, spec in specs.items()
    }
    try:
        with catch_warnings():  # counters of batches are made anew, with numbers
            simplefilter("ignore")
            exec(code, {"state": state, "model": _on_meta(network), "torch": torch})  # noqa: S102 - the code that is shown
    except Exception as error:  # noqa: BLE001 - load_state_dict of the user's class may raise anything
        return " ".join(str(error).split())[:300] or type(error).__name__
    return ""


def _on_meta(network: nn.Module) -> nn.Module:
    """Return a copy whose tensors are on the meta device: its own are not copied."""
    tensors = [*network.parameters(), *network.buffers()]
    memo: dict[int, object] = {}
    for tensor in tensors:
        empty: torch.Tensor = torch.empty_like(tensor, device="meta")
        learned = isinstance(tensor, nn.Parameter)
        memo[id(tensor)] = nn.Parameter(empty, requires_grad=False) if learned else empty
    return deepcopy(network, memo)


def state_specs(network: nn.Module) -> dict[str, TensorSpec]:
    """Return shapes and number types of a network's state dict by name."""
    return {
        name: TensorSpec(tuple(value.shape), str(value.dtype).removeprefix("torch."))
        for name, value in network.state_dict().items()
        if isinstance(value, torch.Tensor)
    }
