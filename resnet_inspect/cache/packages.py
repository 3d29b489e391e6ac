"""Which version of an installed package a trace would use, without importing it."""

import sys
from importlib.machinery import PathFinder
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path


def installed_version(name: str, *folders: str) -> str | None:
    """Return a package's version and place, or None where its version does not tell its code.

    That is so for one that is not installed, and for a checkout: an editable install, a folder on
    the import path.

    Args:
        name: The package, called as its distribution is.
        folders: Where it would be looked for first.
    """
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    spec = PathFinder.find_spec(name, [*folders, *sys.path])
    if spec is None or spec.origin is None or not _owns(found, name, spec.origin):
        return None
    return f"{name} {found.version} {spec.origin}"


def _owns(found: Distribution, name: str, origin: str) -> bool:
    installed = Path(str(found.locate_file(f"{name}/__init__.py")))
    return installed.resolve() == Path(origin).resolve()
