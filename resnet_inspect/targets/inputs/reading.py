"""Inputs as they are typed or handed over: the one place where they are read.

A text is a size, ``name=size`` for an argument by name, a list ``[3x32x32, 3x64x64]``, or ``None``,
``True``, ``False`` and numbers with a point, which are handed on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from resnet_inspect.errors import InputSizeError
from resnet_inspect.graph import TensorSpec
from resnet_inspect.targets.inputs.given_inputs import Constant, GivenInputs, Nest, Size
from resnet_inspect.targets.inputs.input_shape import parse_input
from resnet_inspect.targets.run_options import Input

CONSTANTS = {"none": None, "true": True, "false": False}


def read_inputs(given: Input | None) -> GivenInputs:
    """Return what the user gave, argument by argument.

    Raises:
        InputSizeError: Something in it is no size, or a name is given twice.

    Example:
        >>> read_inputs(["3x32x32", "mask=1x32x32:bool"]).keywords
        (('mask', InputShape(numbers=(1, 32, 32), dtype='bool')),)
    """
    if given is None:
        return GivenInputs()
    if isinstance(given, Mapping):
        return GivenInputs(keywords=tuple(_named(given)), mapping=True)
    positional: list[Nest] = []
    keywords: dict[str, Nest] = {}
    for one in _one_by_one(given):
        name, value = _argument(one)
        if not name:
            positional.append(value)
        elif name in keywords:
            raise InputSizeError(f"the input `{name}` is given twice", "Give each input once.")
        else:
            keywords[name] = value
    return GivenInputs(tuple(positional), tuple(keywords.items()))


def _one_by_one(given: Any) -> Sequence[Any]:  # noqa: ANN401 - any input
    """Return the inputs of a list; what is no list, or is a shape, is one input."""
    several = isinstance(given, list | tuple) and not _is_shape(given)
    return given if several else [given]


def _is_shape(value: Any) -> bool:  # noqa: ANN401 - see above
    return (
        isinstance(value, Sequence)
        and bool(value)
        and all(isinstance(size, int) and not isinstance(size, bool) for size in value)
    )


def _named(given: Mapping[Any, Any]) -> Iterator[tuple[str, Nest]]:
    for name, value in given.items():
        if not isinstance(name, str):
            raise InputSizeError(
                f"an input is named `{name!r:.40}`, which is no text",
                'Name the arguments of forward: {"image": tensor}.',
            )
        yield name, _nest(value, named=True)


def _argument(one: Any) -> tuple[str, Nest]:  # noqa: ANN401 - any input
    """Return an argument's name, empty without one, and its value."""
    if isinstance(one, str):
        name, equals, text = one.partition("=")
        if equals and name.strip().isidentifier():
            return name.strip(), _text(text, named=True)
    return "", _nest(one, named=False)


def _nest(value: Any, *, named: bool) -> Nest:  # noqa: ANN401 - any input
    if value is None or isinstance(value, bool | float):
        return Constant(value)
    if isinstance(value, str):
        return _text(value, named=named)
    if isinstance(value, Mapping):
        return dict(_named(value))
    if isinstance(value, list | tuple) and not _is_shape(value):
        items: list[Nest] = [_nest(item, named=False) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return _size(value)


def _size(value: Any) -> Size:  # noqa: ANN401 - any input
    if isinstance(value, TensorSpec):
        return value
    if isinstance(value, int):
        return parse_input(str(value))
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return TensorSpec(tuple(value.shape), str(value.dtype).removeprefix("torch."))
    if _is_shape(value):
        return parse_input("x".join(map(str, value)))
    raise InputSizeError(
        f"an input is a {type(value).__name__}, which is no size",
        "An input is a tensor, a size such as 224 or (1, 3, 224, 224), None, a number, or lists "
        "and dicts of those.",
    )


def _text(text: str, *, named: bool) -> Nest:
    """Read a text; of one with a name, only the network knows whether it is a word."""
    plain = text.strip()
    if plain.lower() in CONSTANTS:
        return Constant(CONSTANTS[plain.lower()])
    if plain.startswith("[") and plain.endswith("]") and _lists_sizes(plain):
        return [_text(part, named=False) for part in plain[1:-1].split(",")]
    try:
        return parse_input(plain)
    except InputSizeError:
        if (number := _number(plain)) is not None:
            return Constant(number)
        if named and plain.isidentifier():
            return Constant(plain)
        raise


def _lists_sizes(text: str) -> bool:
    """Tell ``[3x32x32, 3x64x64]`` from ``[3, 32, 32]``, which is one size."""
    return "x" in text.lower() and "," in text


def _number(text: str) -> float | None:
    try:
        return float(text) if "." in text or "e" in text.lower() else None
    except ValueError:
        return None
