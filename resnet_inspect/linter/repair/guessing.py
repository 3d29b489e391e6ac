"""A failure for which no rule has a fix that works: usual slips are tried, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.finding import Finding
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.repair.evidence import left
from resnet_inspect.linter.repair.slips.candidates import slips
from resnet_inspect.linter.repair.trial import State, Trial, edited

SURVIVORS = 3
"""Of so many that work the one after which least is found is taken."""

UNUSED = frozenset({"RES204", "RES209", "RES503", "RES504"})


@dataclass(frozen=True, slots=True)
class Guess:
    """An edit that lets the forward pass go on, and what it leads to."""

    fix: Fix
    after: State


def guessed(trial: Trial, state: State, finding: Finding) -> Guess | None:
    """Return the edit that takes a failure back and leaves the least to report."""
    found = []
    for guess in _working(trial, state, finding):
        found.append(guess)
        if len(found) == SURVIVORS:
            break
    return min(found, key=lambda one: left(one.after.result), default=None)


def _working(trial: Trial, state: State, finding: Finding) -> Iterator[Guess]:
    before, idle = trial.standing(state.texts), unused(state)
    for fix in slips(finding, state.result.sources):
        if trial.guesses.spent:
            return
        texts = {**state.texts, **edited([fix], state.result.sources)}
        if not trial.standing(texts).beats(before):
            continue
        after = trial.made(state, [fix], [finding])
        if after is not None and unused(after) <= idle:
            yield Guess(fix, after)


def unused(state: State) -> int:
    """Count what nothing reads: an edit that only goes round a layer is no repair."""
    return sum(one.code in UNUSED for one in state.result)
