"""Edits of constructor calls: set, replace or add one argument."""

import ast

from resnet_inspect.graph import ModulePath, SourceSpan
from resnet_inspect.linter.fixes.fix import Edit
from resnet_inspect.linter.source.places import Places
from resnet_inspect.linter.source.syntax import SourceFile, argument

REPLACEABLE = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.BinOp)
"""Values that a fix may overwrite; a variable's value is decided elsewhere."""


def set_argument(
    places: Places, path: ModulePath, keyword: str, text: str, *, variables: bool = False
) -> Edit | None:
    """Return the edit that gives a layer's constructor ``keyword=text``.

    None where the argument is a variable, unless ``variables`` may be replaced, too.
    """
    found = places.constructor(path)
    if found is None:
        return None
    file, call = found
    value = places.argument(path, keyword)
    if value is not None:
        same = file.code(value) == text
        fixed = isinstance(value, REPLACEABLE) or variables
        return replace(file, value, text) if fixed and not same else None
    if argument(call, keyword) is not None or _has_stars(call):
        return None
    return add_keyword(file, call, keyword, text)


def _has_stars(call: ast.Call) -> bool:
    return any(keyword.arg is None for keyword in call.keywords) or any(
        isinstance(one, ast.Starred) for one in call.args
    )


def replace(file: SourceFile, node: ast.expr | ast.keyword, text: str) -> Edit:
    """Return the edit that writes ``text`` in place of an expression."""
    return Edit.replace(file.span(node), text)


def add_keyword(file: SourceFile, call: ast.Call, keyword: str, text: str) -> Edit:
    """Return the edit that adds an argument after all others."""
    last: list[ast.expr] = [*call.args, *(one.value for one in call.keywords)]
    if last:
        span = file.span(max(last, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0)))
        return _insert(
            file, span.end_line or span.line, span.end_column or 0, f", {keyword}={text}"
        )
    span = file.span(call)
    return _insert(
        file, span.end_line or span.line, (span.end_column or 1) - 1, f"{keyword}={text}"
    )


def _insert(file: SourceFile, line: int, column: int, text: str) -> Edit:
    return Edit.replace(SourceSpan(file.path, line, column, line, column), text)
