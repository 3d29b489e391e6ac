"""Networks of other packages are built without weights, at the size that they were made for."""

from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.errors import TargetError


@pytest.mark.parametrize("zoo", ["torchvision", "timm"])
def test_a_network_of_a_zoo_is_built_without_weights(zoo: str) -> None:
    pytest.importorskip(zoo)
    graph = api.trace(f"{zoo}:resnet18", 64)
    assert graph.complete
    assert sum(p.tensor.numel for p in graph.parameters if p.trainable) == 11_689_512


def test_a_segmentation_network_gets_no_backbone_weights_either() -> None:
    pytest.importorskip("torchvision")
    assert api.trace("torchvision:fcn_resnet50", 64).complete


@pytest.mark.parametrize("zoo", ["torchvision", "timm"])
def test_a_misspelled_network_of_a_zoo_is_answered_with_the_nearest(zoo: str) -> None:
    pytest.importorskip(zoo)
    with pytest.raises(TargetError) as caught:
        api.trace(f"{zoo}:resnet5O")
    assert f"{zoo}:resnet50" in caught.value.hint


def test_a_network_that_names_its_size_is_traced_at_it(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(
        "from torch import nn\n\n\n"
        "class Net(nn.Module):\n"
        "    default_cfg = {'input_size': (3, 40, 48)}\n\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.conv = nn.Conv2d(3, 8, 3)\n\n"
        "    def forward(self, x):\n"
        "        return self.conv(x)\n",
        encoding="utf-8",
    )
    assert api.trace(file).inputs()[0].output.shape == (1, 3, 40, 48)
    assert api.trace(file, 32).inputs()[0].output.shape == (1, 3, 32, 32)
