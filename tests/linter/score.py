"""How good the lint is on the corpus: recall, precision and exact lines, rule by rule.

Run from the repository's root: ``python -m tests.linter.score`` prints a Markdown table, ``-v``
also what was missed or reported by mistake, ``--held-out`` looks at the networks kept aside only.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from resnet_inspect import api
from resnet_inspect.graph import TensorSpec
from resnet_inspect.linter.finding import Finding, Findings, Severity
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.reporting.options import LintOptions
from tests.linter.corpus.manifest import Case, Expectation, read_cases

OPTIONS = LintOptions(fixes=False)


@dataclass(slots=True)
class Score:
    """Counts over the networks so far."""

    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    """Errors and warnings that nothing expects or allows, by code."""
    clean: int = 0
    clean_flagged: int = 0
    remarks: list[str] = field(default_factory=list)

    def add(self, case: Case, findings: Sequence[Finding]) -> None:
        """Compare one network's findings with its marks."""
        left = list(findings)
        for expectation in case.expectations:
            self._count(case, expectation, left)
        wrong = [one for one in left if not _excused(case, one)]
        self.clean += case.clean
        self.clean_flagged += case.clean and bool(wrong)
        for finding in wrong:
            self.wrong[finding.code] += 1
            self.remarks.append(f"{case.name}: not expected: {_text(finding)}")

    def _count(self, case: Case, expectation: Expectation, left: list[Finding]) -> None:
        """Take the finding that meets an expectation out of ``left``."""
        self.expected[expectation.code] += 1
        match = _best(expectation, left)
        if match is None:
            self.remarks.append(f"{case.name}: missed: {expectation.code} in {expectation.line}")
            return
        left.remove(match)
        self.found[expectation.code] += 1
        if _line(match) in expectation.lines:
            self.exact[expectation.code] += 1
        else:
            self.remarks.append(f"{case.name}: line {expectation.line} expected: {_text(match)}")

    def table(self) -> str:
        """Return the counts as a Markdown table."""
        names = {rule.code: rule.name for rule in all_rules()}
        lines = [
            "| rule | name | bugs | found | exact line | false |",
            "| --- | --- | ---: | ---: | ---: | ---: |",
        ]
        codes = sorted(self.expected | self.wrong)
        lines += [
            f"| {code} | {names.get(code, '')} | {self.expected[code]} | {self.found[code]} "
            f"| {self.exact[code]} | {self.wrong[code]} |"
            for code in codes
        ]
        return "\n".join([*lines, "", self.summary()])

    def summary(self) -> str:
        """Return the totals in a sentence."""
        bugs, found, exact = self.expected.total(), self.found.total(), self.exact.total()
        precision = _share(found, found + self.wrong.total())
        return (
            f"Recall {_share(found, bugs)} ({found} of {bugs} bugs), exact line "
            f"{_share(exact, found)}, precision {precision}; {self.clean_flagged} of {self.clean} "
            "clean networks with an error or a warning."
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _best(expectation: Expectation, findings: Sequence[Finding]) -> Finding | None:
    """Return the finding of a right code whose line is nearest."""
    fitting = [one for one in findings if one.code in expectation.codes]
    return min(
        fitting,
        key=lambda one: min(abs(_line(one) - line) for line in expectation.lines),
        default=None,
    )


def _line(finding: Finding) -> int:
    return finding.place.line if finding.place is not None else 0


def _text(finding: Finding) -> str:
    return f"{finding.level} {finding.code} in {_line(finding)}: {finding.message}"


def _excused(case: Case, finding: Finding) -> bool:
    if finding.level is Severity.INFO:
        return True
    allowed = [(place.codes, place.line) for place in case.allowed]
    allowed += [(one.codes, line) for one in case.expectations for line in one.lines]
    return any(finding.code in codes and _line(finding) == line for codes, line in allowed)


def lint_case(case: Case) -> Findings:
    """Lint one network as its header says."""
    inputs = [TensorSpec((1, *shape)) for shape in case.input]
    return api.lint(
        f"{case.path}:{case.target}", inputs, arguments=dict(case.arguments), options=OPTIONS
    )


def score(cases: Iterable[Case]) -> Score:
    """Lint all networks and count."""
    result = Score()
    for case in cases:
        result.add(case, lint_case(case).findings)
    return result


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-v", "--verbose", action="store_true", help="list what went wrong")
    parser.add_argument("--held-out", action="store_true", help="only the networks kept aside")
    parser.add_argument("--tuned", action="store_true", help="only the others")
    options = parser.parse_args()
    held_out = True if options.held_out else (False if options.tuned else None)
    result = score(read_cases(held_out=held_out))
    print(result.table())  # noqa: T201 - a command
    if options.verbose:
        print("", *result.remarks, sep="\n")  # noqa: T201 - see above


if __name__ == "__main__":
    main()
