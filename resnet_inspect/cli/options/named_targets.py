"""``NAME=TARGET``: what a network is called in a figure or in a table."""

import os.path
from collections.abc import Sequence
from dataclasses import dataclass

from resnet_inspect.errors import UsageError


@dataclass(frozen=True, slots=True)
class NamedTarget:
    """A target, and the name that the user gives it."""

    target: str
    name: str = ""
    """Empty where the network's own is used."""


def named(word: str) -> NamedTarget:
    """Read a target with a name before it.

    A file whose own name has an equals sign in it (``epoch=3.ckpt``) is a file.

    Raises:
        UsageError: One of the two is missing.

    Example:
        >>> named("ours=my_net.py:Net")
        NamedTarget(target='my_net.py:Net', name='ours')
        >>> named("resnet50")
        NamedTarget(target='resnet50', name='')
    """
    name, sign, target = (part.strip() for part in word.partition("="))
    if not sign or os.path.exists(word) or os.path.exists(word.rpartition(":")[0]):  # noqa: PTH110 - no exception for odd names
        return NamedTarget(word)
    if not name or not target:
        raise UsageError(
            f"`{word}` lacks {'a target' if name else 'a name'}",
            "Write NAME=TARGET: ours=my_net.py:Net.",
        )
    return NamedTarget(target, name)


def names_of(targets: Sequence[NamedTarget]) -> tuple[str, ...]:
    """Return the names in order; none where no target has one."""
    names = tuple(one.name for one in targets)
    return names if any(names) else ()
