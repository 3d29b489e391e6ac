"""A line of what the benchmark prints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured."""

    name: str
    value: float
    ratio: float | None = None
    """To what the section compares with."""
    goal: str = ""
    unit: str = "s"

    def __str__(self) -> str:
        """Return the line."""
        value = {
            "s": f"{self.value:8.2f} s", "ms": f"{self.value * 1000:8.1f} ms",
            "us": f"{self.value * 1e6:8.1f} µs", "MB": f"{self.value:8.1f} MB",
        }[self.unit]  # fmt: skip
        ratio = "" if self.ratio is None else f"{self.ratio:.{3 if self.unit == 'MB' else 2}f}×"
        return f"  {self.name:<46}{value:>12}{ratio:>10}   {self.goal}".rstrip()
