"""An end to code that hangs, with the line on which it hung."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from resnet_inspect.errors import HangError
from resnet_inspect.graph import SourceSpan
from resnet_inspect.tracing.frames import Frames


class _Interrupt(BaseException):
    """Ends the user's code; no Exception, so that ``except Exception`` does not catch it."""


@contextmanager
def time_limit(seconds: float, what: str) -> Iterator[None]:
    """End the block after ``seconds``; 0 sets no limit.

    Works by a timer signal: where the system has none, and outside the main thread, there is no
    limit.

    Raises:
        HangError: The block did not end in time.
    """
    if seconds <= 0 or not hasattr(signal, "SIGALRM") or not _in_main_thread():
        yield
        return
    places: list[SourceSpan] = []

    def interrupt(_signal: int, frame: FrameType | None) -> None:
        place = _user_place(frame)
        if place and not places:
            places.append(place)
        raise _Interrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    except _Interrupt:
        where = f"at {places[0]}, in {places[0].function}" if places else "outside your files"
        raise HangError(
            f"{what} did not end within {seconds:g} s; it was {where}",
            "Mend the loop there, or give it more time: --timeout 300 (0 for no limit).",
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _user_place(frame: FrameType | None) -> SourceSpan | None:
    frames = Frames()
    while frame is not None:
        if frames.is_user(frame.f_code) and "site-packages" not in frame.f_code.co_filename:
            return frames.span(frame.f_code, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return None
