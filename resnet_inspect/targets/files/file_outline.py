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
    builders: set[str] = field(default_factory=set)
    """Classes that keep what a call returned, or whose base of the file does: they have layers."""
    makers: list[str] = field(default_factory=list)
    """Other functions that return what they called for, and that no other one calls."""


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
    _find_factories(tree, known, result)
    _find_parts_of_factories(tree, known, result)
    _find_builders(tree, result)
    _find_makers(tree, result)
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


def _find_parts_of_factories(tree: ast.Module, known: set[str], result: FileOutline) -> None:
    """Add classes of which a function makes what it hands to the class that it returns.

    So ``DeepLabHead`` is a part where ``deeplab`` returns ``DeepLabV3(backbone, DeepLabHead(21))``.
    """
    makers = {name: name for name in known} | result.factories
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        returned = {
            made for made in _returned_makers(function) if made in makers or _is_class(made)
        }
        if returned:
            called = {_called(node) for node in ast.walk(function)}
            result.parts |= (known & called) - {makers.get(made, made) for made in returned}


def _returned_makers(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the names of what a function calls for what it returns."""
    made_by_name: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and (maker := _called(node.value)):
            made_by_name |= {one.id: maker for one in node.targets if isinstance(one, ast.Name)}
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            name = node.value.id if isinstance(node.value, ast.Name) else ""
            if maker := _called(node.value) or made_by_name.get(name):
                yield maker


def _is_class(name: str) -> bool:
    """Whether a name is written as those of classes are."""
    return name[:1].isupper() and not name.isupper()


def _find_builders(tree: ast.Module, result: FileOutline) -> None:
    """Add classes that assign the result of a call to an attribute, and those derived from them.

    A class without such an assignment may still have layers by way of a base from another file.
    """
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = {ast.unparse(base) for base in node.bases}
        foreign = bases - set(result.classes) - _PLAIN_BASES
        if foreign or bases & result.builders or _keeps_a_result(node):
            result.builders.add(node.name)


_PLAIN_BASES = frozenset({"nn.Module", "torch.nn.Module", "Module", "ABC", "abc.ABC", "object"})


def _keeps_a_result(node: ast.ClassDef) -> bool:
    """Tell whether a class has an attribute that a call made, or adds modules by a call."""
    for part in ast.walk(node):
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            if any(isinstance(target, ast.Attribute) for target in targets) and any(
                isinstance(inner, ast.Call) for inner in ast.walk(part.value)
            ):
                return True
        if isinstance(part, ast.Attribute) and part.attr in {"add_module", "register_module"}:
            return True
    return False


def _find_makers(tree: ast.Module, result: FileOutline) -> None:
    """Add functions whose result a call made, such as ``nn.Sequential(...)``."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    called = {_called(part) for node in functions.values() for part in ast.walk(node)}
    result.makers += [
        name
        for name, function in functions.items()
        if name not in called and name not in result.factories and _returns_a_result(function)
    ]


def _returns_a_result(function: ast.FunctionDef) -> bool:
    made = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    return any(
        isinstance(value, ast.Call) or (isinstance(value, ast.Name) and value.id in made)
        for value in returned
    )
