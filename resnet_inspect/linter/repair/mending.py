"""Fixes of one network chosen together: make, trace, keep what helps, until nothing changes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from resnet_inspect.linter.finding import STOPPING, Finding, Findings, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.repair.evidence import left
from resnet_inspect.linter.repair.guessing import guessed, unused
from resnet_inspect.linter.repair.trial import State, Trial, asked_about, begun, fixes_of
from resnet_inspect.linter.reporting.options import LintOptions, Mend, names

MOST_ROUNDS = 32
"""More than any file needs: it stops two fixes that take each other back."""
MOST_COMPARED = 6
"""Findings whose fixes are compared with each other."""
WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def mended(result: Findings, trial: Trial) -> Findings:
    """Make the fixes that are asked for on a copy, and report what is left.

    Returns:
        Findings of the mended network, with the given ones as ``unmended``.
    """
    first = state = begun(result)
    for _ in range(MOST_ROUNDS):
        following = _round(trial, state, trial.options)
        if following is None:
            break
        state = following
    return result if state is first else replace(state.result, unmended=result)


def _round(trial: Trial, state: State, options: LintOptions) -> State | None:
    """Make what helps against the errors, or else the lesser findings; None where nothing does.

    What is only behind an error is often gone with it.
    """
    found = [one for one in state.result if _wanted(one, options) or _may_guess(one, options)]
    levels = [[one for one in found if one.level is level] for level in WORST_FIRST]
    levels.insert(0, [one for one in levels[0] if _is_cause(one)])
    steps = (_step(trial, state, wanted, options) for wanted in levels if wanted)
    return next((after for after in steps if after is not None), None)


def _step(
    trial: Trial, state: State, wanted: Sequence[Finding], options: LintOptions
) -> State | None:
    """Make all fixes at once if that helps, else the first that does."""
    mendable = [one for one in wanted if one.fix in _wanted(one, options)]
    if len(mendable) > 1:
        after = trial.together(state, mendable)
        if after is not None and all(_allowed(trial, one.fix, state, after) for one in mendable):
            return after
    best = min(_singly(trial, state, wanted), key=lambda one: left(one.result), default=None)
    if options.mend is not Mend.ALL or (best is not None and unused(best) <= unused(state)):
        return best
    states = [one for one in (best, _guess(trial, state, wanted)) if one is not None]
    return min(states, key=lambda one: left(one.result), default=None)


def _singly(trial: Trial, state: State, wanted: Sequence[Finding]) -> Iterator[State]:
    """Yield what each finding's fix leads to: what mends the cause mends its consequences too.

    Nothing more is tried once no error is left.
    """
    for finding in wanted[:MOST_COMPARED]:
        for given in _wanted(finding, trial.options):
            fix = trial.worded(state, given)
            after = trial.made(state, [fix], [finding])
            if after is not None and _allowed(trial, fix, state, after):
                yield after
                if not after.result.count(Severity.ERROR):
                    return
                break


def _guess(trial: Trial, state: State, wanted: Sequence[Finding]) -> State | None:
    """Take back what may have been a slip, where no rule knows how to mend an error."""
    stopping = [one for one in wanted if _may_guess(one, trial.options)]
    guesses = (guessed(trial, state, finding) for finding in stopping)
    return next((guess.after for guess in guesses if guess is not None), None)


def _wanted(finding: Finding, options: LintOptions) -> list[Fix]:
    """Return the fixes to try: none for input sizes that nobody asked for."""
    if not asked_about(finding):
        return []
    worth = finding.level is not Severity.INFO or _selected(finding, options)
    every = options.mend is Mend.ALL and worth
    return [fix for fix in fixes_of(finding) if every or fix.safe]


def _is_cause(finding: Finding) -> bool:
    """Whether the source alone tells of an error: what fails in the pass may be its echo."""
    return finding.node is None and finding.code > STOPPING


def _selected(finding: Finding, options: LintOptions) -> bool:
    """Whether the user named the rule: what is merely worth knowing may well be meant."""
    return any(names(one, finding.code, finding.name) for one in options.select)


def _may_guess(finding: Finding, options: LintOptions) -> bool:
    """Whether it stops the network as the user runs it."""
    fails = finding.level is Severity.ERROR and not finding.condition
    return options.mend is Mend.ALL and fails and finding.code < STOPPING


def _allowed(trial: Trial, fix: Fix | None, before: State, after: State) -> bool:
    """Whether a fix may be made: any that helps if asked for, else one that is seen to be safe."""
    if trial.options.mend is Mend.ALL:
        return True
    return fix is not None and trial.verified(fix, before, after).safe
