"""A lint rule, and what its docstring documents."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import BOTH, Aspect, Failed
from resnet_inspect.linter.finding import Finding, Severity

Check = Callable[[LintContext], Iterator[Finding]]
Explain = Callable[[LintContext, Failed], Iterator[Finding]]


def nothing(context: LintContext) -> Iterator[Finding]:
    """Yield nothing: what a rule checks that only explains failures."""
    del context
    yield from ()


NOT_CHECKED = "this rule broke on the network and was not checked"


class Traces(StrEnum):
    """Which traces of a network a rule looks at; see :mod:`.runner`."""

    FIRST = "first"
    """Only the one that was asked for."""
    EVERY = "every"
    """Each, whatever its sizes, batch and mode."""
    TRAINING = "training"
    """The first one in training mode."""


@dataclass(frozen=True, slots=True)
class Failures:
    """What a rule has to say about operators that fail; see :mod:`.failures.explanations`."""

    explain: Explain
    """Yields why an operator failed; nothing where the rule cannot tell."""
    before: tuple[str, ...] = ("RES108",)
    """Rules that are asked only where this one, which is more special, is silent."""
    settles: frozenset[Aspect] = BOTH
    """What needs no other explanation once this rule has spoken."""
    every_size: bool = False
    """Whether it speaks for sizes and batches that were not asked for.

    Else a failure there means that the network works for some sizes or batches only.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong with a network."""

    code: str
    name: str
    severity: Severity
    doc: str
    """The rule's module docstring: a sentence, and sections in Markdown."""
    check: Check = nothing
    traces: Traces = Traces.FIRST
    """Which of the traces it looks at."""
    failures: Failures | None = None
    """What it says of operators that failed."""

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        return self.doc.strip().partition("\n")[0].rstrip(".")

    def section(self, title: str) -> str:
        """Return the text under ``## title``, empty where there is none."""
        _, found, rest = self.doc.partition(f"\n## {title}\n")
        return rest.partition("\n## ")[0].strip() if found else ""

    @property
    def examples(self) -> tuple[str, ...]:
        """The code blocks of section Example: the bad one, then the good one."""
        blocks = self.section("Example").split("```python\n")[1:]
        return tuple(block.partition("```")[0] for block in blocks)

    @property
    def references(self) -> tuple[str, ...]:
        """The entries of section References."""
        lines = self.section("References").splitlines()
        return tuple(line.removeprefix("- ").strip() for line in lines if line.startswith("- "))

    def run(self, context: LintContext) -> Iterator[Finding]:
        """Yield this rule's findings under its code."""
        for one in context.explanations:
            if one.code == self.code and (context.first is None or one.every_size):
                yield self._signed(one.finding)
        for finding in self.check(context):
            yield self._signed(finding)

    def _signed(self, finding: Finding) -> Finding:
        severity = finding.severity or self.severity
        return replace(finding, code=self.code, name=self.name, severity=severity)

    def broke(self, error: Exception) -> Finding:
        """Say that a rule raised; networks come in more shapes than we have tried."""
        what = f"{type(error).__name__}: {error}"
        message = f"{NOT_CHECKED} ({what}); please report it"
        return self._signed(Finding(message=message, place=None, severity=Severity.INFO))
