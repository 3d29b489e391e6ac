"""Running the user's constructor or file, and saying what it raised."""

import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import dropwhile
from pathlib import Path
from typing import TypeVar

from resnet_inspect.errors import (
    ConstructionError,
    InspectError,
    PassingError,
    TargetError,
    not_installed,
    said_by,
)
from resnet_inspect.tracing.building.state import quiet
from resnet_inspect.tracing.interpreter import Mended
from resnet_inspect.tracing.interrupts import told_apart, was_pressed
from resnet_inspect.tracing.tracking.frames import Frames

Result = TypeVar("Result")

_MISSING = re.compile(r"missing \d+ required [\w -]*arguments?: (.*)")


def run_user_code(run: Callable[[], Result], failed: str, frames: Frames) -> Result:
    """Call ``run`` with its prints sent to standard error.

    Args:
        run: Imports the user's file or builds the user's network.
        failed: The beginning of the error: what could not be done.
        frames: Tells the user's frames from ours.

    Raises:
        TargetError: The file is no Python.
        ConstructionError: The code raised; the error has its traceback from its first frame on.
    """
    try:
        with quiet(), Mended():
            return run()
    except InspectError:
        raise
    except SyntaxError as error:
        place = f" at {error.filename}:{error.lineno}" if error.lineno else ""
        shown = f"\n    {error.text.rstrip()}" if error.text else ""
        raise TargetError(f"{failed}: {error.msg}{place}{shown}") from None
    except Exception as error:  # noqa: BLE001 - the user's code may raise anything
        raise _described(error, failed, frames) from None
    except PassingError:
        raise
    except SystemExit as error:
        raise ConstructionError(
            f"{failed}: it ended the program with exit status {error.code}",
            'Put what the script does below `if __name__ == "__main__":`.',
        ) from None
    except BaseException as error:
        if was_pressed(error):
            raise
        raise _described(error, failed, frames) from None


@contextmanager
def ending_nothing(target: str) -> Iterator[None]:
    """Make an end of the program that the user's code asks for a failure of the network.

    What calls that code knows of its errors, but not everywhere of ``SystemExit`` and its like.

    Raises:
        ConstructionError: Something was raised that is no ``Exception``, and no key was pressed.
    """
    with told_apart():
        try:
            yield
        except (Exception, PassingError, GeneratorExit):
            raise
        except BaseException as error:
            if was_pressed(error):
                raise
            raise ConstructionError(f"`{target}` raised {type(error).__name__}") from None


def _described(error: BaseException, failed: str, frames: Frames) -> ConstructionError:
    shown = user_traceback(error, frames)
    if isinstance(error, ModuleNotFoundError):
        return not_installed(str(error), shown)
    said = said_by(error)
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    kind = type(error).__name__
    return ConstructionError(f"{failed}: {what}", "", shown, _missing_arguments(error), kind)


def _missing_arguments(error: BaseException) -> list[str]:
    """Return the names of arguments that a call lacked, or that were looked up in vain."""
    if isinstance(error, KeyError) and error.args and str(error.args[0]).isidentifier():
        return [str(error.args[0])]
    found = _MISSING.search(str(error)) if isinstance(error, TypeError) else None
    return re.findall(r"'(\w+)'", found[1]) if found else []


def user_traceback(error: BaseException, frames: Frames) -> str:
    """Return an exception's traceback from the user's first frame on, without frames of ours."""
    shown = traceback.TracebackException.from_exception(error)
    ours = str(Path(__file__).parents[2])
    part: traceback.TracebackException | None = shown
    while part is not None:
        theirs = dropwhile(lambda frame: not frames.is_user_file(frame.filename), part.stack)
        kept = [frame for frame in theirs if not frame.filename.startswith(ours)]
        part.stack = traceback.StackSummary.from_list(kept)
        part = part.__cause__ or part.__context__
    return "".join(shown.format())
