"""Fixes of one network chosen together: make, trace, keep what helps, until nothing changes."""

from collections.abc import Sequence
from dataclasses import replace

from resnet_inspect.linter.finding import STOPPING, Finding, Findings, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.repair.guessing import guessed
from resnet_inspect.linter.repair.trial import Reopen, State, Trial, fixes_of, verified
from resnet_inspect.linter.reporting.options import LintOptions, Mend

MOST_ROUNDS = 8
WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def mended(result: Findings, reopen: Reopen, options: LintOptions) -> Findings:
    """Make the fixes that are asked for on a copy, and report what is left.

    Returns:
        Findings of the mended network, with the given ones as ``unmended``.
    """
    trial = Trial(reopen, options)
    first = state = trial.begin(result)
    for _ in range(MOST_ROUNDS):
        following = _round(trial, state, options.mend)
        if following is None:
            break
        state = following
    return result if state is first else replace(state.result, unmended=result)


def _round(trial: Trial, state: State, mend: Mend) -> State | None:
    """Make what helps against the errors, or else the lesser findings; None where nothing does.

    What is only behind an error is often gone with it.
    """
    found = [one for one in state.result if _wanted(one, mend) or _may_guess(one, mend)]
    levels = [[one for one in found if one.level is level] for level in WORST_FIRST]
    steps = (_step(trial, state, wanted, mend) for wanted in levels if wanted)
    return next((after for after in steps if after is not None), None)


def _step(trial: Trial, state: State, wanted: Sequence[Finding], mend: Mend) -> State | None:
    """Make all fixes at once if that helps, else the first that does."""
    if len(wanted) > 1:
        after = trial.together(state, wanted)
        if after is not None and all(_allowed(one.fix, state, after, mend) for one in wanted):
            return after
    for finding in wanted:
        for fix in _wanted(finding, mend):
            after = trial.made(state, [fix], [finding])
            if after is not None and _allowed(fix, state, after, mend):
                return after
    return _guess(trial, state, wanted) if mend is Mend.ALL else None


def _guess(trial: Trial, state: State, wanted: Sequence[Finding]) -> State | None:
    """Take back what may have been a slip, where no rule knows how to mend an error."""
    errors = [one for one in wanted if one.level is Severity.ERROR]
    guesses = (guessed(trial, state, finding) for finding in errors)
    return next((guess.after for guess in guesses if guess is not None), None)


def _wanted(finding: Finding, mend: Mend) -> list[Fix]:
    """Return the fixes to try: none for input sizes that nobody asked for."""
    if finding.condition.startswith("with input"):
        return []
    return [fix for fix in fixes_of(finding) if mend is Mend.ALL or fix.safe]


def _may_guess(finding: Finding, mend: Mend) -> bool:
    """Whether it stops the network as the user runs it."""
    fails = finding.level is Severity.ERROR and not finding.condition
    return mend is Mend.ALL and fails and finding.code < STOPPING


def _allowed(fix: Fix | None, before: State, after: State, mend: Mend) -> bool:
    return mend is Mend.ALL or (fix is not None and verified(fix, before, after).safe)
