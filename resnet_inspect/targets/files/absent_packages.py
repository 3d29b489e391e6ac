"""Packages that are not installed, stood in for where the network does not need them.

A repository's files import much that its training alone uses. What is lacking can be imported all
the same, and whoever then calls it gets the error that the import would have raised.
"""

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any, TypeVar

Result = TypeVar("Result")

MOST = 20
"""Packages that a file may lack: its import begins anew for each."""


class Absent:
    """A name of a package that is not installed: it can be passed on, and not used.

    In the body of a file or a class it can be called, so that what it decorates stays as it is.
    """

    def __init__(self, package: str) -> None:
        self.__package = package

    def __getattr__(self, name: str) -> "Absent":
        """Return a name below."""
        if _is_special(name):
            raise AttributeError(name)
        return Absent(self.__package)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - what it decorates
        """Leave what is decorated as it is; refuse any other use."""
        if not _is_body(sys._getframe(1)):  # noqa: SLF001 - who calls
            raise _missing(self.__package)
        if (
            len(args) == 1
            and not kwargs
            and (inspect.isclass(args[0]) or inspect.isroutine(args[0]))
        ):
            return args[0]
        return Absent(self.__package)

    def __getitem__(self, key: object) -> "Absent":
        """Return a generic type, as annotations name it."""
        return Absent(self.__package)

    def __or__(self, other: object) -> "Absent":
        """Return a union, as annotations name it."""
        return Absent(self.__package)

    __ror__ = __or__

    def __setitem__(self, key: object, value: object) -> None:
        """Take a setting, which sets nothing."""

    def _refuse(self, *_: object) -> Any:  # noqa: ANN401 - it never returns
        raise _missing(self.__package)

    __bool__ = __iter__ = __len__ = __contains__ = __enter__ = __mro_entries__ = _refuse
    __instancecheck__ = __subclasscheck__ = __int__ = __float__ = __index__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _refuse
    __rtruediv__ = __pow__ = __rpow__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


class AbsentModule(ModuleType):
    """A module of a package that is not installed."""

    def __getattr__(self, name: str) -> Absent:
        """Return a name of it; which ones it has is not known."""
        if name == "__all__":
            raise _missing(self.__name__)
        if _is_special(name):
            raise AttributeError(name)
        return Absent(self.__name__)


class AbsentPackages:
    """Finds modules of the packages that were found to be lacking."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.error: ModuleNotFoundError | None = None
        """What the first of them raised."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to make a module of a package that is known to be lacking."""
        del path, target
        lacking = any(name == one or name.startswith(f"{one}.") for one in self.names)
        return ModuleSpec(name, self, is_package=True) if lacking else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return a module for a name."""
        return AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""

    def passed_over(self, load: Callable[[], Result]) -> Result:
        """Call ``load`` until it lacks nothing further that can be stood in for.

        Raises:
            ModuleNotFoundError: A package is lacking that is needed while it loads.
        """
        while True:
            try:
                return load()
            except ModuleNotFoundError as error:
                self.error = self.error or error
                name = error.name or ""
                if name in self.names:
                    raise
                if not name or len(self.names) == MOST:
                    raise self.error from None
                self.names.append(name)
            except Exception:
                if self.error is None:
                    raise
                raise self.error from None

    def unless_lacking(self, find: Callable[[], Result], refused: type[Exception]) -> Result:
        """Call ``find``; where it finds nothing, what is lacking may be why.

        Raises:
            ModuleNotFoundError: It raised ``refused``, and a package is lacking.
        """
        try:
            return find()
        except refused:
            if self.error is None:
                raise
            raise self.error from None

    def forget(self) -> None:
        """Begin anew."""
        self.names, self.error = [], None
        _forget()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was passed over, in a sentence."""
        if not self.names:
            return ()
        are = "is" if len(self.names) == 1 else "are"
        return (f"{', '.join(self.names)} {are} not installed; the network is built without",)


@contextmanager
def absent_packages() -> Iterator[AbsentPackages]:
    """Let packages that are lacking be imported inside the block, and forget them behind it."""
    absent = AbsentPackages()
    sys.meta_path.append(absent)
    try:
        yield absent
    finally:
        sys.meta_path[:] = [one for one in sys.meta_path if one is not absent]
        _forget()


def _forget() -> None:
    for name, module in list(sys.modules.items()):
        if isinstance(module, AbsentModule):
            del sys.modules[name]
            parent, _, own = name.rpartition(".")
            if vars(sys.modules.get(parent, sys)).get(own) is module:
                delattr(sys.modules[parent], own)


def _missing(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_body(frame: FrameType) -> bool:
    """Tell whether a frame runs the body of a file or of a class, rather than a function's."""
    return not frame.f_code.co_flags & inspect.CO_OPTIMIZED
