"""Passes a parameter that nothing reads on to a call that takes an argument of that name."""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.source.places import POSITIONS, parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, called_name, method


def passed_on(file: SourceFile, function: FunctionNode, name: str) -> Iterator[Fix]:
    """Yield each call of a function that could take the parameter, or takes a constant for it."""
    for call in ast.walk(function):
        if not isinstance(call, ast.Call):
            continue
        if name in accepted(file, call):
            edit = add_keyword(file, call, name, name)
            yield Fix(title=f"Pass `{name}={name}`", edits=(edit,), safe=False)
        for keyword in call.keywords:
            if keyword.arg == name and isinstance(keyword.value, ast.Constant):
                edit = replace(file, keyword.value, name)
                yield Fix(title=f"Pass `{name}={name}`", edits=(edit,), safe=False)


def accepted(file: SourceFile, call: ast.Call) -> list[str]:
    """Return the arguments that a call could have been given and was not."""
    name = called_name(call)
    if re.fullmatch(r"(Lazy)?Conv(Transpose)?[123]d", name):
        names = list(POSITIONS)
    else:
        function = _called(file, name)
        names = parameter_names(function) if function is not None else _lambda(file, name)
        names = names[1:] if names[:1] == ["self"] else names
    given = {one.arg for one in call.keywords}
    return [one for one in names[len(call.args) :] if one not in given]


def _called(file: SourceFile, name: str) -> FunctionNode | None:
    owner = file.class_at(name)
    if owner is not None:
        return method(owner, "__init__")
    return next((one for one in file.functions if one.name == name), None)


def _lambda(file: SourceFile, name: str) -> list[str]:
    """Return the parameters of a function that a file writes as ``name = lambda …``."""
    for node in ast.walk(file.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Lambda() as made):
                if target == name:
                    return [one.arg for one in made.args.args]
    return []
