"""The largest batch that fits, from the needs of two batches.

Each operator's need is a straight line over the batch: what does not grow (weights, gradients,
optimizer state) and what every sample adds. The largest batch is where the first line meets the
budget, whichever operator that is; it need not be the one where a small batch has its peak.
"""

from dataclasses import dataclass

from resnet_inspect.analysis.memory.peak import Memory
from resnet_inspect.analysis.memory.timeline import Moment, Timeline
from resnet_inspect.errors import UsageError


@dataclass(frozen=True, slots=True)
class Fit:
    """How many samples fit into a budget."""

    batch: int | None
    """0 where not even one fits; None where nothing grows with the batch."""
    limit: Moment | None
    """The operator that the next sample would be too much for, at that larger batch."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one batch needs."""

    batch: int
    timeline: Timeline


def largest_batch(small: Measured, large: Measured, budget: int) -> Fit:
    """Return the largest batch whose peak is within ``budget`` bytes.

    Args:
        small: A batch's needs.
        large: Those of a larger batch of the same network.
        budget: Bytes.

    Raises:
        UsageError: The network runs other operators on the larger batch.
    """
    pairs = _pairs(small, large)
    lines = [_line(small, large, one, two) for one, two in pairs]
    batches = [(budget - fixed) // each if each > 0 else None for fixed, each in lines]
    limited = [batch for batch in batches if batch is not None]
    if any(fixed > budget for fixed, _ in lines):
        limited.append(0)
    if not limited:
        return Fit(None, None)
    batch = max(0, min(limited))
    needs = [fixed + each * (batch + 1) for fixed, each in lines]
    place = max(range(len(needs)), key=needs.__getitem__)
    moment = small.timeline.moments[place]
    return Fit(batch, Moment(moment.phase, moment.node, int(needs[place])))


def _pairs(small: Measured, large: Measured) -> list[tuple[Moment, Moment]]:
    one, two = small.timeline.moments, large.timeline.moments
    if [(moment.phase, moment.node) for moment in one] != [
        (moment.phase, moment.node) for moment in two
    ]:
        raise UsageError(
            f"the network runs other operators on a batch of {large.batch} than on {small.batch}",
            "Compare the peaks of batches of your choice: --input 16x3x224x224.",
        )
    return list(zip(one, two, strict=True))


def _line(small: Measured, large: Measured, one: Moment, two: Moment) -> tuple[int, int]:
    """Return what does not grow, and what each sample adds, in whole bytes rounded up."""
    each = -((one.bytes - two.bytes) // (large.batch - small.batch))
    return one.bytes - each * small.batch, each


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFit:
    """The largest batches that fit into a budget."""

    budget: int
    """Bytes."""
    inference: Fit
    training: Fit
    memory: Memory
    """What one of the batches that were traced needs; the limits' nodes are in its graph."""

    def __repr__(self) -> str:
        """Return one line: the largest batches."""
        inference, training = self.inference.batch, self.training.batch
        return f"<MemoryFit in {self.budget} bytes: inference {inference}, training {training}>"


def fit_memory(small: tuple[int, Memory], large: tuple[int, Memory], budget: int) -> MemoryFit:
    """Return the largest batches for inference and training.

    Args:
        small: A batch and what it needs.
        large: A larger batch and what that needs.
        budget: Bytes.

    Raises:
        UsageError: The network runs other operators on the larger batch.
    """
    (one, less), (two, more) = small, large
    return MemoryFit(
        budget=budget,
        inference=largest_batch(
            Measured(one, less.inference), Measured(two, more.inference), budget
        ),
        training=largest_batch(Measured(one, less.training), Measured(two, more.training), budget),
        memory=less,
    )
