"""What-ifs of training, with torch's MemTracker as the witness."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.distributed._tools.mem_tracker import MemTracker

from resnet_inspect import inspect
from resnet_inspect.analysis.facts import Facts
from resnet_inspect.analysis.memory.peak import estimate_memory
from resnet_inspect.analysis.memory.planning.budget import Measured, fit_memory, largest_batch
from resnet_inspect.analysis.memory.planning.plan import (
    Checkpointing,
    MemoryPlan,
    Optimizer,
    Precision,
)
from resnet_inspect.analysis.memory.planning.precision import in_precision
from resnet_inspect.analysis.memory.timeline import Moment, Phase, Timeline
from resnet_inspect.analysis.memory.training import count_training
from resnet_inspect.errors import UsageError
from resnet_inspect.graph import NodeId
from resnet_inspect.models.build import build
from tests.analysis.hand_built import resnet50
from tests.builders import GraphBuilder

SHAPE = (2, 3, 96, 96)
OPTIMIZERS: dict[Optimizer, Callable[..., torch.optim.Optimizer]] = {
    Optimizer.SGD: lambda own: torch.optim.SGD(own, 0.1, foreach=True),
    Optimizer.MOMENTUM: lambda own: torch.optim.SGD(own, 0.1, momentum=0.9, foreach=True),
    Optimizer.ADAM: lambda own: torch.optim.Adam(own, foreach=True),
    Optimizer.ADAMW: lambda own: torch.optim.AdamW(own, foreach=True),
}


def tracked_peak(
    network: nn.Module,
    x: torch.Tensor,
    optimizer: torch.optim.Optimizer | None = None,
    *,
    autocast: bool = False,
) -> int:
    """Return MemTracker's peak of two training steps: the state is there in the second."""
    tracker = MemTracker()
    tracker.track_external(network, x, *([optimizer] if optimizer else []))
    with tracker:
        for _ in range(2):
            with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
                result = network(x)
            torch.autograd.backward(result.sum())
            if optimizer is not None:
                optimizer.step()
            network.zero_grad()
            del result
            tracker.reset_mod_stats()
    return sum(device["Total"] for device in tracker.get_tracker_snapshot("peak").values())


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers_need_what_theirs_need(optimizer: Optimizer) -> None:
    graph = inspect(build("resnet18"), SHAPE).graph
    with FakeTensorMode():
        network = build("resnet18").train()
        theirs = tracked_peak(
            network, torch.randn(SHAPE), OPTIMIZERS[optimizer](network.parameters())
        )
    peak = count_training(graph, optimizer=optimizer, tracked=True).timeline.peak
    assert peak is not None
    assert peak.bytes == pytest.approx(theirs, rel=0.0002)


@pytest.mark.parametrize("precision", [Precision.BFLOAT16, Precision.AUTOCAST])
@pytest.mark.parametrize("name", ["resnet18", "resnet20_b"])
def test_other_types_need_what_theirs_need(name: str, precision: Precision) -> None:
    graph = in_precision(inspect(build(name), SHAPE).graph, precision)
    whole = precision is Precision.BFLOAT16
    with FakeTensorMode():
        torch.set_default_dtype(torch.bfloat16 if whole else torch.float32)
        try:
            network, x = build(name).train(), torch.randn(SHAPE)
        finally:
            torch.set_default_dtype(torch.float32)
        theirs = tracked_peak(network, x, autocast=not whole)
    peak = count_training(graph, tracked=True).timeline.peak
    assert peak is not None
    assert peak.bytes == pytest.approx(theirs, rel=0.002)


def test_checkpointed_stages_keep_less_and_blocks_less_still() -> None:
    facts = Facts(resnet50(side=224, batch=8)[0])
    peaks = [
        facts.memory_with(MemoryPlan(checkpointing=parts)).training_peak
        for parts in (None, Checkpointing.STAGE, Checkpointing.BLOCK)
    ]
    assert peaks == sorted(peaks, reverse=True)
    assert facts.memory_with(MemoryPlan()) == facts.memory


def test_a_network_without_blocks_has_no_stages_to_checkpoint() -> None:
    build = GraphBuilder()
    facts = Facts(build.graph(build.relu(build.input((1, 4, 8, 8)))))
    with pytest.raises(UsageError, match="no residual blocks"):
        facts.memory_with(MemoryPlan(checkpointing=Checkpointing.STAGE))


@settings(max_examples=15, deadline=None)
@given(st.integers(120 * 2**20, 2**34), st.sampled_from(Optimizer), st.sampled_from(Precision))
def test_the_largest_batch_is_the_largest(
    budget: int, optimizer: Optimizer, precision: Precision
) -> None:
    plan = MemoryPlan(optimizer=optimizer, precision=precision)

    def needs(batch: int) -> tuple[int, int]:
        memory = estimate_memory(resnet50(side=64, batch=batch)[0], plan)
        return memory.inference_peak, memory.training_peak

    two, four = (estimate_memory(resnet50(side=64, batch=batch)[0], plan) for batch in (2, 4))
    fit = fit_memory((2, two), (4, four), budget)
    for place, one in enumerate((fit.inference, fit.training)):
        assert one.batch is not None
        assert one.limit is not None
        if one.batch:
            assert needs(one.batch)[place] <= budget
        assert needs(one.batch + 1)[place] == one.limit.bytes > budget


def test_what_does_not_grow_has_no_largest_batch() -> None:
    flat = Timeline((Moment(Phase.FORWARD, NodeId(0), 10),))
    assert largest_batch(Measured(2, flat), Measured(4, flat), 10).batch is None
    assert largest_batch(Measured(2, flat), Measured(4, flat), 9).batch == 0


def test_a_network_that_runs_other_operators_on_another_batch_is_refused() -> None:
    one = Timeline((Moment(Phase.FORWARD, NodeId(0), 10),))
    two = replace(one, moments=one.moments * 2)
    with pytest.raises(UsageError, match="other operators"):
        largest_batch(Measured(2, one), Measured(4, two), 10)
