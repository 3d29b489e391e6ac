"""Which files are the user's, and which belong to an installed package."""

from pathlib import Path, PurePath

FOLDERS = frozenset({"site-packages", "dist-packages"})

REFERENCES = Path(__file__).parents[2] / "models"
"""The reference networks, which a checkout has elsewhere: a file of theirs speaks of many."""


def is_installed(path: str) -> bool:
    """Whether a file belongs to an installed package, or is one of the reference networks'.

    Example:
        >>> is_installed("/usr/lib/python3/dist-packages/torch/nn/modules/conv.py")
        True
    """
    parts = PurePath(path)
    return not FOLDERS.isdisjoint(parts.parts) or parts.is_relative_to(REFERENCES)
