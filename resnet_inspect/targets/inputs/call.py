"""How ``forward`` is called: which of its arguments holds what."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from torch import nn

from resnet_inspect.errors import InputSizeError
from resnet_inspect.targets.inputs.given_inputs import (
    Constant,
    GivenInputs,
    Nest,
    Size,
    Unsaid,
    filled,
    sizes_in,
)
from resnet_inspect.targets.inputs.input_shape import InputShape, no_size
from resnet_inspect.targets.inputs.keys import keys_read

ANY_NUMBER = 1000
"""Inputs that ``*inputs`` takes, at most."""

VALUES = (bool, int, float, str)
"""Types of arguments that are no tensors."""

Parameters = Mapping[str, inspect.Parameter]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of ``forward``."""

    name: str
    """Its parameter's name; empty in ``*inputs``."""
    value: Nest
    own: bool = True
    """Whether the user gave it, rather than one size for all that are required."""
    by_name: bool = False
    """Whether it is passed by name."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One input tensor."""

    parameter: str
    """The argument in which it lies."""
    place: str
    """Its place in that argument, which is the argument's name where it is all of it."""
    size: Size | None
    """None where nobody said it."""
    own: bool
    """Whether the user gave it for this input."""


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of ``forward``, in its order."""

    arguments: tuple[Argument, ...]
    named: bool = False
    """Whether the user named some of them."""

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The input tensors, in the order in which ``fill`` takes them."""
        return tuple(leaf for argument in self.arguments for leaf in _leaves(argument))

    @property
    def plain(self) -> bool:
        """Whether each argument is one tensor, in order: what most networks take."""
        return all(
            isinstance(one.value, Size | Unsaid) and not one.by_name for one in self.arguments
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Where each input tensor goes; empty where positions tell it and nobody named one."""
        return () if self.plain and not self.named else tuple(leaf.place for leaf in self.leaves)

    def fill(self, tensors: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
        """Return the positional and the named arguments with these tensors in them."""
        source = iter(tensors)
        positional, named = [], {}
        for one in self.arguments:
            value = filled(one.value, source)
            if one.by_name:
                named[one.name] = value
            else:
                positional.append(value)
        return positional, named


def _leaves(argument: Argument) -> Iterator[Leaf]:
    for place, size in sizes_in(argument.value, argument.name):
        if isinstance(size, Unsaid):
            yield Leaf(argument.name, place, None, own=False)
        else:
            yield Leaf(argument.name, place, size, argument.own)


def call_of(network: nn.Module, given: GivenInputs) -> Call:
    """Return how a network is called with what was given.

    What is given by name goes to that argument, the rest to the others in order. One size alone
    serves all arguments that are required and not named.

    Raises:
        InputSizeError: ``forward`` has no such argument, takes fewer, or requires more.
    """
    known = forward_parameters(network)
    if known is None:
        values: Sequence[Nest] = given.positional or [Unsaid()]
        return Call(tuple(Argument("", value) for value in values))
    keys = keys_read(network, tuple(known))
    given = _unless_one_dict(given, known, keys)
    keywords = dict(given.keywords)
    _check_names(network, known, keywords)
    free = [name for name, one in known.items() if _is_positional(one) and name not in keywords]
    values, own = _values(network, given, known, free)
    placed = dict(zip(free, values, strict=False))
    ordered = _in_order(known, placed, keywords, own=own)
    arguments = [_with_keys(argument, keys.get(argument.name, ())) for argument in ordered]
    rest = (Argument("", value) for value in values[len(free) :])
    return Call((*arguments, *rest), named=bool(keywords))


def _with_keys(argument: Argument, keys: Sequence[str]) -> Argument:
    """Return a dict of inputs where ``forward`` reads one, and nobody gave a dict or a tensor."""
    if not keys or not isinstance(argument.value, InputShape | Unsaid):
        return argument
    return replace(argument, value=dict.fromkeys(keys, argument.value), own=False)


def _values(
    network: nn.Module, given: GivenInputs, known: Parameters, free: Sequence[str]
) -> tuple[list[Nest], bool]:
    """Return what the arguments that are not named hold, and whether each was given for itself."""
    required = sum(known[name].default is inspect.Parameter.empty for name in free)
    any_number = any(one.kind is one.VAR_POSITIONAL for one in known.values())
    if any_number and not given.keywords:
        required = max(required, 1)
    values: list[Nest] = list(given.positional)
    if not values:
        return [Unsaid()] * (required or (not given and bool(free))), False
    served = len(values) == 1 < required
    if served:
        values *= required
    if not required <= len(values) <= (ANY_NUMBER if any_number else len(free)):
        raise _wrong_number(network, required, len(free), len(values))
    return values, not served


def _in_order(
    known: Parameters,
    placed: Mapping[str, Nest],
    keywords: Mapping[str, Nest],
    *,
    own: bool,
) -> Iterator[Argument]:
    """Yield the arguments in the order of ``forward``; by name behind one that is left out."""
    gap = False
    for name, parameter in known.items():
        gap = gap or parameter.kind is parameter.KEYWORD_ONLY
        if name in keywords:
            yield Argument(name, _as_meant(keywords[name], parameter), by_name=gap)
        elif name in placed:
            served = not own and next(iter(placed)) != name
            yield Argument(name, _as_meant(placed[name], parameter), own=not served, by_name=gap)
        else:
            gap = gap or _is_positional(parameter)
    for name, value in keywords.items():
        if name not in known:
            yield Argument(name, value, by_name=True)


def _as_meant(value: Nest, parameter: inspect.Parameter) -> Nest:
    """Take a number for a number where the argument is one, and a word for a word.

    Raises:
        InputSizeError: A word is given where a tensor is taken.
    """
    kinds = {parameter.annotation, type(parameter.default)}
    takes_value = any(kind in kinds or kind.__name__ in kinds for kind in VALUES)
    match value:
        case InputShape(numbers=(number,), dtype="") if takes_value:
            return Constant(number)
        case Constant(value=str(word)) if not takes_value:
            raise no_size(f"{parameter.name}={word}")
    return value


def _unless_one_dict(
    given: GivenInputs, known: Parameters, keys: Mapping[str, Sequence[str]]
) -> GivenInputs:
    """Take names for those in a dict where they are none of arguments, and do not resemble one.

    They were given as a dict, or are what ``forward`` reads of its one argument.
    """
    required = [name for name, one in known.items() if one.default is one.empty]
    if not (given.keywords or given.mapping) or _takes_any_name(known) or len(required) != 1:
        return given
    names = [name for name, _ in given.keywords]
    read = set(names) <= set(keys.get(required[0], ()))
    if not (read or given.mapping) or given.positional:
        return given
    if not read and any(get_close_matches(name, known, 1) for name in names):
        return given
    return GivenInputs(positional=(dict(given.keywords),))


def _check_names(network: nn.Module, known: Parameters, keywords: Mapping[str, Nest]) -> None:
    if _takes_any_name(known):
        return
    for name in keywords:
        parameter = known.get(name)
        if parameter is None or parameter.kind in {
            parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL,
        }:  # fmt: skip
            near = get_close_matches(name, known, 1)
            guess = f"Did you mean {near[0]}? " if near else ""
            raise InputSizeError(
                f"{type(network).__name__}.forward has no input `{name}`",
                f"{guess}It is forward{inspect.signature(network.forward)}",
            )


def _wrong_number(network: nn.Module, required: int, most: int, given: int) -> InputSizeError:
    takes = f"{required}" if required == most else f"{required} to {most}"
    were = "was" if given == 1 else "were"
    return InputSizeError(
        f"{type(network).__name__}.forward takes {takes} input{'s' * (most != 1)},"
        f" {given} {were} given: forward{inspect.signature(network.forward)}",
        "Repeat --input once for each, in order or as name=size; a single one serves all that are"
        " required.",
    )


def _is_positional(parameter: inspect.Parameter) -> bool:
    return parameter.kind in {parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD} or (
        parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty
    )


def _takes_any_name(known: Parameters) -> bool:
    return any(one.kind is one.VAR_KEYWORD for one in known.values())


def forward_parameters(network: nn.Module) -> Parameters | None:
    """Return the parameters of ``forward``, None where it does not tell them."""
    try:
        return inspect.signature(network.forward).parameters
    except (ValueError, TypeError):
        return None
