"""What holds for all networks of a survey."""

from dataclasses import dataclass, field

from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.targets.run_options import DEFAULT_TIMEOUT

DEFAULT_MEMORY = 4 * 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How each network is surveyed, and what it may take."""

    lint: bool = True
    """Whether to look for bugs."""
    rules: LintOptions = field(default_factory=lambda: LintOptions(fixes=False))
    """Which rules look."""
    train: bool = False
    """Whether to trace in training mode."""
    timeout: float = DEFAULT_TIMEOUT
    """Seconds that a network may take; 0 for no limit."""
    memory: int = DEFAULT_MEMORY
    """Bytes that a network may take beyond those of an idle process; 0 for no limit."""
    folder: str = ""
    """From where relative paths start; empty: where the process runs."""
