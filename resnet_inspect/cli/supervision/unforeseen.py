"""What nobody foresaw, in words: code that damaged Python itself, or a defect of ours."""

from pathlib import Path
from types import TracebackType

from resnet_inspect.errors import InspectError, UsageError, said_by

_PACKAGE = Path(__file__).parents[2]

_NO_ROOM = "failed to map segment", "cannot allocate memory", "Cannot allocate memory"
"""What the system says of a library that it could not load for want of memory."""


def lacks_memory(error: Exception) -> bool:
    """Tell whether there was no room for an object, or for the code of a library."""
    if isinstance(error, ImportError):
        return any(
            said in str(error) for said in ("failed to map segment", "Cannot allocate memory")
        )
    return isinstance(error, MemoryError)


def broken_torch(error: Exception) -> UsageError | None:
    """Say that torch is there and does not start; None if that is not what was raised."""
    where = error.path if isinstance(error, ImportError) and error.name == "torch" else None
    file = Path(where) if where else _torch_in(error.__traceback__)
    if file is None:
        return None
    return UsageError(
        f"torch cannot be imported: {type(error).__name__}: {said_by(error)}",
        f'`{file}` is taken for it; python -c "import torch" shows where it fails.',
    )


def _torch_in(traceback: TracebackType | None) -> Path | None:
    """Return the file that was being imported as torch."""
    while traceback is not None:
        code, module = traceback.tb_frame.f_code, traceback.tb_frame.f_globals.get("__name__")
        if code.co_name == "<module>" and module == "torch":
            return Path(code.co_filename)
        traceback = traceback.tb_next
    return None


class UnforeseenError(InspectError):
    """resnet-inspect cannot go on.

    Args:
        reason: As :func:`reason_of` says it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"resnet-inspect had to stop: {reason}",
            "Code that replaces parts of Python or torch does this; if yours does not, it is a "
            "defect of resnet-inspect: please report it, with that line and the network.",
        )


def reason_of(error: BaseException) -> str:
    """Return what was raised, and the line of ours in which it was."""
    said = said_by(error)
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    place = _place(error.__traceback__)
    return f"{what} ({place})" if place else what


def _place(traceback: TracebackType | None) -> str:
    place = ""
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            place = f"{file.relative_to(_PACKAGE)}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
