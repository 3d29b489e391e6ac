"""What was seen when a fix was tried, in words, and whether the numbers stayed as they were."""

from math import isclose

from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.words import count, shape

Numbers = tuple[float, ...] | None
"""What a network computes of random weights and a random input."""

TOLERANCE = 1e-4


def same_numbers(before: Numbers, after: Numbers) -> bool:
    """Whether both are known and equal but for rounding."""
    if before is None or after is None or len(before) != len(after):
        return False
    return all(
        isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        for one, other in zip(before, after, strict=True)
    )


def left(result: Findings) -> tuple[bool, int, int]:
    """Tell how much is found: less is better, and nothing as bad as not running."""
    worked = "" in result.worked
    return (not worked, result.count(Severity.ERROR), result.count(Severity.WARNING))


def said(before: Findings, after: Findings, *, unchanged: bool) -> str:
    """Say what was verified."""
    rest = sum(one.level is Severity.ERROR for one in after)
    if rest:
        return f"verified: it is gone, {count(rest, 'other error')} left"
    made = shape(after.output_shape) if after.output_shape else "without a tensor"
    words = [f"verified: the forward pass completes, {made}"]
    batches = [label for label in after.worked if "training" in label]
    if batches:
        words.append("also in training with another batch")
    if any(label for label in before.worked):
        words.append("at every size that worked before")
    if unchanged:
        words.append("and the output on random weights is the same")
    return ", ".join(words)
