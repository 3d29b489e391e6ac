"""What a rule reports: what is wrong, where it is changed, and how."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from resnet_inspect.graph import ModulePath, NodeId, SourceSpan
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.words import count

STOPPING = "RES2"
"""Errors whose code comes before this one stop the network."""


class Severity(StrEnum):
    """How bad it is; see :attr:`rank` for the order."""

    ERROR = "error"
    """Forward or backward fails, or the result is silently wrong."""
    WARNING = "warning"
    """It runs, but departs from the design and costs accuracy, parameters or generality."""
    INFO = "info"
    """Worth knowing."""

    @property
    def rank(self) -> int:
        """A number that grows with the severity."""
        return ("info", "warning", "error").index(self.value)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the source and what it has to do with the finding."""

    span: SourceSpan
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect, wherever it shows.

    A rule fills in what it knows; ``code``, ``name`` and, unless the rule says otherwise,
    ``severity`` come from the rule, ``condition`` from the runner.
    """

    message: str
    """One line that names the actual values."""
    place: SourceSpan | None
    """The expression that a person would change."""
    label: str = ""
    """What to write under that expression in a code frame: shapes, mostly."""
    secondary: tuple[Place, ...] = ()
    """Other places that explain it, the line that failed first."""
    modules: tuple[ModulePath, ...] = ()
    """Where in the network it happens, in the order of execution."""
    cause: str = ""
    """What findings of one rule have in common that are one defect, where it is not the place."""
    node: NodeId | None = None
    """The operator at which it shows."""
    notes: tuple[str, ...] = ()
    """Further lines of explanation, such as both paths to a join with their shapes."""
    help: str = ""
    """What to do, in words."""
    fix: Fix | None = None
    """What to do, as an edit."""
    other_fixes: tuple[Fix, ...] = ()
    """What to try where that does not help, the likelier first."""
    severity: Severity | None = None
    """Set where it differs from the rule's."""
    around: tuple[SourceSpan, ...] = ()
    """The expressions that led to an error, the nearest first, where the runner has traced them."""
    by_counting: bool = False
    """Whether it rests on how many residual connections there are, or how large stages are."""
    code: str = ""
    name: str = ""
    condition: str = ""
    """Under which of the traced conditions it happens; empty: always."""

    @property
    def level(self) -> Severity:
        """The severity, which the runner has filled in."""
        return self.severity or Severity.WARNING

    @property
    def sort_key(self) -> tuple[int, str, int, int, str]:
        """Order of the report: causes first, those of one rank by file, line and column."""
        if self.place is None:
            return (self._rank, "", 0, 0, self.code)
        return (self._rank, self.place.file, self.place.line, self.place.column or 0, self.code)

    @property
    def _rank(self) -> int:
        """0 for what makes the forward fail, 1 for silent wrong results, then the rest."""
        if self.level is Severity.ERROR:
            return int(self.code > STOPPING or bool(self.condition))
        return 3 - self.level.rank


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule has to say about an operator that failed."""

    code: str
    """The rule."""
    finding: Finding
    every_size: bool = False
    """Whether it is this rule's finding at sizes and batches that nobody asked for as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All findings for one network, most of what a renderer needs."""

    target: str
    network: str = ""
    findings: tuple[Finding, ...] = ()
    suppressed: int = 0
    """How many findings a comment, the configuration or a baseline silenced."""
    traced: tuple[str, ...] = ()
    """Under which conditions the network was traced."""
    input_shape: tuple[int, ...] = ()
    input_shapes: tuple[tuple[int, ...], ...] = ()
    """The shapes of all inputs, where there are several."""
    output_shape: tuple[int, ...] = ()
    sizes: str = ""
    """Which input sizes work, where that is not all of them."""
    error: str = ""
    """Why the network could not be run at all; there are no findings then."""
    hint: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    """Text of each file that a finding points into, as it was when it was traced."""
    reached: int = 0
    """How many operators the forward pass came to."""
    worked: tuple[str, ...] = ()
    """The traced conditions under which nothing failed and the batch was kept."""
    unmended: "Findings | None" = None
    """What was found before fixes were made; None where none was."""

    def __repr__(self) -> str:
        """Return one line: the sources of the network are not for reading here."""
        return f"<Findings of {self.network or self.target}: {self._counted}>"

    @property
    def _counted(self) -> str:
        counts = [(self.count(one), one) for one in Severity]
        return ", ".join(count(number, one) for number, one in counts if number) or "no findings"

    def __iter__(self) -> Iterator[Finding]:
        """Iterate over the findings."""
        return iter(self.findings)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.findings)

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """Text before and after of each file that fixes were made in."""
        before = self.unmended.sources if self.unmended is not None else {}
        return {
            file: (text, self.sources[file])
            for file, text in before.items()
            if self.sources.get(file, text) != text
        }

    def count(self, severity: Severity) -> int:
        """Return how many findings have exactly this severity."""
        return sum(finding.level is severity for finding in self.findings)

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of this severity or a worse one."""
        return tuple(one for one in self.findings if one.level.rank >= severity.rank)
