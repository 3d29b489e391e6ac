"""A network for those who call it with tensors in order and nothing else."""

from typing import Any

import torch
from torch import nn

from resnet_inspect.targets.inputs.call import Call


def called_with_tensors(network: nn.Module, call: Call) -> nn.Module:
    """Return a module whose ``forward`` takes the call's tensors one by one."""
    return network if call.plain else _Adapter(network, call)


class _Adapter(nn.Module):
    """Puts each tensor where the network takes it."""

    def __init__(self, network: nn.Module, call: Call) -> None:
        super().__init__()
        self.network = network
        self._call = call

    def forward(self, *tensors: torch.Tensor) -> Any:  # noqa: ANN401 - as the network's
        """Call the network."""
        args, named = self._call.fill(tensors)
        return self.network(*args, **named)
