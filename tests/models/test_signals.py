"""Networks for signals, against implementations that share nothing with ours."""

import pytest
import torch
from torch import Tensor, nn

from resnet_inspect.api import inspect
from resnet_inspect.errors import UsageError
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import variant


def layer(source: int, target: int, kernel: int = 5, stride: int = 1) -> nn.Sequential:
    """Return a convolution and its normalization."""
    padding = (kernel - 1) // 2
    convolution = nn.Conv1d(source, target, kernel, stride, padding=padding, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm1d(target))


class Unit(nn.Module):
    """A block of xresnet1d as its paper's code describes it."""

    def __init__(self, source: int, planes: int, stride: int, expansion: int) -> None:
        super().__init__()
        target = planes * expansion
        if expansion == 1:
            parts = [layer(source, planes, stride=stride), layer(planes, planes)]
        else:
            parts = [
                layer(source, planes, 1), layer(planes, planes, stride=stride),
                layer(planes, target, 1),
            ]  # fmt: skip
        joined = [piece for part in parts for piece in (part, nn.ReLU())][:-1]
        self.convs = nn.Sequential(*joined)
        pool = [nn.AvgPool1d(2, stride, ceil_mode=True)] if stride > 1 else []
        other = [layer(source, target, 1)] if source != target else []
        self.idpath = nn.Sequential(*pool, *other)

    def forward(self, x: Tensor) -> Tensor:
        """Return relu(F(x) + x)."""
        return torch.relu(self.convs(x) + self.idpath(x))


def xresnet(blocks: tuple[int, ...], expansion: int, leads: int, classes: int) -> nn.Sequential:
    """Return the network as one sequence."""
    widths = [leads, 32, 32, 64]
    stem = [
        piece
        for place in range(3)
        for piece in (layer(widths[place], widths[place + 1], stride=2 - (place > 0)), nn.ReLU())
    ]
    source, units = 64, list[nn.Module]()
    for stage, count in enumerate(blocks):
        for place in range(count):
            stride = 2 if stage and not place else 1
            units.append(Unit(source, 64 << stage, stride, expansion))
            source = (64 << stage) * expansion
    head = [nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(source, classes)]
    return nn.Sequential(*stem, nn.MaxPool1d(3, 2, 1), *units, *head)


@pytest.mark.parametrize(
    ("name", "blocks", "expansion"),
    [("xresnet1d18", (2, 2, 2, 2), 1), ("xresnet1d50", (3, 4, 6, 3), 4)],
)
def test_another_implementation_is_recognized(
    name: str, blocks: tuple[int, ...], expansion: int
) -> None:
    theirs = xresnet(blocks, expansion, leads=12, classes=71)
    report = inspect(theirs, (1, 12, 250))
    assert report.structure.variant == variant(name).title
    assert (report.totals.params, report.totals.macs) == (
        variant(name).parameters, variant(name).macs,
    )  # fmt: skip


def test_it_answers_as_the_other_implementation_does() -> None:
    theirs = xresnet((2, 2, 2, 2), 1, leads=12, classes=5)
    ours = build("xresnet1d18", num_classes=5)
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
    signal = torch.randn(2, 12, 250)
    with torch.no_grad():
        assert torch.allclose(ours.eval()(signal), theirs.eval()(signal), atol=1e-5)


def test_other_leads_and_classes_are_parameters_and_another_kernel_is_a_departure() -> None:
    report = inspect(xresnet((2, 2, 2, 2), 1, leads=1, classes=2), (1, 1, 400))
    assert report.structure.variant == "xresnet1d-18"
    longer = inspect("resnet18", arguments={"dimensions": 1, "kernel": 7})
    assert "kernel" in str(longer.facts.nearest)


@pytest.mark.parametrize("changed", [{"kernel": 5}, {"kernel": 4, "dimensions": 1}])
def test_a_kernel_is_odd_and_other_than_three_in_signals_alone(changed: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="kernel"):
        build("resnet18", **changed)


def test_a_dilated_stage_of_a_signal_keeps_its_length() -> None:
    with torch.device("meta"):
        network = build("xresnet1d18", output_stride=8)
        assert network.feature_map(torch.empty(1, 12, 256)).shape == (1, 512, 32)
