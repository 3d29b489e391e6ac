"""What the table says of memory: peaks, memory over time, and the largest batches."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from resnet_inspect import units
from resnet_inspect.analysis.facts import (
    Checkpointing,
    Memory,
    MemoryPlan,
    Moment,
    Phase,
    Precision,
)
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.moments import moment_text
from resnet_inspect.render.table.model import Fact, Tone
from resnet_inspect.render.table.sparkline import sparkline

if TYPE_CHECKING:
    from resnet_inspect.analysis.facts import Fit, MemoryFit

HALF = 18
"""Bars of the forward pass, and of backward."""


def memory_lines(report: Inspection) -> Iterator[Fact]:
    """Yield the lines below the table."""
    memory = report.memory
    yield Fact(label="memory", text=_peaks(memory))
    if memory.training.peak is not None and report.graph.complete:
        yield Fact(label="", text=_over_time(memory, memory.training.peak), tone=Tone.DIM)
    if report.fit is not None:
        yield from _fit(report.fit)


def _peaks(memory: Memory) -> str:
    return (
        f"activations {units.binary_size(memory.activations)}; "
        f"inference peak {units.binary_size(memory.inference_peak)} (weights, live tensors); "
        f"training peak {units.binary_size(memory.training_peak)} "
        f"(weights, gradients, tensors kept for backward; {_plan(memory)})"
    )


def _plan(memory: Memory) -> str:
    plan = memory.plan
    parts = [_optimizer(plan, memory.optimizer_state)]
    if plan.precision is Precision.AUTOCAST:
        parts.append("autocast to bfloat16")
    elif plan.precision is not None:
        parts.append(f"all in {plan.precision}")
    if plan.checkpointing is not None:
        word = "stages" if plan.checkpointing is Checkpointing.STAGE else "blocks"
        parts.append(f"{word} checkpointed")
    return "; ".join(parts)


def _optimizer(plan: MemoryPlan, state: int) -> str:
    if plan.optimizer is None:
        return "no optimizer"
    return f"{plan.optimizer} with {units.binary_size(state)} of state"


def _over_time(memory: Memory, peak: Moment) -> str:
    """Return bars from the weights to the peak, and where the peak is."""
    moments = memory.training.moments
    low, high = moments[0].bytes, peak.bytes
    forward = [moment.bytes for moment in moments if moment.phase is Phase.FORWARD]
    later = [moment.bytes for moment in moments if moment.phase is not Phase.FORWARD]
    bars = "│".join(sparkline(values, HALF, low, high) for values in (forward, later))
    return f"{bars} forward, backward; peak in {moment_text(memory, peak)}"


def _fit(fit: "MemoryFit") -> Iterator[Fact]:
    label = f"in {units.binary_size(fit.budget)}"
    for word, one in (("training", fit.training), ("inference", fit.inference)):
        yield Fact(label=label, text=f"{word}: {_batch(one)}{_limit(fit, one)}")
        label = ""


def _batch(fit: "Fit") -> str:
    if fit.batch is None:
        return "a batch of any size"
    return f"a batch of {units.count(fit.batch)}" if fit.batch else "not even a batch of 1"


def _limit(fit: "MemoryFit", one: "Fit") -> str:
    if one.limit is None or one.batch is None:
        return ""
    need = units.binary_size(one.limit.bytes)
    return f"; {one.batch + 1:,} would need {need} in {moment_text(fit.memory, one.limit)}"
