"""Operators of a module call."""

from resnet_inspect.analysis.structure.op_counts import count_ops
from tests.analysis.hand_built import resnet50
from tests.builders import GraphBuilder


def test_the_networks_operators_are_counted_by_name() -> None:
    assert count_ops(resnet50()[0]) == {
        "conv2d": 53,
        "batch_norm": 53,
        "relu": 49,
        "add": 16,
        "max_pool2d": 1,
        "adaptive_avg_pool2d": 1,
        "flatten": 1,
        "linear": 1,
    }


def test_a_calls_operators_include_those_of_inner_calls_only() -> None:
    build = GraphBuilder()
    x = build.relu(build.input((1, 4, 8, 8)))
    build.enter("block")
    build.enter("block.conv")
    x = build.conv(x, 4)
    build.leave()
    x = build.relu(build.norm(x))
    build.leave()
    graph = build.graph(build.relu(x))
    assert count_ops(graph, graph.calls[1]) == {"conv2d": 1, "batch_norm": 1, "relu": 1}
    assert count_ops(graph, graph.calls[2]) == {"conv2d": 1}
    assert count_ops(graph)["relu"] == 3
