"""What :func:`resnet_inspect.lint` returns: findings that print themselves."""

from dataclasses import fields
from typing import Self

from resnet_inspect.linter.finding import Findings


class PrintedFindings(Findings):
    """Findings for one network; printing them shows each at the line to change.

    Example:
        >>> print(PrintedFindings(target="net.py"))
        net.py
        <BLANKLINE>
        No findings.
    """

    __slots__ = ()

    @classmethod
    def of(cls, found: Findings) -> Self:
        """Return the same findings, to be printed."""
        return cls(**{one.name: getattr(found, one.name) for one in fields(found)})

    def __str__(self) -> str:
        """Return what the terminal shows, without colors."""
        from resnet_inspect.render.findings.frames import render  # noqa: PLC0415 - only where it is printed

        return render([self]).rstrip("\n")
