"""What changed since an earlier survey: the regression test of a zoo."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.columns import COLUMNS

IGNORED = frozenset({"seconds"})
"""Columns that differ between two runs of the same code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row that is new, gone, or another than it was."""

    network: str
    was: Row | None
    now: Row | None

    @property
    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """For each column that differs its title, and both values."""
        return tuple(self._differences())

    def _differences(self) -> Iterator[tuple[str, str, str]]:
        for one in COLUMNS:
            if one.name in IGNORED or one.value(self.was) == one.value(self.now):
                continue
            was, now = one.cell(self.was), one.cell(self.now)
            if was == now:  # the difference is in digits that are not shown
                was, now = str(one.value(self.was)), str(one.value(self.now))
            yield one.title, was, now

    def __str__(self) -> str:
        """Return the change in a line, or a line for each column that differs."""
        if self.was is None or self.now is None:
            return f"{self.network}: {'new' if self.was is None else 'gone'}"
        return "\n".join(
            f"{self.network}: {title} {was} -> {now}" for title, was, now in self.differences
        )


def changes(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """Return what changed, in the order of the rows now; those that are gone come last.

    Example:
        >>> old, new = Row(target="a", params=10), Row(target="a", params=12)
        >>> print(*changes([old], [new]))
        a: params 10 -> 12
    """
    old = {row.key: row for row in before}
    new = {row.key: row for row in after}
    found = [
        Change(network=_name(key), was=old.get(key), now=new.get(key))
        for key in dict.fromkeys((*new, *old))
    ]
    return [one for one in found if one.was is None or one.now is None or one.differences]


def _name(key: tuple[str, str, str]) -> str:
    return " ".join(part for part in key if part)
