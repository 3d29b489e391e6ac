"""What is behind a constructor that raises: it is mended in a copy, and the copy is linted."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from resnet_inspect.errors import ConstructionError, InspectError
from resnet_inspect.linter.finding import Finding, Findings
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace as rewritten
from resnet_inspect.linter.network import failed_to_run, lint_network
from resnet_inspect.linter.repair.trial import Reopen, edited, sources_with
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.linter.source.syntax import Sources, argument, called_name

MOST = 4
"""Constructors that raise, one behind the other."""

STOPGAP = "One group"
GROUPS_PLACE = 6
GROUP_NORM = ("num_groups", "num_channels")


def past_construction(result: Findings, reopen: Reopen, options: LintOptions) -> Findings:
    """Add to the finding of a constructor that raised what a copy without that defect shows.

    Only changes that keep every line in its place are made, so that findings point to where the
    file has them. Their fixes are left out: none works before the network can be built.
    """
    current = result.findings[0] if result.findings else None
    found, texts = list(result.findings), dict[str, str]()
    for _ in range(MOST):
        if current is None:
            break
        after = _next(result, current, texts, reopen, options)
        known = {one.place.line for one in found if one.place is not None}
        found += [
            replace(one, fix=None, other_fixes=())
            for one in after.findings
            if one.place is None or one.place.line not in known
        ]
        current, texts = after.raised, after.texts
    return replace(result, findings=tuple(sorted(found, key=lambda one: one.sort_key)))


@dataclass(frozen=True, slots=True)
class _After:
    """What a copy shows in which one constructor no longer raises."""

    texts: dict[str, str]
    findings: tuple[Finding, ...] = ()
    raised: Finding | None = None
    """The next constructor that does, where the copy cannot be built either."""


def _next(
    result: Findings,
    finding: Finding,
    texts: Mapping[str, str],
    reopen: Reopen,
    options: LintOptions,
) -> _After:
    sources = {**result.sources, **texts}
    for fix in _stopgaps(finding, sources):
        changed = edited([fix], sources)
        if any(text.count("\n") != sources[file].count("\n") for file, text in changed.items()):
            continue
        copy = {**texts, **changed}
        try:
            with reopen(copy) as network:
                found = lint_network(network, options, sources=sources_with(copy)).findings
                return _After(copy, tuple(one for one in found if not _follows(one, fix)))
        except ConstructionError as error:
            again = failed_to_run(result.target, error).findings
            if again and again[0].message != finding.message:
                return _After(copy, again, again[0])
        except (InspectError, SyntaxError):
            continue
    return _After(dict(texts))


def _follows(finding: Finding, fix: Fix) -> bool:
    """Whether a finding may be due to a change that only lets the network be built."""
    return fix.title == STOPGAP and finding.code in {"RES112", "RES113", "RES504", "RES515"}


def _stopgaps(finding: Finding, texts: Mapping[str, str]) -> Iterator[Fix]:
    """Yield the finding's own fixes, then one group in place of any number."""
    yield from (one for one in (finding.fix, *finding.other_fixes) if one is not None)
    for span in (finding.place, *finding.around):
        found = call_at(Sources(texts.get), span)
        if found is None:
            continue
        file, call = found
        norm = called_name(call) == "GroupNorm"
        if norm and len(call.args) == len(GROUP_NORM):
            edits = zip(call.args, reversed(call.args), strict=True)
            exchanged = tuple(rewritten(file, one, file.code(other)) for one, other in edits)
            yield Fix(title="Exchange the arguments", edits=exchanged, safe=False)
        value = argument(call, "num_groups" if norm else "groups", 0 if norm else GROUPS_PLACE)
        if value is not None and not isinstance(value, ast.Starred):
            yield Fix(title=STOPGAP, edits=(rewritten(file, value, "1"),), safe=False)
