"""Building a network whose arguments nobody gave in full: what it asks for, and other depths."""

import re
from collections.abc import Callable, Mapping, Sequence

from torch import nn

from resnet_inspect.errors import ConstructionError
from resnet_inspect.targets.arguments.call_arguments import (
    BoundArguments,
    missing_arguments,
    takes_any_keyword,
)
from resnet_inspect.targets.arguments.conventions import Given, is_depth

ROUNDS = 4
"""How often a factory may ask for further arguments."""

REFUSALS = frozenset("TypeError IndexError KeyError AttributeError AssertionError".split())
"""What a value of another kind than an argument takes raises."""

_LINES = re.compile(r"^  File .*\n    (.*)$", re.MULTILINE)
"""The source lines of a traceback."""

Build = Callable[[BoundArguments], nn.Module]


def first_that_builds(
    build: Build,
    bound: BoundArguments,
    sizes: Given,
    signature: Callable[..., object] | None,
    command: str,
) -> tuple[nn.Module, BoundArguments]:
    """Return the first network that can be built, and with which arguments.

    What a factory that takes any keyword lacks gets its conventional value; an assumed depth gives
    way to the next one where the constructor refuses it, and an assumed side to height and width.

    Args:
        build: Builds the network.
        bound: The arguments that are known.
        sizes: Channels and size of the input.
        signature: What is called; None for what takes no arguments.
        command: The target as typed, for the error's example.

    Raises:
        MissingArgumentsError: An argument is asked for that has no conventional value.
        ConstructionError: The constructor raised for another reason.
    """
    any_keyword = signature is not None and takes_any_keyword(signature)
    for _ in range(ROUNDS):
        try:
            return build(bound), bound
        except ConstructionError as error:
            lacking = [name for name in error.missing if name not in bound.values]
            completed = bound.completed(lacking, sizes) if lacking and any_keyword else None
            if completed is None:
                return _with_other_values(build, bound, error, signature, command, lacking)
            bound = completed
    return build(bound), bound


def _with_other_values(  # noqa: PLR0913, PLR0917 - what the error tells
    build: Build,
    bound: BoundArguments,
    error: ConstructionError,
    signature: Callable[..., object] | None,
    command: str,
    lacking: Sequence[str],
) -> tuple[nn.Module, BoundArguments]:
    for other in bound.with_other_values():
        try:
            return build(other), other
        except ConstructionError:
            continue
    names = [*lacking, *(name for name in bound.assumed if is_depth(name))]
    if names and signature is not None and (takes_any_keyword(signature) or not lacking):
        raise missing_arguments(signature, names, command) from None
    if signature is not None and (refused := _refused(error, bound.assumed)):
        raise missing_arguments(signature, refused, command) from None
    raise error


def _refused(error: ConstructionError, assumed: Mapping[str, object]) -> list[str]:
    """Return the arguments that were assumed and that the line which raised speaks of."""
    lines = _LINES.findall(error.traceback)
    if not lines or error.kind not in REFUSALS:
        return []
    return [name for name in assumed if re.search(rf"\b{re.escape(name)}\b", lines[-1])]
