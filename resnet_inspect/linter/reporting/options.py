"""What to report, and how badly: the settings of a lint run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from fnmatch import fnmatch

from resnet_inspect.errors import UnknownChoiceError, UsageError
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.rule import Rule
from resnet_inspect.models.variants import variant


class Mend(StrEnum):
    """Which fixes are made, on a copy of the files."""

    NONE = "none"
    SAFE = "safe"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class LintOptions:
    """Which rules run and what counts."""

    select: tuple[str, ...] = ()
    """Codes, their beginnings (``RES2``) or names of rules; all rules where empty."""
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules to ignore in files that match a pattern."""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """Another severity for a rule."""
    fast: bool = False
    """Trace only at the input asked for."""
    against: str = ""
    """A reference variant to compare with."""
    weights: str = ""
    """A file of weights that the network is to be filled with."""
    fixes: bool = True
    """Whether to try the fixes, so that they can be offered."""
    mend: Mend = Mend.NONE
    """Which of them to make; what is left is then reported."""

    def __post_init__(self) -> None:
        """Check what would else be noticed late, or never.

        Raises:
            UsageError: Rules are one text instead of a tuple, or there is no such severity or mend.
        """
        for name in ("select", "ignore"):
            if isinstance(value := getattr(self, name), str):
                raise UsageError(
                    f"`{name}` is a text, not a tuple of rules", f'Write {name}=("{value}",).'
                )
        for severity in self.severity.values():
            if severity not in set(Severity):
                raise UnknownChoiceError("severity", severity, Severity)
        if self.mend not in set(Mend):
            raise UnknownChoiceError("mend", self.mend, Mend)


def chosen_rules(options: LintOptions) -> tuple[Rule, ...]:
    """Return the rules to run.

    Raises:
        UsageError: A selection names no rule, or ``against`` no reference.
    """
    if options.against:
        variant(options.against)
    known = all_rules()
    for pattern in (*options.select, *options.ignore, *options.severity):
        if not any(names(pattern, rule.code, rule.name) for rule in known):
            raise _no_rule(pattern, known)
    return tuple(
        rule
        for rule in known
        if (not options.select or _any(options.select, rule.code, rule.name))
        and not _any(options.ignore, rule.code, rule.name)
    )


def _no_rule(pattern: str, known: Sequence[Rule]) -> UsageError:
    near = get_close_matches(pattern.lower(), [rule.name for rule in known], 1)
    near = near or get_close_matches(pattern.upper(), [rule.code for rule in known], 1)
    guess = f"Did you mean {near[0]}? " if near else ""
    return UsageError(
        f"there is no rule `{pattern}`",
        f"{guess}`resnet-inspect rules` lists all; a code may be cut short, as in RES2.",
    )


def names(pattern: str, code: str, name: str) -> bool:
    """Whether a pattern such as ``RES2``, ``RES204`` or ``unused-shortcut`` names a rule."""
    return name == pattern or (pattern != "" and code.startswith(pattern.upper()))


def _any(patterns: tuple[str, ...], code: str, name: str) -> bool:
    return any(names(pattern, code, name) for pattern in patterns)


def severity_of(finding: Finding, options: LintOptions) -> Severity | None:
    """Return the severity that the user wants for a finding."""
    for pattern, severity in options.severity.items():
        if names(pattern, finding.code, finding.name):
            return severity
    return finding.severity


def ignored_in_file(finding: Finding, options: LintOptions) -> bool:
    """Whether the finding's file is exempt from its rule."""
    file = finding.place.file if finding.place is not None else ""
    return any(
        _matches(file, pattern) and _any(rules, finding.code, finding.name)
        for pattern, rules in options.per_file_ignores.items()
    )


def _matches(file: str, pattern: str) -> bool:
    return fnmatch(file, pattern) or fnmatch(file, f"*/{pattern}")
