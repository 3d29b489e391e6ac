"""Laws that hold for the trace of any network, on random ones."""

from dataclasses import replace
from itertools import accumulate, pairwise
from math import prod
from typing import Any

import pytest
import torch
import torchvision
from hypothesis import HealthCheck, given, settings
from torch import fx, nn
from torch.utils.flop_counter import FlopCounterMode

from resnet_inspect.analysis.cost.counting import count_cost
from resnet_inspect.analysis.cost.parameters import count_parameters
from resnet_inspect.graph import Graph, OpKind, ParameterKind, Run
from resnet_inspect.graph.codec import dumps, loads
from resnet_inspect.tracing.trace import TraceOptions, trace_module
from resnet_inspect.tracing.tracking.tensors import tensors_in
from tests.tracing.random_modules import Case, cases

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
"""A network is a large example, and each is run for real."""


def traced(case: Case, shape: tuple[int, ...] | None = None, **options: Any) -> Graph:  # noqa: ANN401 - TraceOptions
    """Trace a network to its end."""
    inputs = [torch.empty(shape or case.shape, device="meta")]
    graph = trace_module(
        case.network, inputs, Run(target="t", network="n"), TraceOptions(**options)
    )
    assert (graph.failures, graph.complete) == ((), True)
    return graph


@few
@given(cases())
def test_nodes_stand_in_the_order_of_the_data(case: Case) -> None:
    graph = traced(case)
    assert [node.id for node in graph.nodes] == list(range(len(graph.nodes)))
    assert [node.kind for node in graph.nodes].index(OpKind.INPUT) == 0
    for node in graph.nodes:
        assert all(ref.node < node.id for ref in node.inputs)
        assert all(ref.index < len(graph.nodes[ref.node].outputs) for ref in node.inputs)
        assert node.inputs or node.kind in {OpKind.INPUT, OpKind.CONSTANT}
    assert all(output.ref is not None for output in graph.outputs)


@few
@given(cases())
def test_whatever_is_computed_is_read_or_returned(case: Case) -> None:
    graph = traced(case)
    returned = {output.ref.node for output in graph.outputs if output.ref is not None}
    assert all(node.id in returned or graph.users(node) for node in graph.nodes)


@few
@given(cases())
def test_calls_nest_and_hold_their_nodes(case: Case) -> None:
    graph = traced(case)
    assert [call.id for call in graph.calls] == list(range(len(graph.calls)))
    for call in graph.calls[1:]:
        assert call.parent is not None
        parent = graph.calls[call.parent]
        assert parent.id < call.id
        assert parent.first_node <= call.first_node <= call.end_node <= parent.end_node
    for call in graph.calls:
        children = graph.children(call)
        for one, following in pairwise(children):
            assert one.end_node <= following.first_node
    for node in graph.nodes:
        inner = [
            call.id for call in graph.calls
            if node.kind is not OpKind.INPUT and call.first_node <= node.id < call.end_node
        ]  # fmt: skip
        assert node.call == max(inner, default=0)
        assert node.module == graph.calls[node.call].module


@few
@given(cases())
def test_calls_of_a_module_are_numbered(case: Case) -> None:
    graph = traced(case)
    for module in graph.modules:
        numbers = [call.index for call in graph.calls if call.module == module.path]
        assert numbers == list(range(len(numbers)))


@few
@given(cases())
def test_a_saved_trace_is_the_trace(case: Case) -> None:
    graph = traced(case)
    text = dumps(graph)
    assert loads(text) == graph
    assert dumps(loads(text)) == text


@few
@given(cases())
def test_shapes_of_calls_are_those_of_a_real_run(case: Case) -> None:
    graph = traced(case)
    ran: list[list[tuple[int, ...]]] = []
    hooks = [
        module.register_forward_hook(
            lambda _module, _inputs, result: ran.append(
                [tuple(t.shape) for t in tensors_in(result)]
            )
        )
        for module in case.network.modules()
    ]
    _run(case)
    for hook in hooks:
        hook.remove()
    assert [
        [graph.tensor(ref).shape for ref in graph.calls[call].outputs] for call in _ending(graph)
    ] == ran


def _ending(graph: Graph) -> list[int]:
    """Return the calls in the order in which they ended."""
    order: list[int] = []
    open_calls: list[int] = []
    for call in graph.calls:
        while open_calls and open_calls[-1] != call.parent:
            order.append(open_calls.pop())
        open_calls.append(call.id)
    return order + open_calls[::-1]


def _run(case: Case) -> Any:  # noqa: ANN401 - what the network returns
    with torch.no_grad():
        return case.network(torch.rand(case.shape))


@few
@given(cases())
def test_parameters_are_those_of_the_module(case: Case) -> None:
    graph = traced(case)
    known = {
        parameter.name: parameter.tensor.shape
        for parameter in graph.parameters
        if parameter.kind is ParameterKind.PARAMETER
    }
    real = dict(case.network.named_parameters())
    assert known == {name: tuple(tensor.shape) for name, tensor in real.items()}
    assert count_parameters(graph).network.total == sum(tensor.numel() for tensor in real.values())


@few
@given(cases())
def test_macs_are_those_of_the_flop_counter(case: Case) -> None:
    costs = count_cost(traced(case))
    with FlopCounterMode(display=False) as counter:
        _run(case)
    assert costs.not_counted == ()
    assert costs.total_flops == counter.get_total_flops()


@few
@given(cases())
def test_macs_and_all_other_work_grow_with_the_batch(case: Case) -> None:
    _, *rest = case.shape
    one, three = (count_cost(traced(case, (batch, *rest))) for batch in (1, 3))
    assert three.total_macs == 3 * one.total_macs
    assert three.total_operations == 3 * one.total_operations
    assert three.bias == 3 * one.bias


@few
@given(cases())
def test_a_run_with_real_values_has_the_same_graph(case: Case) -> None:
    meta, real = traced(case), traced(case, real=True)
    assert real.run.device == "cpu"
    assert replace(real, run=meta.run) == meta


@few
@given(cases())
def test_recovery_changes_nothing_where_nothing_fails(case: Case) -> None:
    assert traced(case, recover=True) == traced(case)


@few
@given(cases())
def test_outputs_are_those_of_a_real_run(case: Case) -> None:
    graph = traced(case)
    real = [tuple(tensor.shape) for tensor in tensors_in(_run(case))]
    assert [graph.tensor(out.ref).shape for out in graph.outputs if out.ref is not None] == real


# -- torch.fx as a witness of the edges ----------------------------------------------------


@pytest.mark.parametrize("name", ["resnet18", "resnext50_32x4d", "googlenet", "mobilenet_v3_small"])
def test_the_edges_are_those_that_torch_fx_sees(name: str) -> None:
    options = {"init_weights": False, "aux_logits": False} if name == "googlenet" else {}
    with torch.device("meta"):
        network = torchvision.models.get_model(name, **options).eval()
    shape = (1, 3, 64, 64)
    graph = traced(Case(network, shape))
    joins = _joins(graph)
    assert len(joins) >= 8
    assert joins == _joins_of_fx(network)


def _joins(graph: Graph) -> list[tuple[int, ...]]:
    """Return, for each operator with several inputs, after which convolution each was made."""
    joins = [node for node in graph.nodes if len(node.inputs) > 1]
    convolutions = _counts([node.kind is OpKind.CONV for node in graph.nodes])
    return [tuple(convolutions[ref.node] for ref in node.inputs) for node in joins]


def _joins_of_fx(network: nn.Module) -> list[tuple[int, ...]]:
    """Return the same as torch.fx sees it."""
    nodes = list(fx.symbolic_trace(network).graph.nodes)
    modules = dict(network.named_modules())
    convolutions = _counts(
        [node.op == "call_module" and isinstance(modules[node.target], nn.Conv2d) for node in nodes]
    )
    place = {node: convolutions[position] for position, node in enumerate(nodes)}
    inputs = [[place[one] for one in node.all_input_nodes] for node in nodes if node.op != "output"]
    return [tuple(one) for one in inputs if len(one) > 1]


def _counts(marks: list[bool]) -> list[int]:
    return list(accumulate(map(int, marks)))


def test_random_networks_are_worth_the_trouble() -> None:
    seen: set[OpKind] = set()

    @settings(max_examples=60, deadline=None, database=None)
    @given(cases())
    def look(case: Case) -> None:
        graph = traced(case)
        seen.update(node.kind for node in graph.nodes)
        assert prod(graph.inputs()[0].output.shape) > 0

    look()
    assert {OpKind.CONV, OpKind.NORM, OpKind.ADD, OpKind.CONCAT, OpKind.LINEAR} <= seen
