"""The call of a projection that a block constructs and nothing calls."""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    self_attribute,
)

PROJECTING = ("conv", "sequential", "identity", "pool", "proj", "down", "short")
"""What a shortcut is made of, by a part of what is called."""


def idle_projections(file: SourceFile, function: FunctionNode, given: str) -> Iterator[str]:
    """Yield how a forward may call each projection of its class that no method reads.

    Args:
        file: The file of the class.
        function: The forward.
        given: The variable that holds the block's input.
    """
    owner = file.enclosing(function, ast.ClassDef)
    init = method(owner, "__init__") if isinstance(owner, ast.ClassDef) else None
    if owner is None or init is None:
        return
    read = {self_attribute(one) for one in _loads(owner)}
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(init):
        if isinstance(node, ast.Assign) and (name := self_attribute(node.targets[0])):
            values.setdefault(name, []).append(node.value)
    for name, assigned in values.items():
        if name not in read and any(map(_projects, assigned)):
            called = f"self.{name}({given})"
            may_lack = any(map(_may_be_none, assigned))
            yield f"({given} if self.{name} is None else {called})" if may_lack else called


def _loads(owner: ast.AST) -> Iterator[ast.Attribute]:
    for node in ast.walk(owner):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node


def _projects(value: ast.expr) -> bool:
    names = [called_name(one).lower() for one in ast.walk(value)]
    return any(word in name for name in names for word in PROJECTING)


def _may_be_none(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=None):
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return _may_be_none(body) or _may_be_none(orelse)
    return False
