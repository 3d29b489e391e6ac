"""The functions of a file, and its own body, as the code that runs in one go."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, called_name

INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Scope:
    """A function, or a file's own statements."""

    file: SourceFile
    node: ast.Module | FunctionNode
    nodes: tuple[ast.AST, ...]
    """All syntax in it in the order of the text, that of inner functions and classes left out."""

    @property
    def name(self) -> str:
        """The function's name; empty for a file."""
        return getattr(self.node, "name", "")

    def calls(self, *names: str) -> list[ast.Call]:
        """Return the calls of functions or methods of these names."""
        found = [one for one in self.nodes if isinstance(one, ast.Call)]
        return [one for one in found if called_name(one) in names]

    def values(self, name: str) -> list[ast.expr]:
        """Return what is assigned to a variable or attribute, as it is written, in order."""
        return [
            one.value
            for one in self.nodes
            if isinstance(one, ast.Assign)
            and any(ast.unparse(target) == name for target in one.targets)
        ]

    def value_before(self, name: str, place: ast.expr) -> ast.expr | None:
        """Return what a variable holds at a place: what was last assigned to it above."""
        above = [one for one in self.values(name) if one.lineno < place.lineno]
        return above[-1] if above else None


def scopes(context: LintContext) -> tuple[Scope, ...]:
    """Return the scopes of the network's own files."""
    return context.once(_scopes)


def _scopes(context: LintContext) -> tuple[Scope, ...]:
    return tuple(
        Scope(file, node, tuple(_inside(node)))
        for file in context.own_files
        for node in (file.tree, *file.functions)
    )


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, INNER):
            yield child
            yield from _inside(child)


def receiver(call: ast.Call) -> str:
    """Return what a method is called on, as it is written: ``net.fc`` of ``net.fc.train()``."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
