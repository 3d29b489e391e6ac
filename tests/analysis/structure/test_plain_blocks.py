"""Blocks without a shortcut are counted, with the residual ones around them."""

from collections.abc import Callable

import pytest
from torch import Tensor, nn

from resnet_inspect.analysis.residual.connection import ResidualKind
from resnet_inspect.analysis.residual.search import residual_connections
from resnet_inspect.analysis.structure.stages import Structure, find_structure
from resnet_inspect.graph import Graph
from resnet_inspect.render.records.stage import stages_of
from resnet_inspect.render.table.header import header
from resnet_inspect.report import Report
from tests.analysis.wired import Net, conv, norm, traced

IMAGE = (1, 3, 32, 32)


class Mobile(nn.Module):
    """An inverted bottleneck: with a shortcut where the shape stays."""

    def __init__(self, source: int, target: int, stride: int = 1, expand: int = 2) -> None:
        super().__init__()
        width = source * expand
        self.layers = nn.Sequential(
            conv(source, width, 1), norm(width), nn.ReLU6(),
            nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), norm(width),
            nn.ReLU6(), conv(width, target, 1), norm(target),
        )  # fmt: skip
        self.residual = source == target and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        """Add the shortcut where there is one."""
        return x + self.layers(x) if self.residual else self.layers(x)


class Separable(nn.Sequential):
    """A block of another class that stands before the others."""

    def __init__(self, source: int, target: int) -> None:
        depthwise = nn.Conv2d(source, source, 3, padding=1, groups=source, bias=False)
        super().__init__(depthwise, norm(source), nn.ReLU6(), conv(source, target, 1))


class Basic(nn.Module):
    """A basic block whose shortcut can be left out."""

    def __init__(self, width: int, *, shortcut: bool = True) -> None:
        super().__init__()
        self.first, self.second, self.shortcut = conv(width, width), conv(width, width), shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Add the shortcut unless it is left out."""
        y = self.second(self.first(x).relu())
        return (x + y).relu() if self.shortcut else y.relu()


def mobile() -> nn.Module:
    return nn.Sequential(
        nn.Sequential(conv(3, 8, 3, 2), norm(8), nn.ReLU6()),
        nn.Sequential(Separable(8, 8)),
        nn.Sequential(Mobile(8, 16, 2), Mobile(16, 16)),
        nn.Sequential(Mobile(16, 24, 2), Mobile(24, 24), Mobile(24, 24)),
        nn.Sequential(Mobile(24, 40)),
        nn.Sequential(conv(40, 64, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)),
    )


def forgotten() -> nn.Module:
    return nn.Sequential(conv(3, 8), Basic(8), Basic(8, shortcut=False), Basic(8))


def stem_of_the_blocks_class() -> nn.Module:
    class Unit(nn.Module):
        def __init__(self, source: int, target: int) -> None:
            super().__init__()
            self.conv, self.same = conv(source, target), source == target

        def forward(self, x: Tensor) -> Tensor:
            y = self.conv(x).relu()
            return x + y if self.same else y

    return nn.Sequential(Unit(3, 8), Unit(8, 8), Unit(8, 16), Unit(16, 16))


def double_convolutions_beside() -> nn.Module:
    """Return a ResNet with a stem and a neck of two convolutions each: those are no blocks."""
    return nn.Sequential(
        nn.Sequential(conv(3, 8), norm(8), nn.ReLU(), conv(8, 8), norm(8), nn.ReLU()),
        nn.Sequential(Basic(8), Basic(8)),
        nn.Sequential(conv(8, 16, 3, 2), norm(16), nn.ReLU(), conv(16, 16)),
    )


def structure(build: Callable[[], nn.Module]) -> tuple[Graph, Structure]:
    graph = traced(build, IMAGE)
    return graph, find_structure(graph, residual_connections(graph))


@pytest.mark.parametrize(
    ("build", "depths", "shortcuts"),
    [
        (mobile, (1, 2, 3, 1), 3),
        (forgotten, (3,), 2),
        (stem_of_the_blocks_class, (1, 2), 2),
        (double_convolutions_beside, (2,), 2),
    ],
)
def test_all_blocks_are_counted_and_those_with_a_shortcut(
    build: Callable[[], nn.Module], depths: tuple[int, ...], shortcuts: int
) -> None:
    _, found = structure(build)
    assert (found.depths, found.shortcuts) == (depths, shortcuts)


def test_blocks_and_ends_share_out_the_nodes() -> None:
    graph, found = structure(mobile)
    nodes = [node for block in found.blocks for node in range(block.first_node, block.end_node)]
    rest = [node.id for node in graph.nodes if node.id not in {*found.stem, *found.head}]
    assert nodes == [node for node in rest if node >= found.blocks[0].first_node]
    assert found.blocks[0].kind == "depthwise separable block"
    assert found.blocks[1].stride == (2, 2)


def test_header_and_records_say_how_many_have_a_shortcut() -> None:
    report = Report(traced(mobile, IMAGE))
    (line,) = [fact.text for fact in header(report) if fact.label == "blocks"]
    assert line.startswith("7, 3 with a shortcut: 1 + 2 + 3 + 1, depthwise")
    assert [(one.blocks, one.with_shortcut) for one in stages_of(report)] == [
        (1, 0), (2, 1), (3, 2), (1, 0),
    ]  # fmt: skip


def crossed_streams() -> nn.Module:
    """Return one block of ResNet in ResNet: a residual and a transient stream that cross."""

    class Crossed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.keep, self.cross = conv(8, 16, 3, 2), conv(8, 16, 3, 2)
            self.other, self.back = conv(8, 16, 3, 2), conv(8, 16, 3, 2)
            self.project = conv(8, 16, 1, 2)

        def forward(self, stream: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
            main = self.keep(stream) + self.back(other)
            kept = (main + self.project(stream)).relu()
            return kept, (self.other(other) + self.cross(stream)).relu()

    def forward(net: Net, x: Tensor) -> Tensor:
        kept, crossed = net.block(net.one(x).relu(), net.two(x).relu())
        return kept + crossed.sigmoid()

    return Net(forward, one=conv(3, 8), two=conv(3, 8), block=Crossed())


def test_the_projection_of_crossed_streams_is_a_projection() -> None:
    graph = traced(crossed_streams, IMAGE)
    kinds = [one.kind for one in residual_connections(graph)]
    assert kinds.count(ResidualKind.PROJECTION) == 1


def test_a_depthwise_separable_shortcut_is_a_projection() -> None:
    def build() -> nn.Module:
        def forward(net: Net, x: Tensor) -> Tensor:
            main = net.three(net.two(net.one(x).relu()).relu())
            return main + net.point(net.depth(x))

        depthwise = nn.Conv2d(8, 8, 3, 2, 1, groups=8)
        layers = {"one": conv(8, 8, 1), "two": conv(8, 8, 3, 2), "three": conv(8, 16, 1)}
        return Net(forward, **layers, depth=depthwise, point=conv(8, 16, 1))

    graph = traced(build, (1, 8, 16, 16))
    assert [one.kind for one in residual_connections(graph)] == [ResidualKind.PROJECTION]
