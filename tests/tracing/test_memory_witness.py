"""Our peaks beside those of torch's MemTracker, which runs the same networks."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
import torchvision
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from resnet_inspect import inspect
from resnet_inspect.analysis.memory.training import count_training
from resnet_inspect.graph import TensorSpec
from resnet_inspect.models.build import build
from resnet_inspect.tracing.memory_witness import ask_mem_tracker

ROOT = Path(__file__).parents[2]


class Checkpointed(nn.Module):
    """A ResNet-18 whose blocks are computed again in backward."""

    def __init__(self, *, reentrant: bool) -> None:
        super().__init__()
        self.inner = torchvision.models.resnet18()
        self.reentrant = reentrant

    def forward(self, x: Tensor) -> Tensor:
        """Return scores."""
        net = self.inner
        x = net.maxpool(net.relu(net.bn1(net.conv1(x))))
        for stage in (net.layer1, net.layer2, net.layer3, net.layer4):
            for block in stage:
                x = checkpoint(block, x, use_reentrant=self.reentrant)
        scores: Tensor = net.fc(net.avgpool(x).flatten(1))
        return scores


class Picked(nn.Module):
    """Reads channels by listed positions, which copies them, and a slice, which does not."""

    order: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Conv2d(3, 64, 3, padding=1), nn.Conv2d(64, 8, 1)
        self.register_buffer("order", torch.arange(63, -1, -1))

    def forward(self, x: Tensor) -> Tensor:
        """Turn the channels round, and half of them back."""
        x = self.first(x)[:, self.order]
        scores: Tensor = self.last(torch.cat([x[:, list(range(31, -1, -1))], x[:, 32:]], 1))
        return scores


def unet() -> nn.Module:
    """Return the U-Net of the documentation."""
    file = ROOT / "docs/_tools/networks/unet.py"
    spec = importlib.util.spec_from_file_location("unet_of_the_docs", file)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    network: nn.Module = module.UNet()
    return network


LARGE: dict[str, Callable[[], nn.Module]] = {
    "resnet50": torchvision.models.resnet50,
    "resnet50_v2": lambda: build("resnet50_v2"),
    "seresnet50": lambda: build("seresnet50"),
    "densenet121": torchvision.models.densenet121,
}
NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "resnet18": lambda: build("resnet18"),
    "seresnet18": lambda: timm.create_model("seresnet18"),
    "densenet": lambda: torchvision.models.DenseNet(block_config=(3, 4, 3)),
    "unet": unet,
    "checkpointed blocks": lambda: Checkpointed(reentrant=False),
    "checkpointed blocks, the older form": lambda: Checkpointed(reentrant=True),
}


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("name", NETWORKS)
def test_both_peaks_are_mem_trackers(name: str, batch: int) -> None:
    compare(NETWORKS[name], batch)


def test_positions_that_are_listed_are_copied_and_a_slice_is_not() -> None:
    with torch.device("meta"):
        network = Picked()
    inference, _ = ask_mem_tracker(network, [TensorSpec((2, 3, 64, 64))])
    found = inspect(network, (2, 3, 64, 64)).memory.inference_peak
    assert found == pytest.approx(inference.figure, rel=0.0002)


@pytest.mark.sweep
@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("name", LARGE)
def test_both_peaks_of_large_networks_are_mem_trackers(name: str, batch: int) -> None:
    compare(LARGE[name], batch)


def compare(make: Callable[[], nn.Module], batch: int) -> None:
    """Compare inference and training, and training as it is while MemTracker watches."""
    with torch.device("meta"):
        network = make()
    report = inspect(network, (batch, 3, 128, 128))
    inference, training = ask_mem_tracker(network, [TensorSpec((batch, 3, 128, 128))])
    assert report.memory.inference_peak == pytest.approx(inference.figure, rel=0.0002)
    assert report.memory.training_peak == pytest.approx(training.figure, rel=0.015)
    ours = count_training(report.graph, tracked=True).timeline.peak
    assert ours is not None
    assert ours.bytes == pytest.approx(training.figure, rel=0.0002)


class BiasedAttention(nn.Module):
    """Attention whose bias is learned, as in BEiT: no fused kernel computes the bias's gradient."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 64, 8, 8)
        self.qkv = nn.Linear(64, 192)
        self.bias = nn.Parameter(torch.zeros(1, 4, 256, 256))
        self.head = nn.Linear(64, 10)

    def forward(self, image: Tensor) -> Tensor:
        """Return scores."""
        tokens = self.patches(image).flatten(2).transpose(1, 2)
        batch, length, width = tokens.shape
        qkv = self.qkv(tokens).reshape(batch, length, 3, 4, width // 4).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*qkv.unbind(0), attn_mask=self.bias)
        scores: Tensor = self.head(mixed.transpose(1, 2).flatten(2).mean(1))
        return scores


@pytest.mark.parametrize("batch", [1, 8])
def test_attention_with_a_learned_bias_keeps_its_weights_for_backward(batch: int) -> None:
    with torch.device("meta"):
        network = BiasedAttention()
    _, training = ask_mem_tracker(network, [TensorSpec((batch, 3, 128, 128))])
    memory = inspect(network, (batch, 3, 128, 128)).memory
    assert memory.training_peak == pytest.approx(training.figure, rel=0.015)
