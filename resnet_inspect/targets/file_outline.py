"""Which of a file's classes and functions is the network, read off its syntax tree.

A class is a part if another class uses it, or if it is handed to a call or kept in a list or dict,
as block classes are (``ResNet(BasicBlock, [2, 2, 2, 2])``). What is left, and the functions that
return it, are the candidates.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class FileOutline:
    """Top-level classes and functions of a file, and who uses whom."""

    classes: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    """Classes that are part of something else."""
    owners: set[str] = field(default_factory=set)
    """Classes that use other classes of the file."""
    factories: dict[str, str] = field(default_factory=dict)
    """Functions that return an instance of a class of the file, and that class."""
    instances: dict[str, str] = field(default_factory=dict)
    """Top-level variables that hold an instance, and its class."""


def outline(text: str, file: str) -> FileOutline:
    """Read a file's outline.

    Raises:
        SyntaxError: The text is no Python.
    """
    tree = ast.parse(text, file)
    result = FileOutline(
        classes=[node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    )
    known = set(result.classes)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            used = _uses_in_class(node) & known - {node.name}
            result.parts |= used
            if used - {base.id for base in node.bases if isinstance(base, ast.Name)}:
                result.owners.add(node.name)
        else:
            result.parts |= _handed_on(node) & known
        if isinstance(node, ast.Assign) and (made := _called(node.value)) in known:
            names = [name.id for name in node.targets if isinstance(name, ast.Name)]
            result.instances |= dict.fromkeys(names, str(made))
    _find_factories(tree, known, result)
    return result


def _uses_in_class(node: ast.ClassDef) -> set[str]:
    """Return the names that a class's bases and body read, annotations left out."""
    return {
        name.id
        for part in [*node.bases, *node.body]
        for name in _without_annotations(part)
        if isinstance(name, ast.Name) and not _is_super(name)
    }


def _is_super(name: ast.Name) -> bool:
    return name.id in {"super", "self"}


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for field_name, value in ast.iter_fields(node):
        if field_name in {"annotation", "returns"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _without_annotations(child)


def _handed_on(node: ast.stmt) -> set[str]:
    """Return the names that are arguments of calls or items of lists and dicts."""
    names: set[str] = set()
    for part in ast.walk(node):
        values: list[ast.expr | None] = []
        if isinstance(part, ast.Call):
            if _called(part) in {"isinstance", "issubclass", "super"}:
                continue
            values = [*part.args, *(keyword.value for keyword in part.keywords)]
        elif isinstance(part, ast.List | ast.Tuple | ast.Set):
            values = list(part.elts)
        elif isinstance(part, ast.Dict):
            values = list(part.values)
        names |= {value.id for value in values if isinstance(value, ast.Name)}
    return names


def _called(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return None


def _find_factories(tree: ast.Module, known: set[str], result: FileOutline) -> None:
    """Add functions that return an instance, directly or through another factory."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for _ in functions:
        makers = {name: name for name in known} | result.factories
        for function in functions:
            made = _returned_class(function, makers)
            if made is not None:
                result.factories[function.name] = made


def _returned_class(function: ast.FunctionDef, makers: dict[str, str]) -> str | None:
    made_by_name: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and (maker := _called(node.value)) in makers:
            for target in node.targets:
                if isinstance(target, ast.Name):
                    made_by_name[target.id] = makers[str(maker)]
    for node in ast.walk(function):
        if not isinstance(node, ast.Return) or node.value is None:
            continue
        if (maker := _called(node.value)) in makers:
            return makers[str(maker)]
        if isinstance(node.value, ast.Name) and node.value.id in made_by_name:
            return made_by_name[node.value.id]
    return None
