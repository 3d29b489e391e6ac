"""Every error that resnet-inspect raises, as one tree.

A message names what was found, where, and what would be right; ``hint`` is what to do next.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_FRAMES_OF_TORCH = "\nException raised from "
"""What stands before the C++ frames in some messages of torch's."""


class PassingError(BaseException):
    """Goes out through the user's code, whose ``except Exception`` does not swallow it."""


def said_by(error: BaseException) -> str:
    """Return what any error says, in short lines; one of the user's may itself fail to say it."""
    try:
        return shortened(str(error).partition(_FRAMES_OF_TORCH)[0])
    except Exception:  # noqa: BLE001 - the user's __str__
        return "(it cannot be put into words)"


def shortened(text: str, longest: int = 300, most: int = 30) -> str:
    """Return the beginnings of a text's lines, and of the text: torch lists each missing weight.

    Example:
        >>> shortened("Missing key(s): a, b, c", 15)
        'Missing key(s):…'
    """
    lines = [line if len(line) <= longest else f"{line[:longest]}…" for line in text.split("\n")]
    return "\n".join([*lines[:most], "…"] if lines[most:] else lines)


class InspectError(Exception):
    """The root: catch it to catch all errors of this package.

    Args:
        message: What was found, and where.
        hint: What the user can do about it, often a command to run.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message and, on a line of its own, the hint."""
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(InspectError):
    """The command or call is not one that can be run (exit code 2)."""


class UnknownChoiceError(UsageError, ValueError):
    """A setting has a value that is none of those that there are.

    Args:
        kind: What is chosen: ``level``.
        given: The value.
        known: The values that there are.
        more: What else may be given, in words.
    """

    def __init__(self, kind: str, given: object, known: Iterable[str], more: str = "") -> None:
        names = [str(name) for name in known]
        near = get_close_matches(str(given).lower(), names, 1)
        guess = f"Did you mean {near[0]}? " if near else ""
        listed = ", ".join(names) + (f", or {more}" if more else "")
        super().__init__(f"there is no {kind} `{given!s:.60}`", f"{guess}There are {listed}.")


class UnknownModelError(UsageError):
    """No reference network has this name.

    Args:
        name: The name that was asked for.
        nearest: Existing names that look like it, best first.
    """

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        guess = f"Did you mean {' or '.join(nearest)}? " if nearest else ""
        super().__init__(
            f"there is no network named `{name}`",
            f"{guess}`resnet-inspect list` shows all names; a file is named as my.py or my.py:Net.",
        )
        self.name = name
        self.nearest = tuple(nearest)


class TargetError(UsageError):
    """A target names no network: no such file, a syntax error, several candidates."""


class NoNetworkError(TargetError):
    """A file defines no network at all."""


class MissingArgumentsError(TargetError):
    """A class or factory needs arguments that nobody gave.

    Args:
        name: Its name.
        message: What it needs.
        hint: The command that gives it.
    """

    def __init__(self, name: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.name = name


class SeveralNetworksError(TargetError):
    """A file holds several networks, and the target names none of them.

    Args:
        target: The file.
        names: The networks in it.
    """

    def __init__(self, target: str, names: Sequence[str]) -> None:
        super().__init__(
            f"`{target}` holds several networks: {', '.join(names)}",
            f"Name one: resnet-inspect {target}:{names[0]}",
        )
        self.names = tuple(names)


class InputSizeError(UsageError):
    """An ``--input`` that cannot be read, or that does not fit the network's first layer."""


class ConstructionError(InspectError):
    """The user's constructor or factory raised.

    Args:
        message: What was built and what it raised.
        hint: What to do next.
        traceback: The user's part of the traceback, from the user's first frame on.
        missing: Names of arguments that the code looked for and did not find.
        kind: The type of what was raised.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        traceback: str = "",
        missing: Sequence[str] = (),
        kind: str = "",
    ) -> None:
        super().__init__(message, hint)
        self.traceback = traceback
        self.missing = tuple(missing)
        self.kind = kind


class MissingImportError(ConstructionError):
    """The user's code imports a package that is not installed."""


def not_installed(said: str, traceback: str = "") -> MissingImportError:
    """Return the error for what ``ModuleNotFoundError`` said: ``No module named 'einops'``."""
    name = said.rpartition("named ")[2].strip("'")
    return MissingImportError(
        f"{said}: it is not installed",
        f"Install {name}, or run from the folder in which it lies.",
        traceback,
    )


class HangError(InspectError):
    """The user's code did not end within the time limit."""


class TraceFormatError(UsageError):
    """A saved trace is damaged, or was written by a newer version."""


class CheckpointError(UsageError):
    """A file of weights is damaged, or is none."""


class OutputError(UsageError):
    """An output file cannot be written."""


class MissingPackageError(UsageError):
    """Something needs a package that is not installed.

    Args:
        purpose: What needs it.
        package: Its name for pip.
    """

    def __init__(self, purpose: str, package: str) -> None:
        super().__init__(
            f"{purpose} need the package {package}", f"python -m pip install {package}"
        )
        self.package = package


class SchedulerGoneError(UsageError):
    """The scheduler of a survey ended before the survey did."""
