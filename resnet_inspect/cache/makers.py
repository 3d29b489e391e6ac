"""The code that makes a trace, as a stamp that changes when the code does."""

import os
from collections.abc import Iterator
from pathlib import Path

MAKERS = (
    "targets", "tracing", "models", "checkpoints", "graph",
    "reading.py", "errors.py", "lazy.py", "limits.py", "units.py", "version.py",
    "visible.py",
)  # fmt: skip
"""All that lies below this folder: imports run one way, so nothing else has a say in a trace."""


def code_stamp(package: Path) -> list[tuple[str, int, int]]:
    """Return path, time of change and size of each of the package's files that make a trace.

    Python decides in the same way whether its bytecode is up to date. A version number would not
    tell an edited checkout from the one before.

    Args:
        package: The package's folder.
    """
    return sorted(
        (str(Path(entry.path).relative_to(package)), stat.st_mtime_ns, stat.st_size)
        for entry in _python_files(package, MAKERS)
        for stat in [entry.stat()]
    )


def _python_files(folder: Path, names: tuple[str, ...] = ()) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if names and entry.name not in names:
                continue
            if entry.is_dir():
                yield from _python_files(Path(entry.path))
            elif entry.name.endswith(".py"):
                yield entry
