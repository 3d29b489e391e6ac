"""Running the user's file as a module, without leaving anything behind in the interpreter."""

import ast
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import decode_source
from pathlib import Path
from types import ModuleType

from resnet_inspect.errors import TargetError
from resnet_inspect.targets.files.from_above import FromAbove


@contextmanager
def fresh_imports(folder: Path) -> Iterator[None]:
    """Let modules be imported from ``folder``, and forget afterwards those that were.

    An edited file is thus read again by the next trace in the same process.
    """
    path, finders, before, words = list(sys.path), list(sys.meta_path), set(sys.modules), sys.argv
    sys.argv = words[:1]  # a script that parses its arguments sees none
    sys.path.insert(0, str(folder))
    above = FromAbove(folder)
    sys.meta_path.append(above)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:], sys.meta_path[:] = path, finders
        sys.argv = words
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if file and above.may_hold(Path(file)) and "site-packages" not in file:
                del sys.modules[name]


def package_root(file: Path) -> Path:
    """Return the folder from which ``file`` is imported: above its outermost package."""
    folder = file.parent
    while (folder / "__init__.py").exists():
        folder = folder.parent
    return folder


def import_file(file: Path) -> ModuleType:
    """Run a Python file as a module; ``if __name__ == "__main__"`` does not hold in it.

    A file inside a package is imported under its dotted name, so that its relative imports work.
    """
    root = package_root(file)
    if root != file.parent:
        parts = file.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        return importlib.import_module(name)
    if above := folders_named(file):
        sys.path.append(str(above))
        return importlib.import_module(".".join(file.relative_to(above).with_suffix("").parts))
    name = file.stem if _is_free(file.stem) else f"target_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise TargetError(f"`{file}` cannot be imported as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        if sys.modules.get(name) is not module:
            module = sys.modules.get(name, module)
    return module


def folders_named(file: Path) -> Path | None:
    """Return the folder above those that a file without a package around it names by dots.

    None where it imports nothing with a dot, or from a folder whose name is no identifier.
    """
    try:
        tree = ast.parse(decode_source(file.read_bytes()))
    except (SyntaxError, ValueError):
        return None
    dots = max((one.level for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)), default=0)
    if not 0 < dots <= len(file.parents) - 1:
        return None
    above = file.parents[dots]
    named = file.relative_to(above).with_suffix("").parts
    return above if all(part.isidentifier() for part in named) else None


def _is_free(name: str) -> bool:
    """Tell whether a module may be called so without hiding another one."""
    if not name.isidentifier() or name in sys.modules or name in sys.stdlib_module_names:
        return False
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        return True
    return found is None or found.origin is None or "site-packages" not in found.origin
