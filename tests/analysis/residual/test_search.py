"""Connections of hand-made graphs, and of networks with long skips."""

from collections.abc import Callable

import pytest
from torch import nn

from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.analysis.residual.search import (
    residual_connections,
)
from resnet_inspect.analysis.residual.shortcut import (
    main_stride,
    projection_of,
    shortcut_parameters,
    shortcut_stride,
    summarize,
)
from resnet_inspect.graph import Graph, Node, OpKind, Ref
from tests.analysis import wired_blocks, wired_networks
from tests.analysis.wired import traced
from tests.builders import GraphBuilder

IMAGE = (1, 3, 32, 32)


def only(graph: Graph) -> ResidualConnection:
    (connection,) = residual_connections(graph)
    return connection


def basic_block(build: GraphBuilder, x: Ref, channels: int, stride: int = 1) -> Ref:
    out = build.conv(build.relu(build.conv(x, channels, stride=stride)), channels)
    shortcut = x if stride == 1 else build.norm(build.conv(x, channels, 1, stride))
    return build.relu(build.add(out, shortcut))


def test_identity_shortcut_has_no_nodes() -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    found = only(build.graph(basic_block(build, x, 8)))
    assert found.kind is ResidualKind.IDENTITY
    assert (found.fork, found.shortcut, found.main) == (x, (), (1, 2, 3))
    assert (found.join, found.shortcut_input, found.main_inputs) == (4, 1, (0,))


def test_projection_lies_between_fork_and_join() -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    found = only(build.graph(basic_block(build, x, 16, 2)))
    assert found.kind is ResidualKind.PROJECTION
    assert (found.fork, found.shortcut, found.main) == (x, (4, 5), (1, 2, 3))


def test_block_is_the_innermost_call_around_join_and_main_path() -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    build.enter("layer", "Sequential")
    build.enter("layer.0")
    build.enter("layer.0.main", "Sequential")
    out = build.conv(build.relu(build.conv(x, 8)), 8)
    build.leave()
    build.enter("layer.0.join", "Add")
    joined = build.add(out, x)
    build.leave()
    build.leave()
    build.leave()
    graph = build.graph(joined)
    assert graph.calls[only(graph).block].module == "layer.0"


def test_tensor_added_to_itself_has_an_empty_main_path() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    found = only(build.graph(build.add(x, x)))
    assert (found.kind, found.fork, found.main) == (ResidualKind.IDENTITY, x, ())


def test_two_inputs_have_no_fork_in_common() -> None:
    build = GraphBuilder()
    one, other = build.input((1, 8, 4, 4)), build.input((1, 8, 4, 4))
    graph = build.graph(build.add(build.conv(one, 8), build.conv(other, 8)))
    assert residual_connections(graph) == ()


def test_constant_is_no_operand() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    mask = build.op("zeros", OpKind.CONSTANT, shape=(1, 8, 4, 4))
    assert residual_connections(build.graph(build.add(x, mask))) == ()


def test_side_input_on_the_main_path_does_not_hide_the_shortcut() -> None:
    build = GraphBuilder()
    x, condition = build.input((1, 8, 4, 4)), build.input((1, 8, 4, 4))
    hidden = build.add(build.conv(x, 8), build.conv(condition, 8))
    graph = build.graph(build.add(x, build.conv(hidden, 8)))
    found = only(graph)
    assert found.fork == x
    assert found.main == (2, 4, 5)


def test_nearest_fork_wins_over_one_further_up() -> None:
    build = GraphBuilder()
    early = build.conv(build.input((1, 8, 4, 4)), 8)
    late = build.conv(early, 8)
    mixed = build.op("cat", OpKind.CONCAT, build.conv(late, 8), early, shape=(1, 16, 4, 4))
    graph = build.graph(build.add(late, build.conv(mixed, 8)))
    identity = residual_connections(graph)[-1]
    assert (identity.kind, identity.fork) == (ResidualKind.IDENTITY, late)


def test_join_that_failed_is_reported_with_its_operands() -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    out = build.conv(build.conv(x, 16, stride=2), 16)
    build.add(out, x)
    join = build.nodes[-1]
    build.nodes[-1] = Node(id=join.id, op=join.op, kind=join.kind, module=join.module,
                           call=join.call, inputs=join.inputs)  # fmt: skip
    found = only(build.graph())
    assert (found.kind, found.fork, found.join) == (ResidualKind.IDENTITY, x, join.id)


def test_chain_of_blocks_with_a_skip_over_all_has_one_connection_more() -> None:
    build = GraphBuilder()
    start = x = build.conv(build.input((1, 8, 4, 4)), 8)
    for _ in range(300):
        x = basic_block(build, x, 8)
    connections = residual_connections(build.graph(build.add(x, start)))
    assert len(connections) == 301
    assert len(connections[-1].main) == 300 * 5


@pytest.mark.parametrize(
    ("build", "kinds"),
    [
        (wired_networks.unet, ["concat", "concat"]),
        (wired_networks.feature_pyramid, ["fusion", "fusion"]),
        (wired_networks.dense, ["concat", "concat", "concat"]),
        (wired_networks.input_injection, ["identity"] * 3),
    ],
)
def test_long_skips_have_these_kinds(build: Callable[[], nn.Module], kinds: list[str]) -> None:
    assert [c.kind.value for c in residual_connections(traced(build, IMAGE))] == kinds


def test_skip_of_a_unet_passes_over_the_levels_below() -> None:
    graph = traced(wired_networks.unet, IMAGE)
    inner, outer = residual_connections(graph)
    assert inner.join in outer.main
    assert [graph.nodes[c.fork.node].op for c in (inner, outer)] == ["relu", "relu"]


def test_siamese_features_are_no_connection() -> None:
    graph = traced(wired_networks.siamese, IMAGE, IMAGE)
    assert len(residual_connections(graph)) == 12


def test_embedding_of_a_second_input_is_no_shortcut() -> None:
    graph = traced(wired_networks.time_conditioned, IMAGE, (1, 4))
    kinds = [connection.kind.value for connection in residual_connections(graph)]
    assert kinds == ["projection", "identity"]


def test_embedding_that_every_block_projects_is_no_shortcut() -> None:
    graph = traced(wired_networks.time_conditioned_vectors, (1, 8), (1, 8))
    kinds = [connection.kind.value for connection in residual_connections(graph)]
    assert kinds == ["identity"] * 3


def test_memory_of_a_decoder_does_not_hide_its_shortcuts() -> None:
    graph = traced(wired_networks.cross_attention, (1, 5, 8))
    first, second = residual_connections(graph)
    assert second.fork.node == first.join


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (wired_blocks.plain, "identity"),
        (wired_blocks.projection, "1×1, 8→16, /2"),
        (wired_blocks.pooled_projection, "pool 2×2, 1×1, 8→16, /2"),
        (wired_blocks.option_a, "8→16, /2"),
        (wired_blocks.one_convolution_and_a_projection, "1×1, 8→8"),
        (wired_blocks.generator_upsampling, "1×1, 8→4, ×2"),
    ],
)
def test_shortcut_is_summarized_in_a_few_characters(
    build: Callable[[], nn.Module], text: str
) -> None:
    graph = traced(build)
    assert str(summarize(graph, only(graph))) == text


def test_strides_are_read_off_the_shapes_at_the_ends_of_a_path() -> None:
    graph = traced(wired_blocks.three_dimensions, (1, 8, 4, 15, 16))
    assert shortcut_stride(graph, only(graph)) == (1, 2, 2)
    assert main_stride(graph, only(graph)) == (1, 2, 2)


def test_projection_and_its_parameters_are_found() -> None:
    graph = traced(wired_blocks.projection)
    connection = only(graph)
    projection = projection_of(graph, connection)
    assert projection is not None
    assert projection.module == "skip"
    names = [graph.parameters[number].name for number in shortcut_parameters(graph, connection)]
    assert names == ["skip.weight", "bn.weight", "bn.bias"]


def test_fixed_blur_is_not_the_projection() -> None:
    graph = traced(wired_blocks.blurred_projection)
    projection = projection_of(graph, only(graph))
    assert projection is not None
    assert projection.module == "skip"
