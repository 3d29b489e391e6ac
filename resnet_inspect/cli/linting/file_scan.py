"""What a file's text says before it is run: whether it may hold a network, and what it imports."""

import ast
from collections.abc import Iterable
from pathlib import Path

NO_NETWORKS = frozenset(
    "ABC BaseException BaseModel Callback Dataset DataLoader Enum Exception Flag Function Generic "
    "IntEnum IterableDataset NamedTuple Optimizer Protocol RuntimeError Sampler Scheduler StrEnum "
    "TestCase Thread TypedDict ValueError dict float int list object str tuple".split()
)
"""Bases of classes that are no networks."""


def may_hold_network(file: str) -> bool:
    """Whether a file speaks of torch and has a class with a forward, or one derived from another.

    A file that is no Python is passed on, so that its error is said.
    """
    text, tree = _read(file)
    if tree is None:
        return "torch" in text or "Module" in text
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return ("torch" in text or "Module" in text) and any(map(_may_be_network, classes))


def _may_be_network(node: ast.ClassDef) -> bool:
    methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    bases = {ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases}
    return bool(bases - NO_NETWORKS) or ("forward" in methods and "Function" not in bases)


def imported_names(files: Iterable[str]) -> frozenset[str]:
    """Return the names that files import from others."""
    trees = (_read(file)[1] for file in files)
    return frozenset(
        name.name
        for tree in trees
        if tree is not None
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    )


def _read(file: str) -> tuple[str, ast.Module | None]:
    """Return a file's text and its tree, None where it has none."""
    try:
        text = Path(file).read_text(encoding="utf-8", errors="replace")
        return text, ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return "torch", None
