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
