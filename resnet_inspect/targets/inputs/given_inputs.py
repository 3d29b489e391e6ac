"""What the user gives to a forward pass, in whatever nesting, before the network is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Union

from resnet_inspect.graph import TensorSpec
from resnet_inspect.targets.inputs.input_shape import InputShape


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is handed on as it is: None, a truth value, a number, a word."""

    value: bool | float | str | None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """The place of an input of which nobody said the size."""


Size = InputShape | TensorSpec
Nest = Union[  # noqa: UP007 - of names in quotes
    Size, Unsaid, Constant, list["Nest"], tuple["Nest", ...], dict[str, "Nest"]
]
"""One argument of ``forward``: a size, none yet, a constant, or lists, tuples and dicts."""


@dataclass(frozen=True, slots=True)
class GivenInputs:
    """Arguments of ``forward``, in order and by name; false where there are none."""

    positional: tuple[Nest, ...] = ()
    keywords: tuple[tuple[str, Nest], ...] = ()
    mapping: bool = False
    """Whether it was one dict, which may be arguments by name or an argument itself."""

    def __bool__(self) -> bool:
        """Tell whether anything was given."""
        return bool(self.positional or self.keywords or self.mapping)

    @property
    def first(self) -> Size | None:
        """The first size, which tells of channels and image size before anything is built."""
        values = (*self.positional, *(value for _, value in self.keywords))
        sizes = (size for value in values for _, size in sizes_in(value))
        return next((size for size in sizes if not isinstance(size, Unsaid)), None)


NO_INPUTS = GivenInputs()


def sizes_in(value: Nest, place: str = "") -> Iterator[tuple[str, Size | Unsaid]]:
    """Yield the sizes in an argument, each with its place: ``batch.image``, ``images.0``."""
    match value:
        case Constant():
            return
        case Mapping():
            parts: Any = value.items()
        case list() | tuple():
            parts = enumerate(value)
        case _:
            yield place, value
            return
    for name, part in parts:
        yield from sizes_in(part, f"{place}.{name}" if place else str(name))


def filled(value: Nest, tensors: Iterator[Any]) -> Any:  # noqa: ANN401 - as nested as the argument
    """Return an argument with a tensor in the place of each size, taken in order."""
    match value:
        case Constant(value=constant):
            return constant
        case Mapping():
            return {name: filled(part, tensors) for name, part in value.items()}
        case list():
            return [filled(part, tensors) for part in value]
        case tuple():
            return tuple(filled(part, tensors) for part in value)
    return next(tensors)
