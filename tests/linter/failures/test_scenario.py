"""One failure hides only what another result of it would have avoided."""

from dataclasses import replace

from resnet_inspect.graph import Failure, Graph, LinearAttrs, OpKind, ReduceAttrs, Ref
from resnet_inspect.linter.failures.operators import failed_operators
from tests.builders import GraphBuilder


def failing(build: GraphBuilder, output: Ref, *failed: Ref) -> Graph:
    """Return the graph with some of its nodes failed."""
    failures = tuple(
        Failure(type="RuntimeError", message="sizes", node=ref.node, call=None) for ref in failed
    )
    graph = build.graph(output)
    first = min(ref.node for ref in failed)
    nodes = tuple(replace(node, assumed=node.id >= first) for node in graph.nodes)
    return replace(graph, nodes=nodes, failures=failures)


def pooled(build: GraphBuilder, x: Ref) -> Ref:
    """Add global average pooling."""
    batch, width, *_ = build.shape(x)
    return build.op("mean", OpKind.REDUCE, x, shape=(batch, width), attrs=ReduceAttrs(dims=(2, 3)))


def linear(build: GraphBuilder, x: Ref, takes: int) -> Ref:
    """Add a classifier for ``takes`` features."""
    attrs = LinearAttrs(in_features=takes, out_features=10)
    return build.op("linear", OpKind.LINEAR, x, shape=(1, 10), attrs=attrs)


def mismatch(build: GraphBuilder, x: Ref, width: int) -> Ref:
    """Add a block whose shortcut forgets the stride."""
    return build.add(build.conv(x, width, stride=2), build.conv(x, width, kernel=1))


def causes(graph: Graph) -> list[int]:
    """Return the failures that are reported."""
    return [failed.node.id for failed in failed_operators(graph)]


def test_each_stage_with_a_wrong_shortcut_is_a_cause_and_so_is_the_head() -> None:
    build = GraphBuilder()
    first = mismatch(build, build.input((1, 16, 32, 32)), 32)
    second = mismatch(build, first, 64)
    head = linear(build, pooled(build, second), 32)
    graph = failing(build, head, first, second, head)
    assert causes(graph) == [first.node, second.node, head.node]


def test_a_layer_that_fits_the_other_operand_of_a_failed_join_is_a_consequence() -> None:
    build = GraphBuilder()
    x = build.input((1, 64, 8, 8))
    join = build.add(build.conv(x, 16), x)
    after = linear(build, pooled(build, join), 64)
    assert causes(failing(build, after, join, after)) == [join.node]


def test_a_layer_that_fits_neither_operand_is_a_cause_of_its_own() -> None:
    build = GraphBuilder()
    x = build.input((1, 64, 8, 8))
    join = build.add(build.conv(x, 16), x)
    after = linear(build, pooled(build, join), 48)
    assert causes(failing(build, after, join, after)) == [join.node, after.node]
