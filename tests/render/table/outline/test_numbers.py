"""What a row shows, against hooks on the real modules."""

from collections import defaultdict
from contextlib import suppress

import pytest
import timm
import torch
import torchvision
from torch import nn

from resnet_inspect import api
from resnet_inspect.analysis.facts import Facts
from resnet_inspect.render.table.outline.choices import Fold
from resnet_inspect.render.table.outline.numbers import Figures, Ledger
from resnet_inspect.render.table.outline.rows import RowKind, visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View

Shapes = dict[str, list[tuple[int, ...]]]


class LateShortcut(nn.Module):
    """A block whose shortcut is called when the main path is through."""

    def __init__(self, channels: int, width: int, stride: int, shortcut: nn.Module) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1)
        self.bn1 = nn.BatchNorm2d(width)
        self.shortcut = shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Add the shortcut last."""
        y = self.bn1(self.conv1(x))
        y = y + self.shortcut(x)
        return torch.relu(y)


def _late(stride: int, shortcut: nn.Module) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), LateShortcut(8, 8, 1, nn.Identity()),
        LateShortcut(8, 16, stride, shortcut), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )  # fmt: skip


NETWORKS = {
    "empty shortcut": lambda: _late(1, nn.Sequential(nn.Conv2d(8, 16, 1), nn.Identity())),
    "broken, empty": lambda: _late(2, nn.Sequential()),
    "broken, identity": lambda: _late(2, nn.Identity()),
    "torchvision resnet18": torchvision.models.resnet18,
    "torchvision googlenet": lambda: torchvision.models.googlenet(
        init_weights=False, aux_logits=False
    ),
    "torchvision shufflenet": torchvision.models.shufflenet_v2_x0_5,
    "timm seresnet": lambda: timm.create_model("seresnet18"),
    "timm dla": lambda: timm.create_model("dla46_c"),
    "timm res2net": lambda: timm.create_model("res2net50_14w_8s"),
    "timm hrnet": lambda: timm.create_model("hrnet_w18_small"),
    "timm regnet": lambda: timm.create_model("regnety_002"),
    "timm efficientnet": lambda: timm.create_model("efficientnet_lite0"),
}


def _hooked(network: nn.Module) -> Shapes:
    """Run the network on values, and return the shapes that each call of a module returned."""
    seen: Shapes = defaultdict(list)
    for path, module in network.named_modules():
        module.register_forward_hook(
            lambda _module, _inputs, output, path=path: seen[path].append(
                tuple(output.shape) if isinstance(output, torch.Tensor) else ()
            )
        )
    with torch.no_grad(), suppress(RuntimeError):
        network(torch.zeros(1, 3, 64, 64))
    return seen


@pytest.mark.parametrize("fuse", [True, False], ids=["fused", "separate"])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_row_has_the_shape_that_a_hook_sees(name: str, fuse: bool) -> None:
    network = NETWORKS[name]().eval()
    report = api.inspect(network, 64)
    ledger = Ledger(Facts(report.graph))
    seen = _hooked(network)
    compared = 0
    for _, row in visible(outline(report.facts, View(fold=Fold.NONE, fuse=fuse))):
        ran = [call for call in row.calls if call.end_node > call.first_node] or list(row.calls)
        if row.kind not in {RowKind.LAYER, RowKind.GROUP} or not ran or row.failed:
            continue
        last = ran[-1]
        shapes = seen[last.module][last.index : last.index + 1]
        if last.end_node != row.end_node or shapes in ([], [()]):
            continue
        shown = [spec.shape for spec in Figures(row, ledger, row.type).outputs]
        assert shown == shapes, row.path
        compared += 1
    assert compared > 3
