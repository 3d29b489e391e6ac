"""Names that a forward or constructor could have used: variables, idle layers, activations."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module, ModulePath, SourceSpan
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    names_read,
    self_attribute,
)

ACTIVATIONS = frozenset(
    {"ReLU", "ReLU6", "LeakyReLU", "SiLU", "GELU", "ELU", "PReLU", "Mish", "Hardswish", "SELU"}
)


def variables_before(file: SourceFile, node: ast.AST) -> list[str]:
    """Return the variables that a function has where ``node`` stands, unread ones first."""
    function = file.function(node)
    if function is None:
        return []
    line = getattr(node, "lineno", 0)
    known = [one for one in parameter_names(function) if one != "self"]
    known += [
        target.id
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign) and statement.lineno < line
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
    read = names_read(function)
    return sorted(dict.fromkeys(known), key=lambda one: one in read)


def idle_twins(context: LintContext, path: ModulePath) -> Iterator[str]:
    """Yield the names of the layers beside one that are alike and that nothing calls."""
    called = {call.module for call in context.graph.calls}
    module = context.graph.module(path)
    for other in context.graph.modules:
        beside = parent(other.path) == parent(path) and other.path != path
        if beside and other.path not in called and _alike(module, other):
            yield name(other.path)


def _alike(one: Module, other: Module) -> bool:
    return (one.type, one.settings) == (other.type, other.settings)


def activation_text(context: LintContext, span: SourceSpan | None) -> str:
    """Return how the class around a place activates: ``self.relu``, else ``F.relu``."""
    file = context.sources.of(span)
    function = file.function_at(span.line) if file is not None and span is not None else None
    owner = file.parents.get(function) if file is not None and function is not None else None
    init = method(owner, "__init__") if isinstance(owner, ast.ClassDef) else None
    for statement in init.body if init is not None else ():
        if isinstance(statement, ast.Assign) and called_name(statement.value) in ACTIVATIONS:
            attribute = self_attribute(statement.targets[0])
            if attribute:
                return f"self.{attribute}"
    return "torch.relu"


def own_init(file: SourceFile, node: ast.AST) -> FunctionNode | None:
    """Return the constructor of the class around a node."""
    owner = file.enclosing(node, ast.ClassDef)
    return method(owner, "__init__") if isinstance(owner, ast.ClassDef) else None


def free_name(file: SourceFile, node: ast.AST, like: str) -> str:
    """Return an attribute that the class around ``node`` lacks: ``bn2`` beside ``bn1``."""
    owner = file.enclosing(node, ast.ClassDef)
    taken = {self_attribute(one) for one in ast.walk(owner)} if owner is not None else set()
    stem = like.rstrip("0123456789")
    number = int(like[len(stem) :] or 1)
    while (text := f"{stem}{number}") in taken or text == like:
        number += 1
    return text
