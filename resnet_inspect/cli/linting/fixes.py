"""``--diff`` and ``--fix``: the offered fixes as a patch, or written into the files."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from resnet_inspect.cli.output import write_bytes
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.fixes.fix import Fix, compatible
from resnet_inspect.linter.repair.trial import edited
from resnet_inspect.linter.source.lines import decoded, encoding_of, split_lines, without_end
from resnet_inspect.render.findings.places import relative


def chosen_fixes(results: Sequence[Findings], *, unsafe: bool) -> list[Fix]:
    """Return the fixes to make: those that were tried, and, unless asked for, safe ones only.

    What is merely worth knowing is mended where its rule is selected, which is done by then.
    """
    findings = [one for result in results for one in result if one.level is not Severity.INFO]
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    wanted = [fix for fix in fixes if fix.verified and (fix.safe or unsafe)]
    return compatible(dict.fromkeys(wanted))


def changed_texts(results: Sequence[Findings], *, unsafe: bool) -> dict[str, tuple[str, str]]:
    """Return text before and after of each file that the fixes change.

    Results that were mended hold both; of others the tried fixes are made.
    """
    changes = {
        file: change for result in reversed(results) for file, change in result.changes.items()
    }
    sources: dict[str, str] = {}
    for result in results:
        sources.update(result.sources)
    unmended = [result for result in results if result.unmended is None]
    after = edited(chosen_fixes(unmended, unsafe=unsafe), sources)
    return {**{file: (sources[file], text) for file, text in after.items()}, **changes}


def diff(changes: Mapping[str, tuple[str, str]]) -> str:
    """Return a unified diff that ``git apply`` takes."""
    lines: list[str] = []
    for file, (before, after) in changes.items():
        name = relative(file)
        lines += difflib.unified_diff(
            split_lines(before), split_lines(after),
            f"a/{name}", f"b/{name}",
        )  # fmt: skip
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def write_fixes(changes: Mapping[str, tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Write the changed files; one that changed meanwhile is left alone.

    Returns:
        The files written, and those left alone.
    """
    written, left = [], []
    for file, (before, after) in changes.items():
        raw = Path(file).read_bytes()
        if decoded(raw) != before:
            left.append(relative(file))
            continue
        encoding = encoding_of(raw)
        text = _with_ends_of(raw.decode(encoding), before, after)
        write_bytes(text.encode(encoding), file)
        written.append(relative(file))
    return written, left


def _with_ends_of(raw: str, before: str, after: str) -> str:
    """Return the new text; each line ends as it did, a new one as the line that it follows."""
    ends = [line[len(without_end(line)) :] for line in split_lines(raw)]
    old, new = split_lines(before), split_lines(after)
    lines: list[str] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for _, start, stop, other, end in matcher.get_opcodes():
        for place in range(other, end):
            at = min(start + place - other, max(start, stop - 1), len(ends) - 1)
            kept = ends[at] if ends and new[place].endswith("\n") else ""
            lines.append(
                without_end(new[place]) + (kept or new[place][len(without_end(new[place])) :])
            )
    return "".join(lines)
