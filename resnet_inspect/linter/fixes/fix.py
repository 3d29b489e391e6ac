"""Repairs as text edits: exact ranges of the source, so that all other formatting stays."""

from collections.abc import Iterable
from dataclasses import dataclass

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.source.lines import split_lines


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a range of a file by ``text``; an empty range inserts."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str

    @classmethod
    def replace(cls, span: SourceSpan, text: str) -> "Edit":
        """Replace what ``span`` covers; the span must know its columns."""
        if span.column is None or span.end_line is None or span.end_column is None:
            message = f"{span} has no columns to replace"
            raise ValueError(message)
        return cls(span.file, span.line, span.column, span.end_line, span.end_column, text)

    @property
    def start(self) -> tuple[int, int]:
        """Line and column where the range begins."""
        return (self.line, self.column)

    @property
    def end(self) -> tuple[int, int]:
        """Line and column where the range ends."""
        return (self.end_line, self.end_column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A change that removes a finding."""

    title: str
    """What it does, as an order: "Drop the bias"."""
    edits: tuple[Edit, ...]
    safe: bool
    """Whether it leaves the computed function as it is, or only removes a crash."""
    verified: str = ""
    """What was seen when it was tried; a fix without it is not offered."""


class OverlapError(ValueError):
    """Two edits change the same range."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with all edits made; equal edits are made once.

    Raises:
        OverlapError: Two different edits touch the same range.
    """
    lines = split_lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    ordered = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    pieces, position = [], 0
    for edit in ordered:
        begin = starts[edit.line - 1] + edit.column
        if begin < position:
            message = f"two edits of {edit.file} meet in line {edit.line}"
            raise OverlapError(message)
        pieces += [text[position:begin], edit.text]
        position = starts[edit.end_line - 1] + edit.end_column
    return "".join([*pieces, text[position:]])


def compatible(fixes: Iterable[Fix]) -> list[Fix]:
    """Return the fixes that can be made together: of two that overlap the first."""
    taken: list[Edit] = []
    chosen = []
    for fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in taken]
        if any(_overlap(edit, other) for edit in fresh for other in taken):
            continue
        taken += fresh
        chosen.append(fix)
    return chosen


def _overlap(one: Edit, other: Edit) -> bool:
    if one.file != other.file:
        return False
    if one.start == other.start:
        return True
    return one.start < other.end and other.start < one.end
