"""Which files are the user's, and which belong to an installed package."""

from pathlib import PurePath

FOLDERS = frozenset({"site-packages", "dist-packages"})


def is_installed(path: str) -> bool:
    """Whether a file belongs to an installed package.

    Example:
        >>> is_installed("/usr/lib/python3/dist-packages/torch/nn/modules/conv.py")
        True
    """
    return not FOLDERS.isdisjoint(PurePath(path).parts)
