"""Parameter counts by tensor identity."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.cost.parameters import ParameterCount, count_parameters
from resnet_inspect.graph import (
    CallId,
    Graph,
    Module,
    ModuleCall,
    ModulePath,
    NodeId,
    Parameter,
    ParameterId,
    ParameterKind,
    Run,
    TensorSpec,
)


def network(*tensors: Parameter, modules: dict[str, tuple[int, ...]], **alias: str) -> Graph:
    """Return a graph without nodes: ``modules`` lists the tensors each module registers."""
    return Graph(
        run=Run(target="net.py", network="Net"),
        nodes=(),
        calls=(
            ModuleCall(
                id=CallId(0), module=ModulePath(""), first_node=NodeId(0), end_node=NodeId(0)
            ),
        ),
        modules=tuple(
            Module(
                path=ModulePath(path), type="M", qualified_type="m.M",
                parameters=tuple(map(ParameterId, own)),
                alias_of=ModulePath(alias[path]) if path in alias else None,
            )
            for path, own in modules.items()
        ),
        parameters=tensors,
    )  # fmt: skip


def weight(position: int, *names: str, size: int = 1, **settings: bool) -> Parameter:
    return Parameter(id=ParameterId(position), names=names, tensor=TensorSpec((size,)), **settings)


def test_a_module_counts_everything_below_it() -> None:
    graph = network(
        weight(0, "a.b.weight", size=10),
        weight(1, "a.c.weight", size=5),
        weight(2, "scale", size=1),
        modules={"": (2,), "a": (), "a.b": (0,), "a.c": (1,)},
    )
    counts = count_parameters(graph)
    totals = {path: count.total for path, count in counts.by_module.items()}
    assert totals == {"": 16, "a": 15, "a.b": 10, "a.c": 5}
    assert counts.network.total == 16
    assert counts.bytes == 64
    assert counts.shared == ()


def test_trainable_frozen_and_buffers_are_told_apart() -> None:
    buffer = replace(weight(2, "a.mean", size=4, trainable=False), kind=ParameterKind.BUFFER)
    graph = network(
        weight(0, "a.weight", size=16),
        weight(1, "a.bias", size=8, trainable=False),
        buffer,
        modules={"": (), "a": (0, 1, 2)},
    )
    counts = count_parameters(graph)
    assert counts.network == ParameterCount(trainable=16, frozen=8, buffers=4)
    assert counts.network.total == 24
    assert counts.bytes == 4 * 28


def test_a_shared_tensor_counts_once_under_each_of_its_holders() -> None:
    graph = network(
        weight(0, "a.x.weight", "a.y.weight", "b.weight", size=7),
        modules={"": (), "a": (), "a.x": (0,), "a.y": (0,), "b": (0,)},
    )
    counts = count_parameters(graph)
    assert set(counts.by_module) == {"", "a", "a.x", "a.y", "b"}
    assert {count.total for count in counts.by_module.values()} == {7}
    assert counts.shared == (("a.x.weight", "a.y.weight", "b.weight"),)


def test_a_module_registered_twice_holds_its_tensors_at_both_paths() -> None:
    graph = network(
        weight(0, "first.conv.weight", size=9),
        modules={
            "": (),
            "first": (),
            "first.conv": (0,),
            "second": (),
            "wrap": (),
            "wrap.again": (),
        },
        **{"second": "first", "wrap.again": "first"},
    )
    totals = {path: count.total for path, count in count_parameters(graph).by_module.items()}
    assert totals == dict.fromkeys(totals, 9)
    assert count_parameters(graph).network.total == 9


def test_parameters_of_a_module_that_is_not_registered_are_no_part_of_the_network() -> None:
    graph = network(
        weight(0, "fc.weight", size=3),
        weight(1, "layers.0.weight", size=100),
        modules={"": (), "fc": (0,), "layers.0": (1,)},
    )
    loose = replace(graph.modules[2], registered=False)
    counts = count_parameters(replace(graph, modules=(*graph.modules[:2], loose)))
    assert counts.network.total == 3
    assert counts.unregistered.total == 100
    assert counts.by_module[ModulePath("layers.0")].total == 100
    assert counts.bytes == 12


@given(
    st.lists(
        st.tuples(
            st.integers(1, 50),
            st.sets(st.sampled_from(["", "a", "a.b", "a.b.c", "a.d", "e", "e.f"]), min_size=1),
        ),
        max_size=12,
    )
)
def test_each_module_counts_the_set_of_tensors_below_it(
    tensors: list[tuple[int, set[str]]],
) -> None:
    every = ["", "a", "a.b", "a.b.c", "a.d", "e", "e.f"]
    parameters = [
        weight(i, *(f"{path}.w{i}".lstrip(".") for path in sorted(holders)), size=size)
        for i, (size, holders) in enumerate(tensors)
    ]
    modules = {
        path: tuple(i for i, (_, holders) in enumerate(tensors) if path in holders)
        for path in every
    }
    counts = count_parameters(network(*parameters, modules=modules))
    for path in every:
        below = [other for other in every if f"{other}.".startswith(f"{path}.") or not path]
        expected = sum(size for size, holders in tensors if holders & set(below))
        assert counts.by_module[ModulePath(path)].total == expected
