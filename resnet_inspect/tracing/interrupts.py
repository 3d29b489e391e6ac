"""Ctrl-C, told apart from code that raises ``KeyboardInterrupt`` itself."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from resnet_inspect.errors import PassingError

_listening: list[bool] = []


class PressedError(PassingError, KeyboardInterrupt):
    """The user pressed Ctrl-C."""


@contextmanager
def told_apart() -> Iterator[None]:
    """Let :func:`was_pressed` know the user's keys from the user's code inside the block.

    Outside the main thread no signal arrives, and where the program has a handler of its own that
    one stays: there every interrupt counts as pressed.
    """
    usual = signal.getsignal(signal.SIGINT) in {signal.default_int_handler, signal.SIG_IGN}
    if threading.current_thread() is not threading.main_thread() or not usual:
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, _press)
    _listening.append(True)
    try:
        yield
    except PressedError:
        raise KeyboardInterrupt from None
    finally:
        _listening.pop()
        signal.signal(signal.SIGINT, before)


def was_pressed(error: BaseException) -> bool:
    """Whether an interrupt comes from the keyboard."""
    if isinstance(error, PressedError):
        return True
    return isinstance(error, KeyboardInterrupt) and not _listening


def _press(_signal: int, _frame: FrameType | None) -> None:
    raise PressedError
