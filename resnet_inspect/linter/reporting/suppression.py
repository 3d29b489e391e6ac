"""Comments that silence findings: ``# resnet-inspect: ignore[RES210]`` at the end of a line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.reporting.options import names
from resnet_inspect.linter.source.syntax import SourceFile

COMMENT = re.compile(r"#\s*resnet-inspect:\s*ignore(?:\[(?P<codes>[^\]]*)\])?")
UNUSED = "RES001"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment."""

    span: SourceSpan
    codes: tuple[str, ...]
    """Codes or names; empty for all rules."""

    def covers(self, finding: Finding) -> bool:
        """Whether the comment silences a finding: it stands in a line of the finding's place."""
        place = finding.place
        if place is None or place.file != self.span.file:
            return False
        if not place.line <= self.span.line <= (place.end_line or place.line):
            return False
        return not self.codes or any(names(code, finding.code, finding.name) for code in self.codes)


def suppressions(file: SourceFile) -> Iterator[Suppression]:
    """Yield the comments of a file."""
    if "resnet-inspect:" not in file.text:
        return
    for number, line in enumerate(file.lines, start=1):
        match = COMMENT.search(line)
        if match is not None and not _in_string(file, number, match.start()):
            codes = tuple(
                code.strip() for code in (match["codes"] or "").split(",") if code.strip()
            )
            span = SourceSpan(file.path, number, match.start(), number, match.end())
            yield Suppression(span, codes)


def _in_string(file: SourceFile, line: int, column: int) -> bool:
    """Whether a position lies inside a string, such as a docstring that shows a comment."""
    return any(start <= (line, column) < end for start, end in file.string_ranges)


def apply_suppressions(
    findings: Iterable[Finding], files: Iterable[SourceFile]
) -> tuple[list[Finding], int]:
    """Return the findings that no comment silences, those about unused comments, and a count."""
    comments = [comment for file in files for comment in suppressions(file)]
    kept, used, silenced = [], set(), 0
    for finding in findings:
        covering = [comment for comment in comments if comment.covers(finding)]
        used.update(covering)
        silenced += bool(covering)
        if not covering:
            kept.append(finding)
    return [*kept, *(_unused(one) for one in comments if one not in used)], silenced


def _unused(comment: Suppression) -> Finding:
    what = ", ".join(comment.codes) or "anything"
    return Finding(
        code=UNUSED,
        name="unused-suppression",
        severity=Severity.WARNING,
        message=f"nothing to ignore here: {what} is not reported in this line",
        place=comment.span,
        label="not needed",
        help="remove the comment",
    )
