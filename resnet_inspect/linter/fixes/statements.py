"""Edits of whole statements: find the one at a place, write another behind it."""

import ast

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.fixes.fix import Edit
from resnet_inspect.linter.source.syntax import SourceFile


def statement_in(file: SourceFile | None, span: SourceSpan | None) -> ast.stmt | None:
    """Return the simple statement that begins in a place's line."""
    if file is None or span is None:
        return None
    statements = (
        node
        for node in ast.walk(file.tree)
        if isinstance(node, ast.stmt) and node.lineno == span.line and not hasattr(node, "body")
    )
    return next(statements, None)


def added_behind(file: SourceFile, statement: ast.stmt, text: str) -> Edit:
    """Return the edit that writes a statement behind another one."""
    span = file.span(statement)
    line, column = span.end_line or span.line, span.end_column or 0
    return Edit(file.path, line, column, line, column, f"\n{' ' * (span.column or 0)}{text}")


def removed(file: SourceFile, statement: ast.stmt) -> Edit:
    """Return the edit that removes a statement with its line; ``pass`` stays for the only one."""
    span = file.span(statement)
    body = getattr(file.parents.get(statement), "body", [])
    if len(body) < 2:  # noqa: PLR2004 - a body may not be empty
        return Edit.replace(span, "pass")
    end = (span.end_line or span.line) + 1
    if end > len(file.lines):
        return Edit.replace(span, "pass")
    return Edit(file.path, span.line, 0, end, 0, "")


def dedented_return(file: SourceFile, stop: ast.Return, outer: ast.stmt) -> Edit:
    """Return the edit that moves a return, the last statement of a loop, behind the loop."""
    span, column = file.span(stop), file.span(outer).column or 0
    return Edit(file.path, span.line, 0, span.line, span.column or 0, " " * column)
