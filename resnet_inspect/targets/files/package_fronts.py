"""A file of a package whose front, its ``__init__``, cannot be run.

The front often imports every file of the package, and with them what one of the others needs. The
file that was asked for can do without.
"""

import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TypeVar

Result = TypeVar("Result")


def without_fronts(file: Path, root: Path, load: Callable[[], Result]) -> Result:
    """Call ``load`` where the packages around a file have a path and nothing else.

    Args:
        file: What ``load`` imports.
        root: The folder from which it is imported.
        load: Raised while the packages' fronts ran.
    """
    for folder in reversed(_packages(file, root)):
        name = ".".join(folder.relative_to(root).parts)
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        package.__file__ = str(folder / "__init__.py")
        sys.modules[name] = package
    return load()


def front_raised(error: BaseException, file: Path, root: Path) -> str:
    """Return which front of the packages around a file raised before the file ran; else nothing."""
    frames = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    fronts = [folder / "__init__.py" for folder in _packages(file, root)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append(error.filename)
    if str(file) in frames:
        return ""
    return next((str(one.relative_to(root)) for one in fronts if str(one) in frames), "")


def _packages(file: Path, root: Path) -> list[Path]:
    """Return the folders of the packages around a file, the innermost first."""
    return list(_above(file.parent, root))


def _above(folder: Path, root: Path) -> Iterator[Path]:
    while folder != root:
        yield folder
        folder = folder.parent
