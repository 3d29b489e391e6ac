"""Blocks, stages, stem and head are read off the dataflow, whatever the network looks like."""

from collections.abc import Callable

import pytest
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that all torch code gives it

from resnet_inspect.analysis.residual.search import residual_connections
from resnet_inspect.analysis.structure.stages import Structure, find_structure
from resnet_inspect.graph import Graph
from tests.analysis import wired_networks as zoo
from tests.analysis.wired import Net, traced

IMAGE = (1, 3, 32, 32)
SHAPES = {
    "siamese": (IMAGE, IMAGE), "time_conditioned": (IMAGE, (1, 4)), "cross_attention": ((1, 5, 8),),
}  # fmt: skip


def network(build: Callable[[], nn.Module], **options: bool) -> tuple[Graph, Structure]:
    graph = traced(build, *SHAPES.get(build.__name__, (IMAGE,)), **options)
    return graph, find_structure(graph, residual_connections(graph))


@pytest.mark.parametrize(
    ("build", "depths", "kinds"),
    [
        (zoo.flat_sequential, (2, 2, 2), {"basic block"}),
        (zoo.nested_stages, (2, 2, 2), {"basic block"}),
        (zoo.one_forward, (2, 2, 2), {"basic block"}),
        (zoo.one_forward_preactivated, (2, 2, 2), {"pre-activation basic block"}),
        (zoo.wrapped, (2, 2, 2), {"basic block"}),
        (zoo.siamese, (2, 2, 2), {"basic block"}),
        (zoo.recurrent, (5,), {"basic block"}),
        (zoo.residual_groups, (12,), {"basic block"}),
        (zoo.dense_residual_blocks, (6,), {"residual block (3 convs)"}),
        (zoo.context_in_a_bottleneck, (2,), {"bottleneck"}),
        (zoo.pyramid, (3, 3, 3), {"basic block"}),
        (zoo.additive_unet, (1, 1, 2, 1, 1), {"basic block"}),
        (zoo.time_conditioned, (2,), {"pre-activation basic block"}),
        (zoo.cross_attention, (2,), {"attention block"}),
        (zoo.warped, (2,), {"basic block"}),
        (zoo.conditional_kernels, (1,), {"residual block (4 layers)"}),
        (zoo.unet, (), set()),
        (zoo.feature_pyramid, (), set()),
        (zoo.dense, (), set()),
    ],
)
def test_network_has_these_stages_of_these_blocks(
    build: Callable[[], nn.Module], depths: tuple[int, ...], kinds: set[str]
) -> None:
    _, structure = network(build)
    assert structure.depths == depths
    assert {block.kind for block in structure.blocks} == kinds


@pytest.mark.parametrize(
    "build",
    [zoo.flat_sequential, zoo.one_forward, zoo.one_forward_preactivated, zoo.wrapped],
)
def test_stem_blocks_and_head_cover_each_operator_once(build: Callable[[], nn.Module]) -> None:
    graph, structure = network(build)
    inside = [n for b in structure.blocks for n in range(b.first_node, b.end_node)]
    operators = [node.id for node in graph.nodes if node.kind.value != "input"]
    assert sorted((*structure.stem, *inside, *structure.head)) == operators


def test_stages_are_named_after_the_modules_that_hold_them() -> None:
    _, structure = network(zoo.nested_stages)
    assert [stage.name for stage in structure.stages] == ["3.low", "3.mid", "3.high"]


def test_stages_without_a_module_of_their_own_are_numbered() -> None:
    _, structure = network(zoo.one_forward)
    assert [stage.name for stage in structure.stages] == ["stage 1", "stage 2", "stage 3"]


def test_first_block_of_a_stage_has_its_stride() -> None:
    _, structure = network(zoo.flat_sequential)
    strides = [block.stride for block in structure.blocks]
    assert strides == [(1, 1), (1, 1), (2, 2), (1, 1), (2, 2), (1, 1)]


def test_block_includes_the_activation_after_its_wrapper() -> None:
    graph, structure = network(zoo.wrapped)
    first = structure.blocks[0]
    assert graph.calls[first.call].module == "3.0"
    assert graph.nodes[first.end_node - 1].op == "relu"


def test_block_of_a_network_that_failed_is_still_a_block() -> None:
    graph, structure = network(zoo.spoilt)
    assert not graph.complete
    assert structure.depths == (2, 1)
    assert structure.head == ()


def test_network_goes_on_after_an_assumed_join() -> None:
    graph, structure = network(zoo.spoilt, recover=True)
    assert graph.failures
    assert structure.depths == (2, 2, 2)


def test_gate_belongs_to_the_block_around_it() -> None:
    graph, structure = network(zoo.residual_groups)
    connections = residual_connections(graph)
    kinds = [connections[position].kind.value for position in structure.blocks[0].residuals]
    assert kinds == ["gate", "identity"]


def test_channels_last_convnext_block_is_known_by_its_linear_layers() -> None:
    def block() -> nn.Module:
        def forward(net: Net, x: Tensor) -> Tensor:
            out = net.depthwise(x).permute(0, 2, 3, 1)
            return x + net.shrink(F.gelu(net.widen(net.ln(out)))).permute(0, 3, 1, 2)

        linear = {"widen": nn.Linear(8, 32), "shrink": nn.Linear(32, 8)}
        depthwise = nn.Conv2d(8, 8, 7, padding=3, groups=8)
        return Net(forward, depthwise=depthwise, ln=nn.LayerNorm(8), **linear)

    graph = traced(block)
    structure = find_structure(graph, residual_connections(graph))
    assert [found.kind for found in structure.blocks] == ["ConvNeXt block"]
