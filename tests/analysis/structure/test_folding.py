"""Identical consecutive calls fold into runs, and nothing else does."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.structure.folding import call_signatures, fold
from resnet_inspect.graph import Graph, OpKind, Ref
from tests.analysis import wired_networks
from tests.analysis.wired import traced
from tests.builders import GraphBuilder


def block(build: GraphBuilder, path: str, x: Ref, kernel: int = 3) -> Ref:
    """Add a module with a convolution in a module of its own, and a ReLU."""
    build.enter(path)
    build.enter(f"{path}.conv", "Conv2d")
    width = build.shape(x)[1]
    x = build.conv(x, width, kernel)
    build.leave()
    x = build.relu(x)
    build.leave()
    return x


def lengths(graph: Graph, path: str = "") -> list[int]:
    """Return the lengths of the runs below the first call of the module at ``path``."""
    call = next(call for call in graph.calls if call.module == path)
    return [len(run) for run in fold(graph.children(call), call_signatures(graph))]


@given(st.lists(st.sampled_from([1, 3, 5]), max_size=12))
def test_runs_are_those_of_the_settings(kernels: list[int]) -> None:
    build = GraphBuilder()
    x = build.input((1, 4, 8, 8))
    for number, kernel in enumerate(kernels):
        x = block(build, f"block{number}", x, kernel)
    runs = [sum(1 for _ in group) for group in _groups(kernels)]
    assert lengths(build.graph(x)) == runs


def _groups(items: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for item in items:
        if groups and groups[-1][-1] == item:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def test_run_names_its_first_and_last_call() -> None:
    build = GraphBuilder()
    x = build.input((1, 4, 8, 8))
    for number in range(3):
        x = block(build, f"block{number}", x)
    graph = build.graph(x)
    (run,) = fold(graph.children(graph.calls[0]), call_signatures(graph))
    assert (run.first.module, run.last.module) == ("block0", "block2")


def test_operator_between_two_calls_parts_them() -> None:
    build = GraphBuilder()
    x = block(build, "one", build.input((1, 4, 8, 8)))
    x = block(build, "two", build.relu(x))
    assert lengths(build.graph(x)) == [1, 1]


def test_other_type_name_parts_two_calls() -> None:
    build = GraphBuilder()
    x = build.input((1, 4, 8, 8))
    for name, kind in (("one", "ReLU"), ("two", "Activation")):
        build.enter(name, kind)
        x = build.relu(x)
        build.leave()
    assert lengths(build.graph(x)) == [1, 1]


def test_other_wiring_parts_two_calls() -> None:
    build = GraphBuilder()
    x = build.input((1, 4, 8, 8))
    for name, swapped in (("one", False), ("two", True)):
        build.enter(name)
        out = build.relu(build.relu(x))
        x = build.add(x, out) if swapped else build.add(out, x)
        build.leave()
    assert lengths(build.graph(x)) == [1, 1]


def test_other_parameter_size_parts_two_calls() -> None:
    build = GraphBuilder()
    x = build.input((1, 4, 8, 8))
    for name, size in (("one", 4), ("two", 1)):
        build.enter(name, "PReLU")
        weight = build.parameter(f"{name}.weight", (size,))
        x = build.op("prelu", OpKind.ACTIVATION, x, shape=(1, 4, 8, 8), parameters=(weight,))
        build.leave()
    assert lengths(build.graph(x)) == [1, 1]


def test_reading_a_tensor_from_further_up_does_not_part_equal_calls() -> None:
    build = GraphBuilder()
    x = start = build.conv(build.input((1, 4, 8, 8)), 4)
    for number in range(3):
        build.enter(f"block{number}")
        x = build.add(build.relu(x), start)
        build.leave()
    assert lengths(build.graph(x)) == [1, 2]


@pytest.mark.parametrize(
    ("build", "path", "expected"),
    [
        (wired_networks.residual_groups, "", [1, 1, 1, 1]),
        (wired_networks.residual_groups, "1.main", [3, 1]),
        (wired_networks.residual_groups, "1.main.0.main", [4, 1]),
        (wired_networks.recurrent, "", [1, 5]),
        (wired_networks.flat_sequential, "3", [2, 1, 1, 1, 1]),
    ],
)
def test_traced_networks_fold(build: Callable[[], object], path: str, expected: list[int]) -> None:
    assert lengths(traced(build, (1, 3, 32, 32)), path) == expected


def test_call_that_failed_stands_alone() -> None:
    graph = traced(wired_networks.spoilt, (1, 3, 32, 32), recover=True)
    assert lengths(graph, "3") == [2, 1, 1, 1, 1]
