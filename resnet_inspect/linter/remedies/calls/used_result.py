"""Uses a result that a forward throws away, or keeps in a variable that nothing reads."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import assigned
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.fixes.statements import statement_in
from resnet_inspect.linter.source.syntax import SourceFile

PLACES = (ast.Name, ast.Subscript)
"""What can be assigned to."""


def used_results(context: LintContext, span: SourceSpan | None) -> Iterator[Fix]:
    """Yield what may be done with a result: assign it, add it, assign it to what it was made of."""
    yield from filter(None, [assigned(context.sources, span)])
    file = context.sources.of(span)
    match statement_in(file, span):
        case ast.Expr(value=value) if file is not None:
            yield from _added(file, value)
        case ast.Assign(targets=[ast.Name() as target], value=value) if file is not None:
            yield from _to_what_it_read(file, target, value)


def _added(file: SourceFile, value: ast.expr) -> Iterator[Fix]:
    """Add it to the variable that the statement before assigns."""
    before = _before(file, value)
    match before:
        case ast.Assign(targets=[ast.Name(id=name)]):
            text = f"{name} = {name} + {file.code(value)}"
            edit = replace(file, value, text)
            yield Fix(title=f"Add it to `{name}`", edits=(edit,), safe=False)


def _before(file: SourceFile, value: ast.expr) -> ast.stmt | None:
    statement = file.statement(value)
    body = getattr(file.parents.get(statement), "body", []) if statement is not None else []
    place = body.index(statement) if statement in body else 0
    return body[place - 1] if place else None


def _to_what_it_read(file: SourceFile, target: ast.Name, value: ast.expr) -> Iterator[Fix]:
    """Assign it to what it was computed from, which is read further on."""
    parts = [value.left, value.right] if isinstance(value, ast.BinOp) else []
    parts += value.args if isinstance(value, ast.Call) else []
    for part in parts:
        text = file.code(part)
        if isinstance(part, PLACES) and text != target.id:
            edit = replace(file, target, text)
            yield Fix(title=f"Assign it to `{text}`", edits=(edit,), safe=False)
