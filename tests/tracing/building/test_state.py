"""The user's network is left as it was: attributes, flags, hooks, tensors, random generators."""

import random
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from resnet_inspect import api


class FrozenNorm(nn.BatchNorm2d):
    """Stays in evaluation mode whatever it is told."""

    def train(self, mode: bool = True) -> "FrozenNorm":  # noqa: ARG002, FBT002 - torch's signature
        """Ignore the mode."""
        return super().train(mode=False)


class Net(nn.Module):
    """Has state of every kind; ``mode`` says how its forward pass goes."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.mode = mode
        self.conv = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.frozen = FrozenNorm(4)
        self.dropout = nn.Dropout()
        self.calls = 0
        self.seen: list[Tensor] = []
        self.conv.register_forward_hook(lambda *_: None)

    def forward(self, x: Tensor) -> Any:  # noqa: ANN401 - a tensor
        """Change attributes and random states, then do as the mode says."""
        self.calls += 1
        self.seen.append(x)
        self.last = x
        random.random()  # noqa: S311 - moves the state
        torch.rand(1)
        x = self.dropout(self.frozen(self.norm(self.conv(x))))
        if self.mode == "raise":
            raise ValueError(self.mode)
        if self.mode == "interrupt":
            raise KeyboardInterrupt
        return x * x.mean().item() if self.mode == "values" else x


def _state(net: nn.Module) -> list[object]:
    tensors = [*net.parameters(), *net.buffers()]
    return [
        [(name, id(value)) for module in net.modules() for name, value in vars(module).items()],
        [module.training for module in net.modules()],
        [(id(t), t._version, t.data_ptr(), t.requires_grad, t.tolist()) for t in tensors],  # noqa: SLF001 - writes show here
        [len(module._forward_hooks) for module in net.modules()],  # noqa: SLF001 - no public way
        list(net.seen) if isinstance(net.seen, list) else None,
        random.getstate(), torch.get_rng_state().tolist(), nn.Module.__call__,
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["plain", "values", "raise", "interrupt"])
@pytest.mark.parametrize("train", [False, True])
@pytest.mark.parametrize("training", [False, True])
def test_a_network_in_use_is_left_as_it_was(mode: str, *, train: bool, training: bool) -> None:
    net = Net(mode).train(training)
    net.conv.eval()
    before = _state(net)

    graph = api.trace(net, 8, train=train)
    assert graph.complete == (mode not in {"raise", "interrupt"})
    assert graph.run.device == ("cpu" if mode == "values" else "meta")
    assert _state(net) == before
    assert net.calls == 0
    assert not hasattr(net, "last")


@pytest.mark.parametrize("dtype", [torch.float16, torch.float64])
def test_the_input_has_the_precision_of_the_weights(dtype: torch.dtype) -> None:
    graph = api.trace(nn.Conv2d(3, 4, 3).to(dtype), 8)

    assert graph.complete
    assert f"torch.{graph.nodes[-1].output.dtype}" == str(dtype)
