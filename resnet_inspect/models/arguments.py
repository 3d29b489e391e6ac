"""Arguments of ``build``: the fields of an architecture, checked and replaced by name."""

from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from enum import StrEnum

from resnet_inspect.errors import UsageError
from resnet_inspect.models.architecture import (
    Architecture,
    BlockKind,
    Frames,
    Gate,
    Norm,
    Shortcut,
    StemKind,
    StridePlace,
)

ARGUMENTS = tuple(field.name for field in fields(Architecture))
"""The names of all arguments."""

_CHOICES: dict[str, type[StrEnum]] = {
    "block": BlockKind,
    "stem": StemKind,
    "stride_on": StridePlace,
    "shortcut": Shortcut,
    "gate": Gate,
    "frames": Frames,
    "norm": Norm,
}
_SWITCHES = {"antialiased", "preactivation", "zero_init_residual"}
_OPTIONAL = {"output_stride", "stem_planes"}


def customize(architecture: Architecture, arguments: Mapping[str, object]) -> Architecture:
    """Replace some choices of an architecture.

    Args:
        architecture: The choices to start from.
        arguments: New values by field name; a choice can be given as its text, ``shortcut="A"``.

    Returns:
        The new architecture.

    Raises:
        UsageError: If a name is not a field, a value does not fit it, or values contradict.
    """
    changes = {name: _checked(name, value) for name, value in arguments.items()}
    return replace(architecture, **changes)  # type: ignore[arg-type]


def _checked(name: str, value: object) -> object:
    if name not in ARGUMENTS:
        nearest = get_close_matches(name, ARGUMENTS, n=1)
        guess = f"Did you mean `{nearest[0]}`? " if nearest else ""
        msg = f"a reference network has no argument `{name}`"
        raise UsageError(msg, f"{guess}Its arguments are {', '.join(ARGUMENTS)}.")
    if name in _CHOICES:
        return _choice(name, value)
    if name in _SWITCHES:
        if isinstance(value, bool):
            return value
        wanted = "True or False"
    elif name == "blocks":
        if isinstance(value, (tuple, list)) and value and all(map(_is_count, value)):
            return tuple(value)
        wanted = "positive whole numbers, one for each stage, such as (3, 4, 6, 3)"
    else:
        if _is_count(value) or (name in _OPTIONAL and value is None):
            return value
        wanted = "a positive whole number"
    msg = f"{name}={value!r} cannot be: it takes {wanted}"
    raise UsageError(msg)


def _choice(name: str, value: object) -> StrEnum:
    choices = _CHOICES[name]
    if isinstance(value, str) and value in {choice.value for choice in choices}:
        return choices(value)
    msg = f"{name}={value!r} cannot be: it is one of {', '.join(choices)}"
    raise UsageError(msg)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
