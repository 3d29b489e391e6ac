"""Other tools' figures, and whether we can account for every unit of them."""

import copy
import sys
import types
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from resnet_inspect.analysis.witnesses.cross_check import CrossCheck, account_for
from resnet_inspect.errors import InspectError
from resnet_inspect.graph import Graph
from resnet_inspect.models.build import build
from resnet_inspect.tracing.witnesses import ask_witnesses

Trace = Callable[..., Graph]


class Segmenter(nn.Module):
    """Biases, groups, a transposed convolution, norms of several kinds, functional products."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.norm = nn.GroupNorm(2, 8)
        self.plain = nn.BatchNorm2d(8, affine=False)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.weight = nn.Parameter(torch.ones(4, 4, 1, 1))
        self.head = nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Return scores for each pixel."""
        x = self.plain(self.norm(self.down(x)))
        x = x * torch.sigmoid(F.adaptive_avg_pool2d(self.depthwise(x), 1))
        x = F.conv2d(self.up(x), self.weight)
        x = F.interpolate(x, scale_factor=2, mode="bilinear")
        tokens = x.flatten(2).transpose(1, 2)
        return self.head(tokens @ tokens.transpose(1, 2) @ tokens)


class Signal(nn.Module):
    """A 1-D network whose convolution is called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv1d(2, 8, 7, stride=2)
        self.shared = nn.Conv1d(8, 8, 3, padding=1)
        self.norm = nn.BatchNorm1d(8)

    def forward(self, x: Tensor) -> Tensor:
        """Return a vector for each sample."""
        x = self.stem(x)
        return (x + self.shared(F.relu(self.norm(self.shared(x))))).mean(-1)


class Tokens(nn.Module):
    """Attention in a module and as a function."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 8, stride=8)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """Return a vector for each patch."""
        x = self.patch(x).flatten(2).transpose(1, 2)
        x, _ = self.attention(x, x, x, need_weights=False)
        x, _ = self.attention(x, x[:, :5], x[:, :5])
        return F.scaled_dot_product_attention(x, x, x)


class FixedSize(nn.Module):
    """Its classifier accepts one image size only."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, stride=4, padding=1)
        self.fc = nn.Linear(4 * 12 * 12, 5)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits."""
        return self.fc(self.conv(x).flatten(1))


class NeedsValues(nn.Module):
    """It looks at its input, which the meta device cannot show."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Return the features of a positive image."""
        return self.conv(x if x.sum().item() > 0 else -x)


class Loose(nn.Module):
    """Half of what it computes is not used, and its padding is a word."""

    def __init__(self) -> None:
        super().__init__()
        self.same = nn.Conv2d(3, 4, 3, padding="same")
        self.valid = nn.Conv2d(4, 4, 3, padding="valid")
        self.unused = nn.Sequential(nn.Conv2d(4, 8, 1), nn.BatchNorm2d(8))
        self.last = nn.Conv2d(4, 5, 1)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Return the features by name."""
        x = self.valid(self.same(x))
        self.unused(x)
        x = self.last(x)
        gram = torch.einsum("bchw,bdhw->bcd", x, x)
        return {"features": torch.einsum("bcd,bce->bde", gram, gram)}


NETWORKS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "resnet18": (lambda: build("resnet18"), (2, 3, 64, 64)),
    "resnet20": (lambda: build("resnet20"), (1, 3, 32, 32)),
    "resnet50d": (lambda: build("resnet50d"), (1, 3, 64, 64)),
    "seresnet50": (lambda: build("seresnet50"), (1, 3, 64, 64)),
    "segmenter": (Segmenter, (1, 3, 64, 64)),
    "signal": (Signal, (4, 2, 100)),
    "tokens": (Tokens, (1, 3, 64, 64)),
    "loose": (Loose, (1, 3, 16, 16)),
    "fixed size": (FixedSize, (2, 3, 48, 48)),
    "needs values": (NeedsValues, (1, 3, 40, 40)),
}


def cross_checked(network: nn.Module, graph: Graph) -> CrossCheck:
    return account_for(*ask_witnesses(network, graph))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_difference_to_other_tools_is_explained(name: str, trace: Trace) -> None:
    make, shape = NETWORKS[name]
    network = make()
    result = cross_checked(network, trace(network, shape, real=name == "needs values"))
    assert [(each.answer.error, each.unexplained) for each in result.testimonies] == [("", 0)] * 3
    assert result.passed


def test_a_network_is_run_on_the_smallest_input_that_it_accepts(trace: Trace) -> None:
    sizes = {
        name: cross_checked(network, trace(network, shape)).inputs[0].shape
        for name, network, shape in [
            ("any", build("resnet18"), (4, 3, 224, 160)),
            ("one", FixedSize(), (4, 3, 48, 48)),
        ]
    }
    assert sizes == {"any": (1, 3, 32, 32), "one": (1, 3, 48, 48)}


def test_a_network_without_weights_is_given_some(trace: Trace) -> None:
    with torch.device("meta"):
        network = build("resnet20")
    assert cross_checked(network, trace(network, (1, 3, 32, 32))).passed
    assert all(parameter.is_meta for parameter in network.parameters())


def test_the_network_is_left_as_it_was(trace: Trace) -> None:
    network = build("resnet20").train()
    before = copy.deepcopy(network.state_dict())
    random = torch.get_rng_state()
    ask_witnesses(network, trace(network, (1, 3, 32, 32)))
    assert network.training
    assert not any(module._forward_hooks for module in network.modules())  # noqa: SLF001 - no public way
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert torch.equal(torch.get_rng_state(), random)


def test_an_operator_that_a_tool_does_not_know_is_left_out_by_name(trace: Trace) -> None:
    network = Segmenter()
    result = cross_checked(network, trace(network, (1, 3, 32, 32)))
    torchinfo, fvcore, _ = result.testimonies
    left_out = {part.name: part.amount for part in torchinfo.components if part.amount < 0}
    functional = 4 * 4 * 32 * 32 + 2 * 64 * 64 * 4 * 64 * 64
    assert -left_out["products outside of modules with a weight"] == functional
    assert {part.name for part in fvcore.components} >= {
        "group normalization, 5 an element",
        "batch normalization, 1 an element",
        "interpolation, 4 an element",
    }


def test_an_operator_that_we_miss_is_left_unexplained(trace: Trace) -> None:
    network = Signal()
    small, answers = ask_witnesses(network, trace(network, (4, 2, 100)))
    nodes = [node for node in small.nodes if node.op == "conv1d"]
    assert len(nodes) == 3
    off_by_one = [
        type(answer)(tool=answer.tool, version=answer.version, figure=(answer.figure or 0) + 1)
        for answer in answers
    ]
    result = account_for(small, off_by_one)
    assert [each.unexplained for each in result.testimonies] == [1, 1, 1]
    assert not result.passed


def test_a_tool_that_fails_says_why_and_the_others_testify(
    monkeypatch: pytest.MonkeyPatch, trace: Trace
) -> None:
    broken = types.ModuleType("torchinfo")

    def summary(*_: object, **__: object) -> None:
        message = "no such layer\nand more"
        raise RuntimeError(message)

    broken.summary = summary  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torchinfo", broken)
    network = Signal()
    result = cross_checked(network, trace(network, (4, 2, 100)))
    assert result.testimonies[0].answer.error == "RuntimeError: no such layer"
    assert result.testimonies[0].unexplained is None
    assert result.passed


def test_a_network_that_cannot_be_copied_is_reported(trace: Trace) -> None:
    class Locked(FixedSize):
        def __deepcopy__(self, memo: object) -> None:
            message = "locked"
            raise TypeError(message)

    network = Locked()
    with pytest.raises(InspectError, match="`Locked` cannot be copied"):
        ask_witnesses(network, trace(network, (1, 3, 48, 48)))


def test_a_network_that_fails_is_not_compared(trace: Trace) -> None:
    network = FixedSize()
    with pytest.raises(InspectError, match="does not reach its end"):
        ask_witnesses(network, trace(network, (1, 3, 50, 50)))
