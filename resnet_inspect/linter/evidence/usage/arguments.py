"""Arguments of functions and methods that have no effect."""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.source.kept_arguments import keeps_all
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    method,
    names_read,
    self_attribute,
)


def unread_arguments(function: FunctionNode) -> list[ast.arg]:
    """Return the parameters that a function's body never reads, ``self`` and stars left out."""
    if _is_stub(function):
        return []
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    read = {name for statement in function.body for name in names_read(statement)}
    read |= _deleted(function)
    if "locals" in read or keeps_all(function):
        return []
    skipped = {named[0].arg} if named and named[0].arg in {"self", "cls"} else set()
    return [one for one in named if one.arg not in read | skipped and not one.arg.startswith("_")]


def _deleted(function: FunctionNode) -> set[str]:
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Delete)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_stub(function: FunctionNode) -> bool:
    """Whether a function only documents, passes or raises."""
    trivial = (ast.Pass, ast.Raise)
    return all(
        isinstance(one, trivial)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in function.body
    )


def overwritten(
    file: SourceFile, owner: ast.ClassDef
) -> Iterator[tuple[FunctionNode, str, ast.Assign]]:
    """Yield the arguments of a class's methods that are set anew before anything reads them."""
    for function in owner.body:
        if not isinstance(function, FunctionNode):
            continue
        fresh = set(parameter_names(function)[1:])
        for statement in function.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    shared = _another_reads(file, owner, function.name, name)
                    if name in fresh - names_read(value) and not shared:
                        yield function, name, statement
            fresh -= names_read(statement) | _bound(statement)


def _bound(statement: ast.stmt) -> set[str]:
    return {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}


def unread_in_methods(
    file: SourceFile, owner: ast.ClassDef
) -> Iterator[tuple[FunctionNode, ast.arg]]:
    """Yield the arguments of a class's helpers that the class passes and that are never read."""
    called = [one for one in ast.walk(owner) if isinstance(one, ast.Call)]
    for function in owner.body:
        if not isinstance(function, FunctionNode) or function.name.startswith("__"):
            continue
        calls = [one for one in called if self_attribute(one.func) == function.name]
        if not calls or function.decorator_list:
            continue
        for argument in unread_arguments(function):
            passed = any(_passes(function, one, argument.arg) for one in calls)
            if passed and not _another_reads(file, owner, function.name, argument.arg):
                yield function, argument


def _passes(function: FunctionNode, call: ast.Call, name: str) -> bool:
    """Whether a call gives an argument."""
    given = parameter_names(function)[1:][: len(call.args)]
    return name in given or any(one.arg == name for one in call.keywords)


def _another_reads(file: SourceFile, owner: ast.ClassDef, function: str, argument: str) -> bool:
    """Whether another class has a method of the same name that reads the argument."""
    found = [method(one, function) for one in file.classes if one is not owner]
    return any(argument in names_read(one) for one in found if one is not None)
