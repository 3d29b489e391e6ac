"""Places in the user's source files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A range of source text: one expression, or a whole line where the columns are unknown.

    Lines count from 1. Columns count characters from 0, the end column exclusive, as in
    :mod:`ast`; ``None`` where the interpreter does not tell.
    """

    file: str
    line: int
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    function: str = ""

    def __str__(self) -> str:
        """Return ``file:line``, which terminals and editors turn into a link."""
        return f"{self.file}:{self.line}"
