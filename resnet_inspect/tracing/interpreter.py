"""Python itself as the user's code found it: what that code takes away or replaces is put back."""

import builtins
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FunctionType, GetSetDescriptorType, ModuleType
from typing import Any

import torch

from resnet_inspect.errors import ConstructionError, InspectError, said_by

_BUILTINS: dict[str, Any] = vars(builtins)
_MODULES = sys.modules
_set_limit = sys.setrecursionlimit
_FUNCTIONS = FunctionType, type(len), type, GetSetDescriptorType, type(torch.Tensor.dim)
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
            if _MODULES.get(name) is None:
                _MODULES[name] = value
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
    """Leaves Python behind as it was: standard library, folder, environment, mask, ways.

    An error that nobody foresaw is told as one of the code that replaced what others need.
    """

    def __enter__(self) -> None:
        """Note what there is."""
        self._builtins, self._limit = dict(_BUILTINS), sys.getrecursionlimit()
        self._known = [(name, now, dict(now)) for name, now in _namespaces()]
        self._modules, self._variables = sys.modules, os.environ
        self._ways = [(name, getattr(sys, name), [*getattr(sys, name)]) for name in _WAYS]
        self._folder, self._environment = _folder(), dict(os.environ)
        self._mask = os.umask(0)
        os.umask(self._mask)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Put back what changed.

        Raises:
            ConstructionError: What came out is no error of ours, and things had been replaced.
        """
        names = [name for name, value in self._builtins.items() if _BUILTINS.get(name) is not value]
        _BUILTINS.update(self._builtins)
        for module, now, before in self._known:
            changed = _replaced(now, before)
            names += [f"{module}.{name}" for name in changed]
            if module not in _TORCH:
                now.update(changed)
        names += [name for name, now in _tables() if now is None]
        self._put_back_ways()
        _set_limit(self._limit)
        os.umask(self._mask)
        if self._folder and _folder() != self._folder:
            with suppress(OSError):
                os.chdir(self._folder)
        if names and isinstance(error, Exception) and not isinstance(error, InspectError):
            raise _of_replaced(names, error) from error

    def _put_back_ways(self) -> None:
        """Put back what Python finds modules, programs and settings by."""
        sys.modules, os.environ = self._modules, self._variables
        for name, way, entries in self._ways:
            setattr(sys, name, way)
            way[:] = entries
        if dict(os.environ) != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)


_WAYS = "path", "meta_path", "path_hooks"


def _tables() -> list[tuple[str, Any]]:
    tables = [("sys.modules", sys.modules), ("os.environ", os.environ)]
    return [*tables, *((f"sys.{name}", getattr(sys, name)) for name in _WAYS)]


_TORCH: dict[str, Any] = {
    "torch": torch, "torch.Tensor": torch.Tensor, "torch.nn": torch.nn,
    "torch.nn.Module": torch.nn.Module, "torch.nn.functional": torch.nn.functional,
}  # fmt: skip
"""What is replaced here stays, as others may have been built on it, and is named."""

_NAMED = 3
"""Of what was replaced, at most."""


def _of_replaced(names: list[str], error: Exception) -> ConstructionError:
    shown = ", ".join(f"`{name}`" for name in names[:_NAMED]) + ("…" if names[_NAMED:] else "")
    return ConstructionError(
        f"the network's code replaces {shown}, and then: {type(error).__name__}: {said_by(error)}",
        "Others need it as it was: put it back where the code no longer needs its own.",
    )


def _namespaces() -> list[tuple[str, dict[str, Any]]]:
    names = sys.stdlib_module_names
    known = [(name, one) for name, one in list(_MODULES.items()) if name.partition(".")[0] in names]
    standard = [(name, vars(one)) for name, one in known if isinstance(one, ModuleType)]
    return [*standard, *((name, vars(one)) for name, one in _TORCH.items())]


def _replaced(now: Mapping[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return the functions that have others in their places; whatever else changes may do so."""
    return {
        name: value
        for name, value in before.items()
        if now.get(name) is not value and isinstance(value, _FUNCTIONS)
    }


def _folder() -> str:
    """Return the current folder; empty where it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109 - a path object would do no more
    except OSError:
        return ""
