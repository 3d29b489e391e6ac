"""Gives an operator another dimension to run over, where its call or its layer names it."""

import ast

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.source.syntax import argument, called_name

MODULES = frozenset({"torch", "F", "functional"})
"""Names whose attributes are functions: what they work on is an argument."""
FURTHER = frozenset({"normalize", "norm"})
"""Operators that take an order of the norm before the dimension."""


def with_axis(context: LintContext, node: Node, axis: int | tuple[int, ...]) -> Fix | None:
    """Offer to run over another dimension."""
    layer = context.is_layer(node)
    found = call_at(context.sources, context.definition(node) if layer else node.source)
    if found is None:
        return None
    file, call = found
    place = 0 if layer else int(_is_function(call)) + (called_name(call) in FURTHER)
    value = argument(call, "dim", place) or argument(call, "axis")
    text = str(axis)
    edit = replace(file, value, text) if value else add_keyword(file, call, "dim", text)
    return Fix(title=f"Pass `dim={text}`", edits=(edit,), safe=False)


def _is_function(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in MODULES
    return isinstance(call.func, ast.Name)
