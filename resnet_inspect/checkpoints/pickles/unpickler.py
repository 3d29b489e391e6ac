"""A pickle becomes data without importing or calling what it names.

An unpickler is not safe with ``find_class`` alone: the C version allocates what a forged length
asks for, and any version hashes deeply nested keys until the stack overflows. This is the standard
library's Python version, whose memory is bounded by the pickle's size, with the few operations
replaced that touch an object's inside.
"""

import pickle
from collections.abc import Callable
from typing import IO, Any, ClassVar

from resnet_inspect.checkpoints.pickles.record import Entries, Record, plain_key
from resnet_inspect.checkpoints.pickles.torch_names import FUNCTIONS, Named, known
from resnet_inspect.checkpoints.tensor import Storage

MOST_CLASSES = 1000
MOST_LETTERS = 200
PERSISTENT_ID = 5
"""Parts of a storage's name in a pickle: the word, class, key, device, numbers."""


class InertUnpickler(pickle._Unpickler):  # noqa: SLF001 - see above
    """Reads one pickle; ``asked`` lists what it named besides torch's tensors and containers."""

    dispatch: ClassVar[dict[int, Callable[..., None]]] = dict(pickle._Unpickler.dispatch)  # noqa: SLF001 - see above

    stack: list[Any]
    append: Callable[[Any], None]
    pop_mark: Callable[[], list[Any]]
    read: Callable[[int], bytes]

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, encoding="latin1")
        self.asked: dict[str, type[Record]] = {}

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - one of several kinds
        """Return what stands in for a class or function: nothing is imported."""
        if (found := known(module, name)) is not None:
            return found
        origin = f"{module}.{name}"[:MOST_LETTERS]
        if origin not in self.asked:
            if len(self.asked) >= MOST_CLASSES:
                raise pickle.UnpicklingError(f"it names more than {MOST_CLASSES} classes")
            self.asked[origin] = type("Record", (Record,), {"origin": origin})
        return self.asked[origin]

    def persistent_load(self, pid: Any) -> Storage:  # noqa: ANN401 - what the pickle holds
        """Return a storage by its name."""
        if not isinstance(pid, tuple) or len(pid) < PERSISTENT_ID or pid[0] != "storage":
            raise pickle.UnpicklingError("it refers to something that is no storage")
        kind, key, _device, numel = pid[1:PERSISTENT_ID]
        if not isinstance(kind, Named) or not isinstance(numel, int) or numel < 0:
            raise pickle.UnpicklingError("it refers to a storage of an unknown kind")
        return Storage(str(key), kind.dtype, numel)

    def load_reduce(self) -> None:
        """Call one of our own stand-ins, or keep what would have been called."""
        arguments, function = self.stack.pop(), self.stack[-1]
        if not isinstance(arguments, tuple):
            raise pickle.UnpicklingError("a call has no arguments")
        ours = function in FUNCTIONS.values() or function is Entries or _is_record(function)
        if not ours:
            raise pickle.UnpicklingError("something is called that is no function")
        self.stack[-1] = function(*arguments)

    def load_build(self) -> None:
        """Give an object its state, where it is a record or a dictionary."""
        state = self.stack.pop()
        if isinstance(self.stack[-1], Record | Entries):
            self.stack[-1].__setstate__(state)

    def load_setitem(self) -> None:
        """Set one entry."""
        value, key = self.stack.pop(), self.stack.pop()
        self._set(self.stack[-1], key, value)

    def load_setitems(self) -> None:
        """Set several entries."""
        items = self.pop_mark()
        for key, value in zip(items[::2], items[1::2], strict=True):
            self._set(self.stack[-1], key, value)

    def load_dict(self) -> None:
        """Make a dictionary of what is on the stack."""
        items = self.pop_mark()
        made: dict[Any, Any] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            self._set(made, key, value)
        self.append(made)

    def load_empty_set(self) -> None:
        """Make a set, as a record: its members need not be hashed."""
        self.append(Record())

    def load_frozenset(self) -> None:
        """Make a set, as a list."""
        self.append(self.pop_mark())

    def load_frame(self) -> None:
        """Read on without frames, so that the reader can pass over long runs of bytes."""
        self.read(8)

    def load_extension(self) -> None:
        """Refuse a class by number.

        Raises:
            UnpicklingError: Always.
        """
        raise pickle.UnpicklingError("it names a class by number")

    @staticmethod
    def _set(target: Any, key: Any, value: Any) -> None:  # noqa: ANN401 - see above
        if not isinstance(target, dict | Record):
            raise pickle.UnpicklingError("it sets an entry of something that has none")
        target[plain_key(key)] = value


def _is_record(function: Any) -> bool:  # noqa: ANN401 - see above
    return isinstance(function, type) and issubclass(function, Record)


for _code, _method in {
    pickle.REDUCE: InertUnpickler.load_reduce,
    pickle.BUILD: InertUnpickler.load_build,
    pickle.SETITEM: InertUnpickler.load_setitem,
    pickle.SETITEMS: InertUnpickler.load_setitems,
    pickle.DICT: InertUnpickler.load_dict,
    pickle.EMPTY_SET: InertUnpickler.load_empty_set,
    pickle.FROZENSET: InertUnpickler.load_frozenset,
    pickle.FRAME: InertUnpickler.load_frame,
    pickle.EXT1: InertUnpickler.load_extension,
    pickle.EXT2: InertUnpickler.load_extension,
    pickle.EXT4: InertUnpickler.load_extension,
}.items():
    InertUnpickler.dispatch[_code[0]] = _method
