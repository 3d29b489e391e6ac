"""One network at one size: what becomes a row."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A target and how it is built and run; equal tasks give equal rows."""

    target: str
    size: str = ""
    """Sizes as on the command line, those of several inputs with spaces between; empty: found."""
    arguments: tuple[str, ...] = ()
    """Constructor arguments, each ``name=value``."""
    optional: bool = False
    """Whether the target may hold no network: a file that was found, not named."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells its row from all others, in the order of the row's first columns."""
        return (self.target, self.size, " ".join(self.arguments))

    def __str__(self) -> str:
        """Return the words that one would type."""
        return " ".join(part for part in self.key if part)
