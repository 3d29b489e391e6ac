"""Which version of an installed package a trace would use, without importing it."""

import sys
from importlib.machinery import PathFinder
from pathlib import Path


def installed_version(name: str, *folders: str) -> str | None:
    """Return a package's version and place, or None where its version does not tell its code.

    That is so for one that is not installed, and for a checkout: an editable install, a folder on
    the import path. What an installer put there has its metadata beside it, in a folder that is
    named for the version; ``importlib.metadata`` would parse what is in it, which takes as long as
    all else that a remembered trace needs.

    Args:
        name: The package, called as its distribution is.
        folders: Where it would be looked for first.
    """
    spec = PathFinder.find_spec(name, [*folders, *sys.path])
    if spec is None or spec.origin is None:
        return None
    beside = Path(spec.origin).parents[1].glob(f"{name}-*-info")
    installed = sorted(info.name for info in beside)
    return f"{installed[0]} {spec.origin}" if len(installed) == 1 else None
