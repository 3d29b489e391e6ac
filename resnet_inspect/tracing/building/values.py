"""Values for a network that was built without any."""

import torch
from torch import nn


def give_values(network: nn.Module) -> nn.Module:
    """Put random weights on the CPU where a network has none, and return it; its modules stay.

    Modules that a file builds while it is imported are on the meta device, where nothing can be
    read; those beside the network are left as they are.
    """
    if any(tensor.is_meta for tensor in (*network.parameters(), *network.buffers())):
        network.to_empty(device="cpu")
        with torch.no_grad():
            for tensor in (*network.parameters(), *network.buffers()):
                fill(tensor)
    return network


def fill(tensor: torch.Tensor) -> None:
    """Fill a tensor with small positive numbers, which variances may be, too; whole ones with 0."""
    if tensor.is_floating_point():
        tensor.normal_(std=0.02).abs_()
    else:
        tensor.zero_()
