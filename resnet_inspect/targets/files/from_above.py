"""Modules that a repository's scripts import from its top folder, looked for above a file in it."""

from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

HIGHEST = 4
"""Folders above the file's own."""


class FromAbove:
    """Finds what no other finder does: ``model.resnet`` for a file in ``model``.

    Args:
        folder: From which the file is imported.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._above = list(folder.parents)[:HIGHEST]
        self._used: set[Path] = set()

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Look for a module without dots in the folders above, the nearest first."""
        for folder in self._above if path is None else ():
            if (folder / name).is_dir() or (folder / f"{name}.py").is_file():
                self._used.add(folder)
                return PathFinder.find_spec(name, [str(folder)], target)
        return None

    def may_hold(self, file: Path) -> bool:
        """Tell whether a file lies in one of the folders from which was imported."""
        return any(file.is_relative_to(folder) for folder in (self._folder, *self._used))
