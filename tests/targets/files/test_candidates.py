"""Which network a file holds, in the styles in which people write them."""
# ruff: noqa: E501, ISC004 - the texts are files of users, one line each

from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.errors import SeveralNetworksError, TargetError
from tests.targets.conftest import BLOCKS, RESNET, WriteFile

NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)
"""

LOSS_AND_ACTIVATION = """
class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0):
        super().__init__()
        self.gamma = gamma

    def forward(self, x, y):
        return ((x - y) ** self.gamma).mean()


class Swish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)
"""

ONE_NETWORK = {
    "one class": (NET, "Net"),
    "blocks and a network with defaults": (
        BLOCKS + RESNET.replace("block, layers", "block=BasicBlock, layers=(2, 2)"), "ResNet",
    ),
    "a factory": (
        BLOCKS + RESNET + "\ndef net18(**kw):\n    return ResNet(BasicBlock, [2, 2], **kw)\n",
        "net18",
    ),
    "a factory by way of a variable": (
        BLOCKS + RESNET
        + "\ndef net18():\n    model = ResNet(BasicBlock, [2])\n    model.x = 1\n    return model\n",
        "net18",
    ),
    "a factory and its test": (
        BLOCKS + RESNET + "\ndef Net18():\n    return ResNet(BasicBlock, [2])\n"
        "\ndef test():\n    net = Net18()\n    y = net(torch.randn(1, 3, 32, 32))\n    print(y)\n",
        "Net18",
    ),
    "a subclass of the network": (
        BLOCKS + RESNET + "\nclass Net18(ResNet):\n    def __init__(self, num_classes=10):\n"
        "        super().__init__(BasicBlock, [2], num_classes)\n",
        "Net18",
    ),
    "a registry": (
        BLOCKS + RESNET + '\nBLOCKS = {"basic": BasicBlock, "bottleneck": Bottleneck}\n'
        '\ndef build(kind="basic"):\n    return ResNet(BLOCKS[kind], [2])\n',
        "build",
    ),
    "a network in a network": (
        BLOCKS + RESNET + "\nclass Lit(nn.Module):\n    def __init__(self, lr=0.1):\n"
        "        super().__init__()\n        self.net = ResNet(BasicBlock, [2])\n"
        "\n    def forward(self, x):\n        return self.net(x)\n",
        "Lit",
    ),
    "a script": (
        BLOCKS + RESNET + '\nif __name__ == "__main__":\n    net = ResNet(BasicBlock, [2, 2])\n'
        "    print(net(torch.randn(1, 3, 32, 32)).shape)\n",
        "ResNet",
    ),
    "an instance": (BLOCKS + RESNET + "\nmodel = ResNet(BasicBlock, [2])\n", "ResNet"),
    "an instance of a class of torch": (
        "\nmodel = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())\nloss = nn.CrossEntropyLoss()\n",
        "Sequential",
    ),
    "an instance and what wraps it": (
        BLOCKS + RESNET + "\nnet = ResNet(BasicBlock, [2])\nmodel = nn.DataParallel(net)\n",
        "DataParallel",
    ),
    "functions only": (
        "\ndef conv(i, o):\n    return nn.Sequential(nn.Conv2d(i, o, 3), nn.ReLU())\n"
        "\ndef make_net():\n    return nn.Sequential(conv(3, 8), conv(8, 8))\n",
        "make_net",
    ),
    "a partial": (
        BLOCKS + RESNET
        + "\nfrom functools import partial\nnet18 = partial(ResNet, BasicBlock, [2])\n",
        "net18",
    ),
    "losses and activations beside it": (NET + LOSS_AND_ACTIVATION, "Net"),
    "losses beside a factory": (
        LOSS_AND_ACTIVATION + BLOCKS + RESNET + "\ndef net():\n    return ResNet(BasicBlock, [2])\n",
        "net",
    ),
    "an abstract base": (
        "\nimport abc\nclass Base(nn.Module, abc.ABC):\n    @abc.abstractmethod\n"
        "    def features(self, x): ...\n    def forward(self, x):\n        return self.features(x)\n"
        "\nclass Net(Base):\n    def __init__(self):\n        super().__init__()\n"
        "        self.conv = nn.Conv2d(3, 8, 3)\n"
        "    def features(self, x):\n        return self.conv(x)\n",
        "Net",
    ),
    "types in annotations only": (
        BLOCKS + "\nclass Net(nn.Module):\n"
        "    def __init__(self, block: type[BasicBlock] = BasicBlock) -> None:\n"
        "        super().__init__()\n        self.stem = nn.Conv2d(3, 8, 3)\n"
        "        self.block = block(8, 8)\n"
        "    def forward(self, x: torch.Tensor) -> torch.Tensor:\n"
        "        return self.block(self.stem(x))\n",
        "Net",
    ),
    "settings in a dataclass": (
        "\nfrom dataclasses import dataclass\n@dataclass\nclass Config:\n    width: int = 8\n"
        "\nclass Net(nn.Module):\n    def __init__(self, config: Config):\n"
        "        super().__init__()\n        self.conv = nn.Conv2d(3, config.width, 3)\n"
        "    def forward(self, x):\n        return self.conv(x)\n",
        "Net",
    ),
    "a training script": (
        BLOCKS + RESNET + "\nmodel = ResNet(BasicBlock, [1])\nmodel.to('cuda')\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\nprint(model)\n",
        "ResNet",
    ),
    "heads that a factory hands to its network": (
        BLOCKS + RESNET + "\nclass Head(nn.Sequential):\n    def __init__(self, in_channels):\n"
        "        super().__init__(nn.Conv2d(in_channels, 8, 3))\n"
        "\nclass Seg(nn.Module):\n    def __init__(self, body, head):\n"
        "        super().__init__()\n        self.body = body\n        self.head = head\n"
        "    def forward(self, x):\n        return self.body(x), self.head(x)\n"
        "\ndef _make(body, classes):\n    head = Head(3)\n    return Seg(body, head)\n"
        "\ndef seg(classes=21):\n    return _make(ResNet(BasicBlock, [2]), classes)\n",
        "seg",
    ),
    "a head that is handed to an imported network": (
        "\nfrom torch.nn import Sequential as Whole\n"
        "class Head(nn.Sequential):\n    def __init__(self, in_channels):\n"
        "        super().__init__(nn.Conv2d(in_channels, 8, 3))\n"
        "\ndef seg():\n    body = nn.Conv2d(3, 3, 3)\n    return Whole(body, Head(3))\n",
        "seg",
    ),
    "a parser of arguments": (
        "\nimport argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--depth')\n"
        "args = parser.parse_args()\n" + NET,
        "Net",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name"), ONE_NETWORK.values(), ids=ONE_NETWORK)
def test_the_network_of_a_file_is_found(write: WriteFile, text: str, name: str) -> None:
    graph = api.trace(write(text), 32)

    assert graph.run.network == name
    assert graph.complete
    assert any(node.op == "conv2d" for node in graph.nodes)


def test_the_note_tells_which_line_of_the_script_was_followed(write: WriteFile) -> None:
    text = BLOCKS + RESNET + '\nif __name__ == "__main__":\n    net = ResNet(BasicBlock, [2, 2])\n'
    file = write(text)
    line = (
        Path(file)
        .read_text(encoding="utf-8")
        .splitlines()
        .index("    net = ResNet(BasicBlock, [2, 2])")
    )

    (note,) = api.trace(file, 32).run.notes
    assert note == f"built as on line {line + 1}: ResNet(BasicBlock, [2, 2])"


def test_several_networks_are_listed(write: WriteFile) -> None:
    factories = "".join(
        f"\ndef net{n}():\n    return ResNet(BasicBlock, [{n}])\n" for n in (1, 2, 3)
    )
    with pytest.raises(SeveralNetworksError, match="net1, net2, net3") as caught:
        api.trace(write(BLOCKS + RESNET + factories), 32)
    assert "net.py:net1" in caught.value.hint


def test_a_file_without_a_network_is_an_error(write: WriteFile) -> None:
    with pytest.raises(TargetError, match=r"defines no nn\.Module class"):
        api.trace(write("x = 1\n"), 32)


def test_a_factory_that_needs_arguments_is_asked_for_rather_than_its_class(
    write: WriteFile,
) -> None:
    text = BLOCKS + RESNET + "\ndef build(each):\n    return ResNet(BasicBlock, [each])\n"

    with pytest.raises(TargetError, match=r"build needs each: build\(each\)") as caught:
        api.trace(write(text), 32)
    assert "--arg each=…" in caught.value.hint
    assert api.trace(write(text), 32, arguments={"each": 2}).complete


def test_a_factory_that_returns_no_module_is_an_error(write: WriteFile) -> None:
    with pytest.raises(TargetError, match=r"returned a int, not an nn\.Module"):
        api.trace(write("def make():\n    return int('3')\n"), 32)


def test_a_network_that_needs_arguments_is_not_passed_over_for_one_that_does_not(
    write: WriteFile,
) -> None:
    generator = RESNET.replace("ResNet", "Generator").replace("num_classes=10", "depth")
    body = "        self.first = BasicBlock(3, 8)\n"
    generator = generator.replace(
        "        super().__init__()\n", f"        super().__init__()\n{body}"
    )
    discriminator = NET.replace("Net", "Discriminator")
    with pytest.raises(SeveralNetworksError, match="Generator, Discriminator"):
        api.trace(write(BLOCKS + generator + discriminator), 32)
