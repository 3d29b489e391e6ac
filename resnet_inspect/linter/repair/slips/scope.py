"""The names that could have been written where another one stands."""

import ast
from difflib import SequenceMatcher

from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, self_attribute

ALIKE = 0.6
"""Names of which this share of letters agrees are easily confused."""


def names_at(file: SourceFile, node: ast.AST) -> list[str]:
    """Return the parameters and variables that a function has where ``node`` stands."""
    function = file.function(node)
    if function is None:
        return []
    known = [one for one in parameter_names(function) if one not in {"self", "cls"}]
    line = getattr(node, "lineno", 0)
    known += [
        one.id
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and one.lineno <= line
    ]
    return list(dict.fromkeys(known))


def unread(file: SourceFile, node: ast.AST) -> list[str]:
    """Return the parameters of the function around a node that it never reads."""
    function = file.function(node)
    return unread_parameters(function) if function is not None else []


def unread_parameters(function: FunctionNode) -> list[str]:
    """Return a function's parameters that its body never reads."""
    read = {
        one.id
        for statement in function.body
        for one in ast.walk(statement)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    }
    names = parameter_names(function)
    return [one for one in names if one not in read and one not in {"self", "cls"}]


def attributes_at(file: SourceFile, node: ast.AST) -> list[str]:
    """Return the attributes that the class around a node gives itself."""
    owner = file.enclosing(node, ast.ClassDef)
    if not isinstance(owner, ast.ClassDef):
        return []
    stored = (
        self_attribute(one)
        for one in ast.walk(owner)
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)
    )
    return list(dict.fromkeys(filter(None, stored)))


def alike(one: str, other: str) -> float:
    """Return how much two names look alike, from 0 to 1."""
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()
