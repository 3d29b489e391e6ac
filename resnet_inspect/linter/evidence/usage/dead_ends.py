"""Expressions of a forward that compute a tensor which nothing reads."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.liveness import live_nodes
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, names_read

GIVEN = frozenset({OpKind.INPUT, OpKind.CONSTANT})


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A statement whose tensor is lost."""

    node: Node
    expression: ast.expr
    variable: str
    """The variable that it is assigned to and nothing reads; empty for a statement of its own."""


def dead_ends(context: LintContext) -> Iterator[DeadEnd]:
    """Yield the statements that throw a tensor away, in this trace and in all others."""
    graph = context.graph
    if not graph.complete or any(one.ref is None for one in graph.outputs):
        return
    used = {other.nodes[place].source for other in context.graphs for place in live_nodes(other)}
    seen: set[ast.expr] = set()
    for node in graph.nodes:
        if node.kind in GIVEN or node.inplace or node.source in used or graph.users(node):
            continue
        found = _dead_end(context, node)
        if found is not None and found.expression not in seen:
            seen.add(found.expression)
            yield found


def _dead_end(context: LintContext, node: Node) -> DeadEnd | None:
    if not context.is_users(node.source):
        return None
    file = context.sources.of(node.source)
    expression = file.at(node.source) if file is not None else None
    statement = file.statement(expression) if file is not None else None
    match statement:
        case ast.Expr(value=value) if value is expression:
            return DeadEnd(node, value, "")
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is expression:
            function = file.function(statement) if file is not None else None
            if function is None or file is None or name.startswith("_"):
                return None
            lost = name not in names_read(function) or _replaced(file, statement, name)
            return DeadEnd(node, value, name) if lost else None
    return None


def _replaced(file: SourceFile, statement: ast.stmt, name: str) -> bool:
    """Whether nothing reads a variable until the function ends, or gives it another value."""
    body = getattr(file.parents.get(statement), "body", [])
    if statement not in body or not isinstance(file.parents.get(statement), FunctionNode):
        return False
    for later in body[body.index(statement) + 1 :]:
        if name in names_read(later):
            return False
        match later:
            case ast.Assign(targets=[ast.Name(id=target)]) if target == name:
                return True
    return True
