"""What a trace changes in the running process, for its own thread alone and one trace at a time.

To see the calls of modules, functions of torch are replaced while a network is built or run. Other
threads, which may train a network meanwhile, get the originals; so does whoever kept a reference to
a replacement after the block.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TextIO

_lock = threading.RLock()


def _forget_lock() -> None:
    """Start with a free lock in a forked child, whose parent may have held it in another thread."""
    global _lock  # noqa: PLW0603 - there is one for the process
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_lock)


@contextmanager
def alone() -> Iterator[None]:
    """Let one thread at a time build or run networks; the same thread may enter again."""
    with _lock:
        yield


@contextmanager
def replaced(owner: Any, name: str, replacement: Callable[..., Any]) -> Iterator[None]:  # noqa: ANN401 - a class or module
    """Replace a function for this thread inside the block.

    Args:
        owner: The class or module that holds it.
        name: Its name there.
        replacement: What this thread calls instead.
    """
    original, thread, open_block = getattr(owner, name), threading.get_ident(), [True]

    @wraps(original)
    def chosen(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        if open_block and threading.get_ident() == thread:
            return replacement(*args, **kwargs)
        return original(*args, **kwargs)

    setattr(owner, name, chosen)
    try:
        yield
    finally:
        open_block.clear()
        setattr(owner, name, original)


@contextmanager
def exchanged(owner: Any, name: str, replacement: type) -> Iterator[None]:  # noqa: ANN401 - a module
    """Exchange a class inside the block, for all threads: a class cannot tell who derives from it.

    Args:
        owner: The module that holds it.
        name: Its name there.
        replacement: The class that takes its place.
    """
    original = getattr(owner, name)
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        setattr(owner, name, original)


class _Routed:
    """A stream to which one thread's text does not go."""

    def __init__(self, own: TextIO, others: TextIO) -> None:
        self._own, self._others, self._thread = own, others, threading.get_ident()

    def close(self) -> None:
        """Stay open: the stream is not the user's."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """Return an attribute of the stream that is this thread's."""
        return getattr(self._own if threading.get_ident() == self._thread else self._others, name)


@contextmanager
def prints_on_standard_error() -> Iterator[None]:
    """Send what this thread prints to standard error inside the block."""
    before = sys.stdout
    sys.stdout = _Routed(sys.stderr, before)
    try:
        yield
    finally:
        sys.stdout = before
