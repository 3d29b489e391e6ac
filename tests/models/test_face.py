"""iResNet, against a network that is written down by itself from the paper's section 3.1."""

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor, nn

from resnet_inspect.models.build import build
from resnet_inspect.models.variants import variant

DEPTHS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 14, 3), 100: (3, 13, 30, 3)}


class Unit(nn.Module):
    """BN, convolution, BN, PReLU, convolution, BN; the shortcut reads the input."""

    def __init__(self, source: int, target: int, stride: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.BatchNorm2d(source), nn.Conv2d(source, target, 3, 1, 1, bias=False),
            nn.BatchNorm2d(target), nn.PReLU(target),
            nn.Conv2d(target, target, 3, stride, 1, bias=False), nn.BatchNorm2d(target),
        )  # fmt: skip
        self.side = nn.Sequential()
        if stride > 1:
            self.side.append(nn.Conv2d(source, target, 1, stride, bias=False))
            self.side.append(nn.BatchNorm2d(target))

    def forward(self, x: Tensor) -> Tensor:
        """Add both."""
        return self.main(x) + self.side(x)


def by_hand(depths: Sequence[int]) -> nn.Sequential:
    """Return the network that ArcFace trains: BN, fully connected, BN after the last unit."""
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.PReLU(64)
    ]  # fmt: skip
    source = 64
    for target, number in zip((64, 128, 256, 512), depths, strict=True):
        for index in range(number):
            layers.append(Unit(source, target, 1 if index else 2))
            source = target
    layers += [nn.BatchNorm2d(512), nn.Flatten(), nn.Linear(512 * 49, 512), nn.BatchNorm1d(512)]
    return nn.Sequential(*layers)


@pytest.mark.parametrize("depth", DEPTHS)
def test_its_weights_have_the_shapes_of_the_papers_network(depth: int) -> None:
    with torch.device("meta"):
        ours, theirs = build(f"iresnet{depth}"), by_hand(DEPTHS[depth])
    assert [tensor.shape for tensor in ours.state_dict().values()] == [
        tensor.shape for tensor in theirs.state_dict().values()
    ]


def test_it_answers_as_the_network_by_hand() -> None:
    theirs, ours = by_hand(DEPTHS[18]).eval(), build("iresnet18").eval()
    names = zip(ours.state_dict(), theirs.state_dict().values(), strict=True)
    ours.load_state_dict(dict(names))
    faces = torch.randn(1, 3, 112, 112)
    with torch.no_grad():
        assert torch.allclose(ours(faces), theirs(faces), atol=1e-4)


def test_the_modules_have_the_names_of_the_authors_code() -> None:
    names = set(build("iresnet18").state_dict())
    assert {"prelu.weight", "layer1.0.bn3.weight", "layer1.0.prelu.weight", "bn2.weight",
            "layer4.0.downsample.1.weight", "fc.bias", "features.weight"} <= names  # fmt: skip


def test_the_first_stage_strides_as_well() -> None:
    architecture = variant("iresnet50").architecture
    assert architecture.output_strides == (16, 8, 4, 2)
    assert architecture.features == 512 * 7 * 7


def test_an_embedding_reads_the_larger_map_of_a_dilated_network() -> None:
    with torch.device("meta"):
        network = build("iresnet18", output_stride=8, num_classes=128)
        assert network(torch.empty(2, 3, 112, 112)).shape == (2, 128)
