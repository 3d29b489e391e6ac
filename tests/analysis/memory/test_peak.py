"""Peak memory, with autograd itself as the oracle of what backward keeps."""

import weakref
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from resnet_inspect.analysis.memory.peak import estimate_memory
from resnet_inspect.analysis.memory.storage import find_storages
from resnet_inspect.analysis.memory.timeline import Phase
from resnet_inspect.analysis.memory.training import count_training
from resnet_inspect.graph import Checkpoint, Graph, NodeId, OpKind, OtherAttrs, ReshapeAttrs
from resnet_inspect.models.build import build
from tests.analysis.hand_built import resnet50
from tests.builders import GraphBuilder

KIB = 1024
SHAPE = (1, 4, 8, 8)
"""One kibibyte."""


def test_a_chain_holds_two_tensors_at_a_time_and_its_input() -> None:
    build = GraphBuilder()
    x = build.input(SHAPE)
    for _ in range(5):
        x = build.relu(x)
    memory = estimate_memory(build.graph(x))
    assert memory.inference_peak == 3 * KIB
    assert memory.activations == 5 * KIB
    assert memory.by_node == (0, *(5 * (KIB,)))


def test_a_shortcut_lives_until_its_join() -> None:
    build = GraphBuilder()
    fork = build.relu(build.input(SHAPE))
    x = build.relu(build.relu(build.relu(fork)))
    memory = estimate_memory(build.graph(build.add(x, fork)))
    # Input, fork, and the two ends of whichever operator runs.
    assert memory.inference_peak == 4 * KIB


def test_views_and_in_place_results_need_no_memory() -> None:
    build = GraphBuilder()
    x = build.relu(build.input(SHAPE))
    x = build.relu(x, inplace=True)
    x = build.op("flatten", OpKind.RESHAPE, x, shape=(1, 256), attrs=ReshapeAttrs(requested=(1,)))
    memory = estimate_memory(build.graph(x))
    assert memory.by_node == (0, KIB, 0, 0)
    assert memory.inference_peak == 2 * KIB


def test_reshaping_a_transposed_tensor_copies_it() -> None:
    build = GraphBuilder()
    x = build.input(SHAPE)
    x = build.op(
        "permute", OpKind.RESHAPE, x, shape=(1, 8, 8, 4), attrs=ReshapeAttrs(requested=(0, 2, 3, 1))
    )
    x = build.op("reshape", OpKind.RESHAPE, x, shape=(1, 256))
    assert estimate_memory(build.graph(x)).by_node == (0, 0, KIB)


def test_a_tensor_handed_to_a_module_lives_until_the_module_returns() -> None:
    def peak(*, called: bool) -> int:
        build = GraphBuilder()
        x = build.relu(build.input(SHAPE))
        if called:
            build.enter("block")
        y = build.relu(build.relu(build.relu(x)))
        if called:
            build.leave()
        graph = build.graph(y)
        calls = tuple(replace(call, inputs=(x,) if call.id else ()) for call in graph.calls)
        return estimate_memory(replace(graph, calls=calls)).inference_peak

    assert (peak(called=False), peak(called=True)) == (3 * KIB, 4 * KIB)


def test_backward_frees_what_it_has_read_and_leaves_the_gradients() -> None:
    graph, _ = resnet50(side=64)
    memory = estimate_memory(graph)
    forward = [moment for moment in memory.training.moments if moment.phase is Phase.FORWARD]
    batch, result = 4 * 3 * 64 * 64, 4 * 1000
    assert memory.parameters == memory.gradients == 4 * 25_557_032
    assert forward[-1].bytes == memory.parameters + memory.saved + batch + result
    assert memory.training_peak < forward[-1].bytes + memory.gradients
    # The last operator leaves gradients, batch, result, and its own gradient and input.
    assert memory.training.moments[-1].bytes > memory.parameters + memory.gradients + batch


def test_two_gradients_of_a_fork_are_added_where_nobody_else_holds_the_first() -> None:
    build = GraphBuilder()
    fork = build.relu(build.conv(build.input(SHAPE), 4))
    x = build.relu(build.relu(fork))
    graph = build.graph(build.add(x, fork))

    def peak(*, tracked: bool) -> int:
        moments = count_training(graph, tracked=tracked).timeline.moments
        return max(moment.bytes for moment in moments)

    assert peak(tracked=False) <= peak(tracked=True)


def test_a_checkpointed_part_keeps_its_input_alone_and_is_computed_again() -> None:
    graph, _ = resnet50(side=64)
    part = Checkpoint(first_node=NodeId(5), end_node=NodeId(37))
    plain, saving = (estimate_memory(one) for one in (graph, replace(graph, checkpoints=(part,))))
    again = [one.node for one in saving.training.moments if one.phase is Phase.RECOMPUTATION]
    assert again == list(range(part.first_node, part.end_node))
    assert saving.saved < plain.saved
    assert saving.gradients == plain.gradients


def test_frozen_parameters_have_no_gradients_and_keep_nothing() -> None:
    graph, _ = resnet50(side=64)
    frozen = tuple(replace(parameter, trainable=False) for parameter in graph.parameters)
    memory = estimate_memory(replace(graph, parameters=frozen))
    assert memory.gradients == memory.saved == 0


@given(st.integers(2, 8))
def test_activations_are_linear_in_the_batch(batch: int) -> None:
    one, many = (estimate_memory(resnet50(batch=size, side=64)[0]) for size in (1, batch))
    assert many.activations == batch * one.activations


def test_dropout_hands_its_input_back_unless_it_drops() -> None:
    build = GraphBuilder()
    x = build.relu(build.input(SHAPE))
    attrs = OtherAttrs(arguments=(("p", 0.5), ("training", False)))
    build.op("dropout", OpKind.DROPOUT, x, shape=SHAPE, attrs=attrs)
    graph = build.graph()
    assert len(find_storages(graph, training=False).all) == 2
    assert len(find_storages(graph, training=True).all) == 3


class PreluGate(nn.Module):
    """Functions with unlike derivatives, a gate, and a layer that is frozen."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.frozen = nn.Conv2d(8, 8, 1).requires_grad_(requires_grad=False)
        self.norm = nn.GroupNorm(2, 8)
        self.gate = nn.Linear(8, 8)
        self.slope = nn.PReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Return a vector for each sample."""
        x = self.slope(self.norm(self.first(x)))
        y = self.frozen(torch.nn.functional.hardswish(x))
        gate = torch.sigmoid(self.gate(y.mean((2, 3))))
        y = y * gate[:, :, None, None] + x
        y = torch.cat([y, torch.tanh(x)], 1)
        return torch.nn.functional.max_pool2d(torch.nn.functional.leaky_relu_(y), 2).flatten(1)


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    name: lambda name=name: build(name)  # type: ignore[misc]
    for name in ("resnet18", "resnet50", "resnet50d", "seresnet50", "resnet20", "resnet50_v1")
} | {"functions": PreluGate}


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_kept_for_backward_is_what_autograd_keeps(
    name: str, trace: Callable[..., Graph]
) -> None:
    network = NETWORKS[name]().train()
    shape = (2, 3, 64, 64)
    estimate = estimate_memory(trace(network, shape, train=True)).saved
    assert estimate == saved_by_autograd(network, torch.randn(shape))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_inference_peak_is_what_a_real_run_holds(
    name: str, trace: Callable[..., Graph]
) -> None:
    network = NETWORKS[name]().eval()
    shape = (1, 3, 64, 64)
    memory = estimate_memory(trace(network, shape))
    held = most_held(network, torch.randn(shape))
    assert memory.inference_peak - memory.parameters == pytest.approx(held, rel=0.002)


def saved_by_autograd(network: nn.Module, x: Tensor) -> int:
    """Return the bytes that a forward pass keeps, besides parameters, buffers and input."""
    known = own_storages(network, x)
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in known:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = network(x)
    assert result is not None
    return sum(kept.values())


def most_held(network: nn.Module, x: Tensor) -> int:
    """Return the most bytes that a forward pass holds at once, the input included."""
    with torch.no_grad(), Holding(own_storages(network, x)) as holding:
        network(x)
    return holding.most + x.nbytes


def own_storages(network: nn.Module, x: Tensor) -> set[int]:
    tensors = (x, *network.parameters(), *network.buffers())
    return {tensor.untyped_storage().data_ptr() for tensor in tensors}


class Holding(TorchDispatchMode):
    """Adds up the storages that operators make, until they are freed."""

    def __init__(self, known: set[int]) -> None:
        super().__init__()
        self.known, self.alive = known, dict[int, int]()
        self.most = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):  # noqa: ANN001, ANN204 - torch's signature
        """Run the operator and note what it made."""
        del types
        result = function(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            storage = leaf.untyped_storage()
            if storage.data_ptr() not in self.known and storage._cdata not in self.alive:  # noqa: SLF001 - its identity
                self.alive[storage._cdata] = storage.nbytes()  # noqa: SLF001 - its identity
                weakref.finalize(storage, self.alive.pop, storage._cdata)  # noqa: SLF001 - its identity
        self.most = max(self.most, sum(self.alive.values()))
        return result
