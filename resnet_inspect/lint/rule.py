"""A lint rule, and what its docstring documents."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding, Severity

Check = Callable[[LintContext], Iterator[Finding]]


class Traces(StrEnum):
    """Which traces of a network a rule looks at; see :mod:`.runner`."""

    FIRST = "first"
    """Only the one that was asked for."""
    EVERY = "every"
    """Each, whatever its sizes, batch and mode."""
    TRAINING = "training"
    """The first one in training mode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong with a network."""

    code: str
    name: str
    severity: Severity
    doc: str
    """The rule's module docstring: a sentence, and sections in Markdown."""
    check: Check
    traces: Traces = Traces.FIRST
    """Which of the traces it looks at."""

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
        for finding in self.check(context):
            severity = finding.severity or self.severity
            yield replace(finding, code=self.code, name=self.name, severity=severity)
