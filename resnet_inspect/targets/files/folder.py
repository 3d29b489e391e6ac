"""The Python files of a folder, without those that nobody wrote there."""

from collections.abc import Iterator
from pathlib import Path

SKIPPED_FOLDERS = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages"})


def python_files(folder: Path) -> Iterator[Path]:
    """Yield the files in order; hidden folders and those of builds and packages are passed over."""
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(folder).parts[:-1]
        if not any(part.startswith(".") or part in SKIPPED_FOLDERS for part in parts):
            yield file
