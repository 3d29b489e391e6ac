"""How much trying fixes may cost in all: so many operators traced, whatever the machine's speed."""

from dataclasses import dataclass

GUESSES = 12_000
"""Operators that guesses may trace: about sixty forward passes of ResNet-50."""
LOOKS = 60_000
"""Operators that looking closer may trace, at several sizes each time."""
BUILDING = 40
"""What building a network anew costs, in operators."""


@dataclass(slots=True)
class Budget:
    """Operators that may still be traced."""

    left: int

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0

    def charge(self, operators: int) -> None:
        """Take off one trace of so many operators."""
        self.left -= operators + BUILDING
