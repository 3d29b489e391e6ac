"""What else may be written for the number of a fix: the author's own expressions beside it."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.repair.slips.numbers import SMALL
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, self_attribute

NUMBER = re.compile(r"((?:, )?\w+=)?(\d+)")
MOST = 10
"""Expressions that are tried."""
OTHERWISE = ("class", "label", "depth", "stride", "kernel", "group", "layers")
"""Names of numbers that are no widths, by a part of them."""


def in_words(fix: Fix, sources: Mapping[str, str]) -> Iterator[Fix]:
    """Yield a fix that writes a width as a number with expressions of the same function instead."""
    edit = fix.edits[0]
    number = NUMBER.fullmatch(edit.text) if len(fix.edits) == 1 else None
    if number is None or int(number[2]) < SMALL or edit.file not in sources:
        return
    file = SourceFile(edit.file, sources[edit.file])
    function = file.function_at(edit.line)
    for text in _expressions(file, function, edit) if function is not None else ():
        written = replace(edit, text=f"{number[1] or ''}{text}")
        title = fix.title.replace(number[2], text)
        yield replace(fix, title=title, edits=(written,))


def _expressions(file: SourceFile, function: FunctionNode, edit: Edit) -> list[str]:
    """Return variables and products of a function, the nearest before the place first."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(function):
        line = getattr(node, "lineno", 0)
        if line > edit.line or (
            line == edit.line and getattr(node, "col_offset", 0) >= edit.column
        ):
            continue
        match node:
            case ast.Name(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()) if _counts(file, node):
                found.append((line, file.code(node)))
            case ast.BinOp(op=ast.Mult()) if isinstance(file.parents.get(node), ast.Call):
                found.append((line, file.code(node)))
    found.sort(key=lambda one: -one[0])
    names = [text for _, text in found] + parameter_names(function)[1:]
    fitting = (one for one in names if not any(word in one for word in OTHERWISE))
    return list(dict.fromkeys(fitting))[:MOST]


def _counts(file: SourceFile, node: ast.AST) -> bool:
    """Whether a variable may hold a number: it is not assigned a module or a list."""
    statement = file.parents.get(node)
    if isinstance(node, ast.Attribute) and not self_attribute(node):
        return False
    value = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign | ast.AugAssign):
        return isinstance(node, ast.Name)
    return not isinstance(value, ast.Call | ast.List | ast.Tuple | ast.Dict | ast.ListComp)
