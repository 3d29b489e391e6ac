"""An operator whose shapes fit has failed for another reason: equal numbers are never a finding."""

from pathlib import Path
from textwrap import dedent

import pytest
import torch
from torch import nn

import resnet_inspect
from resnet_inspect.graph import ConvAttrs, LinearAttrs, NormAttrs, OpKind
from resnet_inspect.linter.failures.fitting_shapes import shapes_fit
from tests.builders import GraphBuilder


class _Typed(nn.Module):
    """Hands a tensor of another type to a layer or a join."""

    def __init__(self, layer: nn.Module | str) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)
        if isinstance(self.layer, str):
            return getattr(x.bool(), self.layer)(x.bool())
        return self.layer(x.to(torch.float64))


LAYERS = [nn.Conv2d(8, 8, 3), nn.Conv2d(8, 8, 3, groups=8), "__sub__"]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_what_fails_for_its_type_is_not_told_as_a_mismatch(layer: nn.Module | str) -> None:
    findings = resnet_inspect.lint(_Typed(layer), 32)
    assert {one.code for one in findings} - {"RES402"} == {"RES003"}


@pytest.mark.parametrize(
    ("attrs", "shape", "fits"),
    [
        (LinearAttrs(in_features=8, out_features=4), (1, 8), True),
        (LinearAttrs(in_features=9, out_features=4), (1, 8), False),
        (ConvAttrs(in_channels=8, out_channels=4, kernel_size=(3, 3)), (1, 8, 5, 5), True),
        (ConvAttrs(in_channels=8, out_channels=4, kernel_size=(3, 3)), (8, 5, 5), True),
        (ConvAttrs(in_channels=8, out_channels=4, kernel_size=(3, 3)), (1, 8, 2, 5), False),
        (ConvAttrs(in_channels=8, out_channels=4, kernel_size=(3, 3)), (1, 8), False),
        (ConvAttrs(in_channels=8, out_channels=4, kernel_size=(1, 1), groups=3), (1, 8, 5, 5),
         False),
        (NormAttrs(channels=8), (1, 8, 5, 5), True),
        (NormAttrs(channels=4), (1, 8, 5, 5), False),
        (None, (1, 8, 5, 5), False),
    ],
)  # fmt: skip
def test_a_layer_fits_what_it_takes(
    attrs: ConvAttrs | LinearAttrs | NormAttrs | None, shape: tuple[int, ...], fits: bool
) -> None:
    build = GraphBuilder()
    made = build.op("layer", OpKind.OTHER, build.input(shape), shape=shape, attrs=attrs)
    graph = build.graph(made)
    assert shapes_fit(graph, graph.nodes[made.node]) is fits


BUILT = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self, width=8):
            super().__init__()
            self.conv = nn.Conv2d(3, 8, 3)
            self.fc = nn.Linear(width, 10)

        def forward(self, x):
            y = self.conv(x)
            if y.mean().item() > 100:
                y = y * 2
            return self.fc(y.mean((2, 3)))


    net = Net()
    narrow = Net(9)
"""


def test_a_built_network_that_reads_values_has_some(tmp_path: Path) -> None:
    file = tmp_path / "built.py"
    file.write_text(dedent(BUILT), encoding="utf-8")
    assert len(resnet_inspect.lint(f"{file}:net")) == 0
    report = resnet_inspect.inspect(f"{file}:net", 32)
    assert report.complete
    assert report.graph.run.device == "cpu"


@pytest.mark.parametrize("name", ["narrow", "Net"])
def test_what_is_wrong_with_it_is_told_at_its_line(tmp_path: Path, name: str) -> None:
    file = tmp_path / "built.py"
    file.write_text(dedent(BUILT), encoding="utf-8")
    arguments = {"width": 9} if name == "Net" else None
    (finding,) = resnet_inspect.lint(f"{file}:{name}", 32, arguments=arguments)
    assert finding.code == "RES111"
    assert finding.place is not None
    assert finding.place.line == 10
