"""The room beside a unit's line, given out from the line outwards."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Lanes:
    """What is taken right of the line, as spans of y with their right edges."""

    spans: list[tuple[float, float, float]] = field(default_factory=list)

    def free(self, begin: float, end: float) -> float:
        """Return the least x right of everything between two heights."""
        return max(
            (right for top, bottom, right in self.spans if top < end and bottom > begin),
            default=0.0,
        )

    def take(self, begin: float, end: float, right: float) -> None:
        """Remember that this much is taken."""
        self.spans.append((begin, end, right))
