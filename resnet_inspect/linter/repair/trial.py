"""Trying fixes on a copy before they are offered: edit, build, trace again, and look."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from resnet_inspect.errors import InspectError
from resnet_inspect.linter.failures.operators import failed_operators
from resnet_inspect.linter.finding import Finding, Findings, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix, OverlapError, apply_edits, compatible
from resnet_inspect.linter.network import lint_network
from resnet_inspect.linter.probes import Shapes, Traceable
from resnet_inspect.linter.repair.budget import GUESSES, LOOKS, Budget
from resnet_inspect.linter.repair.evidence import Numbers, said, same_numbers
from resnet_inspect.linter.repair.wording import in_words
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.linter.source.syntax import Sources

Reopen = Callable[[Mapping[str, str]], AbstractContextManager[Traceable]]
"""Builds the network again with other texts in place of some files."""

Texts = frozenset[tuple[str, str]]

MOST_TRIED = 16
"""Findings whose fixes are tried, of the safe ones and of the others."""


@dataclass(frozen=True, slots=True)
class State:
    """The files after some fixes, and what the lint says of them."""

    result: Findings
    texts: Mapping[str, str] = field(default_factory=dict)
    """The text of each file that was changed."""

    @property
    def key(self) -> Texts:
        """The texts, by which a state is known again."""
        return key_of(self.texts)

    @property
    def works(self) -> bool:
        """Whether the network runs as it was asked for."""
        return "" in self.result.worked


class Standing(NamedTuple):
    """How far a forward pass comes; what is greater is better."""

    complete: bool
    failures: int
    """How many operators fail, negative."""
    reached: int

    def beats(self, other: "Standing") -> bool:
        """Whether it stops less, or fewer operators fail."""
        if self.complete and other.complete:
            return self.failures > other.failures
        return self > other


NOT_BUILT = Standing(complete=False, failures=-(10**6), reached=0)


def with_tried_fixes(result: Findings, trial: "Trial") -> Findings:
    """Return the findings with those fixes that were seen to work."""
    fixable = [one for one in result if one.fix is not None and asked_about(one)]
    state = begun(result)
    tried: dict[int, Fix] = {}
    for safe in (True, False):
        alike = [one for one in fixable if one.fix and one.fix.safe is safe]
        tried |= trial.tried(state, alike[:MOST_TRIED])
    kept = (replace(one, fix=tried.get(id(one))) for one in result)
    return replace(result, findings=tuple(kept))


def begun(result: Findings) -> State:
    """Return where a network stands before any further fix."""
    return State(result, {file: text for file, (_, text) in result.changes.items()})


def asked_about(finding: Finding) -> bool:
    """Whether a finding shows as the user runs the network.

    What happens at input sizes that nobody gave is not mended, unless it is an error there.
    """
    return not finding.condition.startswith("with input") or finding.level is Severity.ERROR


def fixes_of(finding: Finding) -> list[Fix]:
    """Return what may be tried for a finding, the likeliest first."""
    return [fix for fix in (finding.fix, *finding.other_fixes) if fix is not None]


class Trial:
    """Edits copies of a network's files, and looks what becomes of it.

    Args:
        reopen: Builds the network from edited files.
        options: How the network is linted.
        free: Whether the input size may be chosen, since the user gave none.
    """

    def __init__(self, reopen: Reopen, options: LintOptions, *, free: bool = True) -> None:
        self.reopen = reopen
        self.options = replace(options, fixes=False)
        self.free = free
        self.guesses, self.looks = Budget(GUESSES), Budget(LOOKS)
        self._numbers: dict[Texts, Numbers] = {}
        self._standings: dict[Texts, Standing] = {}
        self._worded: dict[tuple[Texts, tuple[Edit, ...]], Fix] = {}

    def tried(self, state: State, findings: Sequence[Finding]) -> dict[int, Fix]:
        """Return the fixes that work, by the finding: all at once if they do, or each half."""
        if len(findings) < 2:  # noqa: PLR2004 - there are no halves
            return self.one_by_one(state, findings)
        after = self.together(state, findings)
        if after is not None:
            return {
                id(one): self.verified(self.worded(state, one.fix), state, after)
                for one in findings
                if one.fix
            }
        half = len(findings) // 2
        return self.tried(state, findings[:half]) | self.tried(state, findings[half:])

    def together(self, state: State, findings: Sequence[Finding]) -> State | None:
        """Try all fixes at once, the quickest way where all work."""
        fixes = [self.worded(state, one.fix) for one in findings if one.fix is not None]
        if len(compatible(fixes)) < len(findings):
            return None
        return self.made(state, fixes, findings)

    def one_by_one(self, state: State, findings: Sequence[Finding]) -> dict[int, Fix]:
        """Try each finding's fixes on their own; return the first that works, by the finding."""
        tried = {}
        for finding in findings:
            for given in fixes_of(finding):
                fix = self.worded(state, given)
                after = self.made(state, [fix], [finding])
                if after is not None:
                    tried[id(finding)] = self.verified(fix, state, after)
                    break
        return tried

    def worded(self, state: State, fix: Fix) -> Fix:
        """Return a fix with the author's own words for a number, where they lead as far."""
        key = (state.key, fix.edits)
        if key not in self._worded:
            self._worded[key] = self._in_words(state, fix)
        return self._worded[key]

    def _in_words(self, state: State, fix: Fix) -> Fix:
        sources = state.result.sources
        others = list(in_words(fix, sources))
        if not others or self.guesses.spent:
            return fix
        led = self.standing({**state.texts, **edited([fix], sources)})
        same = (
            one for one in others if self.standing({**state.texts, **edited([one], sources)}) == led
        )
        return next(same, fix)

    def standing(self, texts: Mapping[str, str]) -> Standing:
        """Tell how far a copy's forward pass comes, in one trace."""
        key = key_of(texts)
        if key not in self._standings:
            self._standings[key] = self._traced(texts)
            self.guesses.charge(self._standings[key].reached)
        return self._standings[key]

    def _traced(self, texts: Mapping[str, str]) -> Standing:
        try:
            with self.reopen(texts) as network:
                graph = network.trace(recover=True)
        except (InspectError, SyntaxError):
            return NOT_BUILT
        return Standing(graph.complete, -len(failed_operators(graph)), len(graph.nodes))

    def made(self, state: State, fixes: Sequence[Fix], removed: Sequence[Finding]) -> State | None:
        """Return what fixes lead to; None if a finding stays or they do harm."""
        if self.looks.spent:
            return None
        try:
            changed = edited(fixes, state.result.sources)
        except OverlapError:
            return None
        after = self.look({**state.texts, **changed}, state)
        if after is None or _harm(state.result, after.result, removed):
            return None
        return after

    def look(self, texts: Mapping[str, str], before: State) -> State | None:
        """Lint a copy; None where it cannot be built."""
        try:
            with self.reopen(texts) as network:
                result = lint_network(
                    network, self.options, free=self.free, sources=sources_with(texts),
                    known=before.result,
                )  # fmt: skip
        except (InspectError, SyntaxError):
            self.looks.charge(0)
            return None
        self.looks.charge(result.reached * len(result.traced))
        return State(result, texts)

    def verified(self, fix: Fix, before: State, after: State) -> Fix:
        """Say what was seen; a fix that changes what a working network computes is not safe."""
        unchanged = fix.safe and before.works and self._same_numbers(before, after)
        words = said(before.result, after.result, unchanged=unchanged)
        return replace(fix, safe=fix.safe and (unchanged or not before.works), verified=words)

    def _same_numbers(self, before: State, after: State) -> bool:
        """Whether both compute the same of random weights, on real tensors."""
        shapes = before.result.input_shapes
        return after.works and same_numbers(
            self._computed(before, shapes), self._computed(after, shapes)
        )

    def _computed(self, state: State, shapes: Shapes) -> Numbers:
        if state.key not in self._numbers:
            self._numbers[state.key] = None
            with suppress(InspectError), self.reopen(state.texts) as network:
                self._numbers[state.key] = network.numbers(shapes)
        return self._numbers[state.key]


def key_of(texts: Mapping[str, str]) -> Texts:
    """Return what tells one version of some files from another."""
    return frozenset(texts.items())


def _harm(before: Findings, after: Findings, removed: Sequence[Finding]) -> bool:
    """Whether a finding that should be gone is still there, something stopped working, or appeared.

    Behind what stopped the whole network, further findings may come to light.
    """
    if after.error or not set(before.worked) <= set(after.worked):
        return True
    if stopped(before) and (not stopped(after) or after.reached > before.reached):
        return False
    fresh = _counted(after) - (_counted(before) - _counted(removed))
    fewer = after.count(Severity.ERROR) < before.count(Severity.ERROR)
    return any(not fewer or level is Severity.ERROR for *_, level in fresh)


def stopped(result: Findings) -> bool:
    """Whether the network could not be built, or its forward pass did not come to its end."""
    return bool(result.error) or any(
        one.code in {"RES002", "RES003"} and one.level is Severity.ERROR for one in result
    )


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str, Severity]]:
    """Count findings by rule and place in the network, since an edit moves the lines."""
    return Counter(
        (one.code, one.modules[0] if one.modules else "", one.level)
        for one in findings
        if one.level is not Severity.INFO
    )


def edited(fixes: Iterable[Fix], sources: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each file that fixes change, after them.

    Raises:
        OverlapError: Two fixes change the same range.
    """
    edits = [edit for fix in fixes for edit in fix.edits]
    return {
        file: apply_edits(sources[file], [edit for edit in edits if edit.file == file])
        for file in dict.fromkeys(edit.file for edit in edits)
    }


def sources_with(texts: Mapping[str, str]) -> Sources:
    """Return the files on the disk, some of them with other texts."""
    plain = Sources()

    def read(path: str) -> str | None:
        if path in texts:
            return texts[path]
        file = plain.file(path)
        return file.text if file is not None else None

    return Sources(read)
