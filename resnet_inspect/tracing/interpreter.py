"""Python itself as the user's code found it: what that code takes away or replaces is put back."""

import builtins
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FunctionType, ModuleType
from typing import Any

_BUILTINS: dict[str, Any] = vars(builtins)
_MODULES = sys.modules
_set_limit = sys.setrecursionlimit
"""Known by names of our own: the user's code may clear what they are usually found in."""

FRAMES_OF_OURS = 3
"""A call of a module takes so many times the frames that it takes where nobody watches."""


class Mended:
    """Runs the user's code; at the end, everything that Python cannot do without is there again.

    Builtins and modules that were removed come back, and the recursion limit. What was replaced
    stays: the rest of the user's code may need it so. The end uses no builtin: there may be none.
    """

    def __enter__(self) -> None:
        """Note what there is."""
        self._builtins, self._modules = dict(_BUILTINS), dict(_MODULES)
        self._limit = sys.getrecursionlimit()

    def __exit__(self, *_: object) -> None:
        """Put back what is missing."""
        for name, value in self._builtins.items():
            _BUILTINS.setdefault(name, value)
        for name, value in self._modules.items():
            _MODULES.setdefault(name, value)
        _set_limit(max(self._limit, sys.getrecursionlimit()))


@contextmanager
def room_for_frames() -> Iterator[None]:
    """Let the user's code call as many functions inside of each other as it may without us."""
    before = sys.getrecursionlimit()
    _set_limit(before * FRAMES_OF_OURS)
    try:
        yield
    finally:
        _set_limit(before)


class Kept:
    """Leaves Python behind as it was: standard library, folder, environment, mask, ways."""

    def __enter__(self) -> None:
        """Note what there is."""
        self._builtins, self._limit = dict(_BUILTINS), sys.getrecursionlimit()
        self._standard = [(vars(one), dict(vars(one))) for one in _standard_modules()]
        self._ways = list(sys.path), list(sys.meta_path), list(sys.path_hooks)
        self._folder, self._environment = _folder(), dict(os.environ)
        self._mask = os.umask(0)
        os.umask(self._mask)

    def __exit__(self, *_: object) -> None:
        """Put back what changed."""
        _BUILTINS.update(self._builtins)
        for now, before in self._standard:
            now.update(_replaced(now, before))
        sys.path[:], sys.meta_path[:], sys.path_hooks[:] = self._ways
        _set_limit(self._limit)
        os.umask(self._mask)
        if dict(os.environ) != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)
        if self._folder and _folder() != self._folder:
            with suppress(OSError):
                os.chdir(self._folder)


def _standard_modules() -> list[ModuleType]:
    names = sys.stdlib_module_names
    known = [one for name, one in list(_MODULES.items()) if name.partition(".")[0] in names]
    return [one for one in known if isinstance(one, ModuleType)]


def _replaced(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return the functions that have others in their places; whatever else changes may do so."""
    functions = FunctionType, type(len), type
    return {
        name: value
        for name, value in before.items()
        if now.get(name) is not value and isinstance(value, functions)
    }


def _folder() -> str:
    """Return the current folder; empty where it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109 - a path object would do no more
    except OSError:
        return ""
