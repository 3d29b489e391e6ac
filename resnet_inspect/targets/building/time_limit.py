"""An end to code that hangs, with the line on which it hung."""

import math
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from resnet_inspect.errors import HangError, PassingError, UsageError
from resnet_inspect.graph import SourceSpan
from resnet_inspect.targets import watch
from resnet_inspect.tracing.tracking.frames import Frames

if TYPE_CHECKING:  # known to type checkers alone
    from _typeshed import TraceFunction

AGAIN = 0.02
"""Seconds after which code that swallowed an interrupt gets the next one."""

LONGEST = 1e8
"""Three years in seconds: longer than that is no limit, and more than a timer takes."""

_OPENING = str(Path(__file__).parents[1]) + "/"
"""What runs the user's code lies here: further out there is none of it."""


class _InterruptError(PassingError):
    """Ends the user's code."""


@contextmanager
def time_limit(seconds: float, what: str) -> Iterator[None]:
    """End the block after ``seconds``; 0 sets no limit.

    Works by a timer signal: where the system has none, and outside the main thread, there is no
    limit.

    Raises:
        HangError: The block did not end in time.
    """
    if math.isnan(seconds) or seconds < 0:
        raise UsageError(f"{seconds} is no time limit", "Write seconds: 60; 0 for no limit.")
    if not 0 < seconds < LONGEST or not hasattr(signal, "SIGALRM") or not _in_main_thread():
        yield
        return
    alarm = _Alarm()
    tracing, before = sys.gettrace(), signal.signal(signal.SIGALRM, alarm.ring)
    unraisable, sys.unraisablehook = sys.unraisablehook, _passed_over
    try:
        signal.setitimer(signal.ITIMER_REAL, max(seconds, AGAIN), AGAIN)
        with watch.limited(seconds):
            yield
    except (Exception, _InterruptError):
        if not alarm.rung:
            raise
    finally:
        alarm.over = True
        sys.unraisablehook = unraisable
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if alarm.swallowed:
            sys.settrace(tracing)
    if alarm.rung:  # however the block ended since: an interrupt may have left it half done
        raise _hang(what, seconds, alarm)


def _hang(what: str, seconds: float, alarm: "_Alarm") -> HangError:
    where = _named(alarm.place) if alarm.place else "outside your files"
    return HangError(
        f"{what} did not end within {seconds:g} s; it was {where}",
        "Mend the loop there, or give it more time: --timeout 300 (0 for no limit).",
    )


def _named(place: SourceSpan) -> str:
    """Name a line, its file as seen from the current folder where it lies in it."""
    with suppress(OSError):  # the current folder may be gone
        place = replace(place, file=place.file.removeprefix(f"{Path.cwd()}/"))
    return f"at {place}, in {place.function}"


def _passed_over(unraisable: "sys.UnraisableHookArgs") -> None:
    """Say nothing of an interrupt that came where nothing can be raised: the next one follows."""
    if unraisable.exc_type is not _InterruptError:
        sys.__unraisablehook__(unraisable)


class _Alarm:
    """Interrupts the user's code, and does it again where a bare ``except:`` swallowed that."""

    def __init__(self) -> None:
        self.place: SourceSpan | None = None
        """Where the user's code was at first."""
        self.rung = False
        self.swallowed = False
        self.over = False
        self._frames = Frames()

    def ring(self, _signal: int, frame: FrameType | None) -> None:
        """Raise; a second time only in the user's code, not while ours puts things back."""
        if self.over:
            return
        running = self._user_frames(frame)
        if not self.rung:
            self.place = self._place(running)
        elif running:
            self.swallowed = True
            _interrupt_handlers(running)
        else:
            return
        self.rung = True
        raise _InterruptError

    def _user_frames(self, frame: FrameType | None) -> list[FrameType]:
        found = []
        while frame is not None and not frame.f_code.co_filename.startswith(_OPENING):
            if self._frames.is_user(frame.f_code):
                found.append(frame)
            frame = frame.f_back
        return found

    def _place(self, running: list[FrameType]) -> SourceSpan | None:
        for frame in running:
            if "site-packages" not in frame.f_code.co_filename:
                return self._frames.span(frame.f_code, frame.f_lasti, frame.f_lineno)
        return None


def _interrupt_handlers(running: list[FrameType]) -> None:
    """Interrupt these frames on their next line: that of the handler which catches the interrupt.

    What is raised in a handler leaves its ``try``, and so the loop around it.
    """
    for frame in running:
        frame.f_trace = _interrupt_line
    sys.settrace(_interrupt_line)


def _interrupt_line(_frame: FrameType, event: str, _argument: object) -> "TraceFunction | None":
    if event == "line":
        raise _InterruptError
    return None if event == "call" else _interrupt_line


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
