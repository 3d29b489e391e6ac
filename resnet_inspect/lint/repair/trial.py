"""Trying fixes on a copy before they are offered: edit, build, trace again, and look."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from resnet_inspect.errors import InspectError
from resnet_inspect.lint.finding import Finding, Findings, Severity
from resnet_inspect.lint.fixes.fix import Fix, OverlapError, apply_edits, compatible
from resnet_inspect.lint.network import lint_network
from resnet_inspect.lint.probes import Traceable
from resnet_inspect.lint.reporting.options import LintOptions
from resnet_inspect.lint.source.syntax import Sources
from resnet_inspect.lint.words import count, shape

Reopen = Callable[[Mapping[str, str]], AbstractContextManager[Traceable]]
"""Builds the network again with other texts in place of some files."""

MOST_TRIALS = 8
"""Fixes that are tried one by one, where they do not work together."""


def with_tried_fixes(result: Findings, reopen: Reopen, options: LintOptions) -> Findings:
    """Return the findings with those fixes that were seen to work."""
    fixable = [finding for finding in result if finding.fix is not None]
    if not fixable:
        return result
    trial = _Trial(result, reopen, options)
    said = trial.together(fixable) or trial.one_by_one(fixable)
    return replace(result, findings=tuple(_kept(finding, said) for finding in result.findings))


Said = dict[int, str]
"""What was seen, by the finding's identity."""


def _kept(finding: Finding, said: Said) -> Finding:
    if finding.fix is None:
        return finding
    seen = said.get(id(finding))
    return replace(finding, fix=replace(finding.fix, verified=seen) if seen else None)


class _Trial:
    def __init__(self, result: Findings, reopen: Reopen, options: LintOptions) -> None:
        self.result = result
        self.reopen = reopen
        self.options = replace(options, fixes=False)

    def together(self, findings: Sequence[Finding]) -> Said:
        """Try all fixes at once, the quickest way where all work."""
        chosen = compatible(finding.fix for finding in findings if finding.fix)
        if len(chosen) < len(findings):
            return {}
        seen = self._try(chosen, findings)
        return {id(finding): seen for finding in findings} if seen else {}

    def one_by_one(self, findings: Sequence[Finding]) -> Said:
        """Try each fix on its own."""
        said = {}
        for finding in findings[:MOST_TRIALS]:
            seen = self._try([finding.fix] if finding.fix else [], [finding])
            if seen:
                said[id(finding)] = seen
        return said

    def _try(self, fixes: Sequence[Fix], removed: Sequence[Finding]) -> str:
        """Return what was seen, empty if a finding stays or a new one comes up."""
        try:
            texts = edited(fixes, self.result.sources)
            with self.reopen(texts) as network:
                after = lint_network(network, self.options, free=True, sources=_sources(texts))
        except (InspectError, OverlapError, SyntaxError):
            return ""
        if after.error or _new(self.result, after, removed):
            return ""
        rest = sum(one.level is Severity.ERROR for one in after)
        if rest:
            return f"verified: it is gone, {count(rest, 'other error')} left"
        return f"verified: the forward pass completes, {_output(after)}"


def _output(result: Findings) -> str:
    return shape(result.output_shape) if result.output_shape else "without a tensor"


def _new(before: Findings, after: Findings, removed: Sequence[Finding]) -> bool:
    """Whether a finding that should be gone is still there, or another one appeared."""
    gone = {(one.code, _line(one)) for one in removed}
    known = {(one.code, _line(one)) for one in before} - gone
    return any(
        (one.code, _line(one)) not in known for one in after if one.level is not Severity.INFO
    )


def _line(finding: Finding) -> tuple[str, int]:
    return (finding.place.file, finding.place.line) if finding.place is not None else ("", 0)


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


def _sources(texts: Mapping[str, str]) -> Sources:
    plain = Sources()

    def read(path: str) -> str | None:
        if path in texts:
            return texts[path]
        file = plain.file(path)
        return file.text if file is not None else None

    return Sources(read)
