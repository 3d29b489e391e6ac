"""Each way of writing a block yields the connections that its author would name."""

from collections.abc import Callable

import pytest

from resnet_inspect.analysis.residual.search import residual_connections
from resnet_inspect.graph import Graph
from tests.analysis import wired_blocks as zoo
from tests.analysis.wired import Net, traced

SHAPES = {"one_dimension": (1, 8, 32), "three_dimensions": (1, 8, 4, 16, 16)}


def spelled(graph: Graph) -> list[str]:
    """Write each connection as kind, operators on the shortcut, operators on the main path."""
    return [
        f"{connection.kind}: {_operators(graph, connection.shortcut)} | "
        f"{_operators(graph, connection.main)}"
        for connection in residual_connections(graph)
    ]


def _operators(graph: Graph, nodes: tuple[int, ...]) -> str:
    return " ".join(graph.nodes[node].op for node in nodes) or "-"


MAIN = "conv2d relu conv2d"


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (zoo.plain, f"identity: - | {MAIN}"),
        (zoo.identity_first, f"identity: - | {MAIN}"),
        (zoo.torch_add, f"identity: - | {MAIN}"),
        (zoo.in_place_add, f"identity: - | {MAIN}"),
        (zoo.builtin_sum, f"identity: add | {MAIN}"),
        (zoo.stack_and_sum, f"identity: - | {MAIN}"),
        (zoo.mean_of_two, f"identity: - | {MAIN}"),
        (zoo.lerp, f"identity: - | {MAIN}"),
        (zoo.minus, f"identity: - | {MAIN}"),
        (zoo.rezero, f"identity: - | {MAIN} mul"),
        (zoo.layer_scale, f"identity: - | {MAIN} mul"),
        (zoo.drop_path, f"identity: - | {MAIN} div mul"),
        (zoo.drop_path_by_floor, f"identity: - | {MAIN} div mul"),
        (zoo.in_place_relu_on_the_input, "identity: - | conv2d conv2d"),
        (zoo.normalized_identity, f"identity: batch_norm | {MAIN}"),
        (zoo.concat_on_the_main_path, "identity: - | conv2d conv2d cat conv2d"),
        (zoo.option_a, f"padding: getitem pad | {MAIN}"),
        (zoo.option_a_by_concat, f"padding: avg_pool2d cat | {MAIN}"),
        (zoo.option_a_by_product, f"padding: avg_pool2d mul cat | {MAIN}"),
        (zoo.pooled_identity, f"padding: max_pool2d | {MAIN}"),
        (zoo.projection, f"projection: conv2d batch_norm | {MAIN}"),
        (zoo.projection_of_the_activated_input, f"projection: conv2d | {MAIN}"),
        (zoo.pooled_projection, f"projection: avg_pool2d conv2d | {MAIN}"),
        (zoo.blurred_projection, f"projection: conv2d conv2d | {MAIN}"),
        (zoo.fixup, "projection: add conv2d | add conv2d add relu conv2d mul add"),
        (zoo.one_convolution_and_a_projection, "projection: conv2d | conv2d"),
        (zoo.generator_upsampling, f"projection: interpolate conv2d | relu interpolate {MAIN}"),
        (zoo.discriminator_downsampling, f"projection: conv2d avg_pool2d | relu {MAIN} avg_pool2d"),
        (zoo.standardized_weights, f"projection: conv2d | {MAIN}"),
        (zoo.one_dimension, "projection: conv1d | conv1d relu conv1d"),
        (zoo.three_dimensions, "projection: conv3d | conv3d relu conv3d"),
    ],
)
def test_block_has_one_connection(build: Callable[[], Net], expected: str) -> None:
    shape = SHAPES.get(build.__name__, (1, 8, 16, 16))
    assert spelled(traced(build, shape)) == [expected]


@pytest.mark.parametrize(
    ("build", "kinds"),
    [
        (zoo.non_local, ["identity"]),
        (zoo.squeeze_excitation, ["gate", "identity"]),
        (zoo.efficient_channel_attention, ["gate", "identity"]),
        (zoo.parameter_free_attention, ["gate", "identity"]),
        (zoo.cbam, ["fusion", "gate", "gate", "identity"]),
        (zoo.coordinate_attention, ["gate", "gate", "identity"]),
        (zoo.gate_on_the_shortcut, ["gate", "identity"]),
        (zoo.highway, ["gate", "identity"]),
        (zoo.repvgg, ["fusion", "identity"]),
        (zoo.shake_shake, ["fusion", "identity"]),
        (zoo.shake_shake_projection, ["projection", "fusion"]),
        (zoo.selective_kernels, ["fusion", "gate", "gate", "fusion"]),
        (zoo.res2net, ["fusion", "fusion", "concat", "identity"]),
        (zoo.reversible, ["identity", "identity", "concat"]),
        (zoo.global_context_branch, ["fusion"]),
        (zoo.formulas, []),
        (zoo.gated_linear_unit, []),
        (zoo.inception, []),
        (zoo.inception_reduction, []),
        (zoo.pyramid_pooling, []),
        (zoo.several_heads, []),
    ],
)
def test_gates_and_branches_are_told_from_shortcuts(
    build: Callable[[], Net], kinds: list[str]
) -> None:
    assert [c.kind.value for c in residual_connections(traced(build))] == kinds


def test_drop_path_is_no_connection_of_its_own_in_training() -> None:
    assert spelled(traced(zoo.drop_path, train=True)) == [f"identity: - | {MAIN} div mul"]
