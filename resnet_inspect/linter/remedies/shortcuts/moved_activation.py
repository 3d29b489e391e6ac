"""Moves a main path's last activation behind the sum."""

import ast

from resnet_inspect.graph import Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import functional, unwrapped
from resnet_inspect.linter.fixes.fix import Edit, Fix, apply_edits
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.fixes.statements import added_behind, statement_in
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.source.syntax import SourceFile

FUNCTIONS = frozenset({"relu", "relu6", "gelu", "silu", "elu", "leaky_relu", "mish", "hardswish"})


def moved_activation(context: LintContext, join: Join, last: Node) -> Fix | None:
    """Offer to activate the sum in place of the main path."""
    place = context.call_place(last)
    removed = unwrapped(context.sources, place, "Activate the sum instead")
    file = context.sources.of(join.node.source)
    activate = _activating(last, place, file) if file is not None else ""
    if removed is None or file is None or not activate:
        return None
    edits = _activated(file, join.node.source, activate, removed.edits)
    return Fix(title=removed.title, edits=edits, safe=False) if edits else None


def _activating(last: Node, place: SourceSpan | None, file: SourceFile) -> str:
    """Return what is called for the activation, in the words of the forward."""
    call = file.at(place) if place is not None and place.file == file.path else None
    function = file.function(call) if call is not None else None
    if isinstance(call, ast.Call) and function is not None and function.name != "__init__":
        return file.code(call.func)
    name = last.op.rstrip("_")
    return f"{functional(file)}.{name}" if name in FUNCTIONS else ""


def _activated(
    file: SourceFile, span: SourceSpan | None, activate: str, removed: tuple[Edit, ...]
) -> tuple[Edit, ...]:
    """Return the edits; what is removed inside of the sum becomes part of the sum's edit."""
    statement = statement_in(file, span)
    if isinstance(statement, ast.AugAssign):
        name = file.code(statement.target)
        return (*removed, added_behind(file, statement, f"{name} = {activate}({name})"))
    expression = file.at(span)
    if expression is None:
        return ()
    whole = replace(file, expression, "")
    inside = [one for one in removed if whole.start <= one.start and one.end <= whole.end]
    text = _edited(file, expression, inside)
    outside = tuple(one for one in removed if one not in inside)
    return (*outside, replace(file, expression, f"{activate}({text})"))


def _edited(file: SourceFile, expression: ast.expr, edits: list[Edit]) -> str:
    """Return an expression's text after edits inside of it."""
    whole = replace(file, expression, "")
    before, after = "\n" * (whole.line - 1) + " " * whole.column, file.code(expression)
    return apply_edits(before + after, edits).lstrip()
