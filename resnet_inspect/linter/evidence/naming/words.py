"""The words and numbers that a name is made of."""

import re

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def parts(name: str) -> tuple[str, ...]:
    """Split a name into its words and numbers, in lower case.

    Example:
        >>> parts("rgb_enc2"), parts("upConv10")
        (('rgb', 'enc', '2'), ('up', 'conv', '10'))
    """
    return tuple(one.lower() for one in _PARTS.findall(name))


def exchanged(one: str, other: str) -> tuple[str, str] | None:
    """Return the only part in which two names differ.

    Example:
        >>> exchanged("rgb_enc", "depth_enc"), exchanged("x1", "x1"), exchanged("a1", "b2")
        (('rgb', 'depth'), None, None)
    """
    first, second = parts(one), parts(other)
    if len(first) != len(second):
        return None
    differing = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return differing[0] if len(differing) == 1 else None


def with_part(name: str, old: str, new: str) -> str | None:
    """Return a name with one of its parts exchanged; None where it has the part not just once.

    Example:
        >>> with_part("rgb_enc", "rgb", "depth"), with_part("x11", "1", "2")
        ('depth_enc', None)
    """
    found = [one for one in _PARTS.finditer(name) if one.group().lower() == old]
    if len(found) != 1:
        return None
    return f"{name[: found[0].start()]}{new}{name[found[0].end() :]}"
