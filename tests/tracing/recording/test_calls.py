"""The tree of module calls: paths, repeated calls, sharing, containers, what is returned."""

from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from resnet_inspect.graph import Graph
from tests.tracing.conftest import Forward, Trace
from tests.tracing.formula import formula


def conv() -> nn.Conv2d:
    return nn.Conv2d(4, 4, 1)


def paths(graph: Graph) -> list[tuple[str, int]]:
    return [(call.module, call.index) for call in graph.calls]


class Unregistered(nn.Module):
    """Keeps modules where torch does not see them."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [conv(), conv()]
        self.by_name = {"left": conv(), "right": [conv(), (conv(),)]}
        self._hidden = [conv()]

    def forward(self, x: Tensor) -> Tensor:
        """Call each."""
        for block in self.blocks:
            x = block(x)
        right: Any = self.by_name["right"]
        x = right[1][0](right[0](self.by_name["left"](x)))
        return conv()(conv()(self._hidden[0](x)))


def test_modules_in_plain_containers_are_found_where_they_are_kept(trace: Trace) -> None:
    graph = trace(Unregistered())

    assert [path for path, _ in paths(graph)[1:]] == [
        "blocks.0", "blocks.1", "by_name.left", "by_name.right.0", "by_name.right.1.0",
        "_hidden.0", "Conv2d", "Conv2d_1",
    ]  # fmt: skip
    assert {module.path for module in graph.modules if not module.registered} == {
        path for path, _ in paths(graph)[1:]
    }
    assert len({module.path for module in graph.modules}) == len(graph.modules)


def test_a_module_called_twice_has_two_calls(trace: Trace) -> None:
    net = Forward(lambda m, x: m.relu(m.conv(m.relu(m.conv(x)))), conv=conv(), relu=nn.ReLU())

    graph = trace(net)
    assert paths(graph)[1:] == [("conv", 0), ("relu", 0), ("conv", 1), ("relu", 1)]
    assert len(graph.parameters) == 2


def test_a_shared_module_has_one_set_of_parameters_and_all_its_names(trace: Trace) -> None:
    shared = conv()
    net = Forward(lambda m, x: m.b(m.a(x)), a=shared, b=shared)

    graph = trace(net)
    assert paths(graph)[1:] == [("a", 0), ("a", 1)]
    assert graph.module("b").alias_of == "a"  # type: ignore[arg-type] - a plain path
    assert [p.names for p in graph.parameters] == [("a.weight", "b.weight"), ("a.bias", "b.bias")]


def test_a_parameter_tied_between_modules_is_one(trace: Trace) -> None:
    first, second = conv(), conv()
    second.weight = first.weight

    graph = trace(nn.Sequential(first, second))
    assert [p.names for p in graph.parameters] == [
        ("0.weight", "1.weight"), ("0.bias",), ("1.bias",),
    ]  # fmt: skip
    assert graph.nodes[1].parameters[0] == graph.nodes[2].parameters[0]


def test_nested_containers_are_calls_in_calls(trace: Trace) -> None:
    graph = trace(nn.Sequential(nn.Sequential(conv(), nn.Sequential(conv())), nn.ReLU()))

    assert [(call.module, call.parent) for call in graph.calls] == [
        ("", None), ("0", 0), ("0.0", 1), ("0.1", 1), ("0.1.0", 3), ("1", 0),
    ]  # fmt: skip


def test_a_call_knows_what_goes_in_and_comes_out(trace: Trace) -> None:
    net = Forward(lambda m, x: m.block(x) + x, block=nn.Sequential(conv(), nn.ReLU()))

    graph = trace(net)
    _, block, inner, relu = graph.calls
    x, convolved, activated, _ = graph.nodes
    assert (block.inputs, block.outputs) == ((x.ref,), (activated.ref,))
    assert (inner.inputs, inner.outputs) == ((x.ref,), (convolved.ref,))
    assert (relu.inputs, relu.outputs) == ((convolved.ref,), (activated.ref,))
    assert graph.nodes[-1].call == graph.calls[0].id


@dataclass
class Pair:
    """Two tensors."""

    left: Tensor
    right: Tensor


Named = namedtuple("Named", "main aux")  # noqa: PYI024 - the untyped kind is under test


def test_outputs_in_any_structure_have_their_places(trace: Trace) -> None:
    def forward(_: nn.Module, x: Tensor) -> dict[str, object]:
        return {
            "out": x + 1, "pyramid": [x, (x * 2, None)], "pair": Pair(x, -x),
            "named": Named(x, 7), "text": "done",
        }  # fmt: skip

    graph = trace(Forward(forward))
    assert [(output.name, output.text) for output in graph.outputs] == [
        ("out", ""), ("pyramid.0", ""), ("pyramid.1.0", ""), ("pyramid.1.1", "None"),
        ("pair.left", ""), ("pair.right", ""), ("named.main", ""), ("named.aux", "7"),
        ("text", "'done'"),
    ]  # fmt: skip
    assert formula(graph) == "add(x), x, mul(x), None, x, neg(x), x, 7, 'done'"


def test_an_output_that_is_no_tensor_is_told(trace: Trace) -> None:
    graph = trace(Forward(lambda _m, _x: None))

    assert [(output.ref, output.text) for output in graph.outputs] == [(None, "None")]


def test_dicts_and_lists_pass_between_modules(trace: Trace) -> None:
    class Spread(nn.Module):
        def forward(self, x: Tensor) -> dict[str, list[Tensor]]:
            return {"parts": list(x.chunk(2, 1))}

    class Gather(nn.Module):
        def forward(self, parts: list[Tensor], *, scale: Tensor) -> Tensor:
            return torch.cat(parts, 1) * scale

    def forward(m: Any, x: Tensor) -> Tensor:  # noqa: ANN401 - a module with parts
        return m.gather(**m.spread(x), scale=x)

    graph = trace(Forward(forward, spread=Spread(), gather=Gather()))
    assert formula(graph) == "mul(cat(chunk(x)[0], chunk(x)[1]), x)"
    assert len(graph.calls[2].inputs) == 3


def test_a_swallowed_error_leaves_no_trace(trace: Trace) -> None:
    def forward(m: Any, x: Tensor) -> Tensor:  # noqa: ANN401 - a module with parts
        try:
            return m.wrong(x)
        except RuntimeError:
            return m.right(x)

    graph = trace(Forward(forward, wrong=nn.Conv2d(3, 4, 1), right=conv()))
    assert graph.complete
    assert graph.failures == ()
    assert formula(graph) == "conv2d(x)"


def test_a_failing_operator_is_the_last_node(trace: Trace) -> None:
    graph = trace(nn.Sequential(conv(), nn.Conv2d(3, 4, 1), conv()))

    (failure,) = graph.failures
    assert not graph.complete
    assert failure.node == 2 == len(graph.nodes) - 1
    assert graph.nodes[2].outputs == ()
    assert graph.calls[failure.call or 0].module == "1"
    assert failure.message == "the convolution takes 3 channels, its input has 4"


def test_with_recovery_the_trace_goes_on(trace: Trace) -> None:
    graph = trace(nn.Sequential(conv(), nn.Conv2d(3, 6, 1), nn.ReLU()), recover=True)

    assert graph.complete
    assert [node.assumed for node in graph.nodes] == [False, False, True, True]
    assert graph.nodes[3].output.shape == (2, 6, 8, 8)


def test_a_module_made_in_the_forward_pass_is_a_call_without_its_initialization(
    trace: Trace,
) -> None:
    graph = trace(Forward(lambda _, x: nn.Conv2d(4, 4, 1)(x) + x))

    assert formula(graph) == "add(conv2d(x), x)"
    assert {node.op for node in graph.nodes} <= {"input", "empty", "tensor", "conv2d", "add"}
