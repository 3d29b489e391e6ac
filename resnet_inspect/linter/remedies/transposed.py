"""Moves values where a reshape only renames sizes: permute first, then reshape."""

import ast

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import call_at, with_method
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.syntax import SourceFile


def permuted_first(context: LintContext, reshape: Node, order: tuple[int, ...]) -> Fix | None:
    """Offer to permute what a reshape reads: ``x.view(…)`` becomes ``x.permute(…).reshape(…)``."""
    found = call_at(context.sources, reshape.source)
    parts = _parts(*found) if found is not None else None
    if found is None or parts is None:
        return None
    file, call = found
    read, sizes = parts
    moved = with_method(file, read, f"permute({', '.join(map(str, order))})")
    edit = replace(file, call, f"{moved}.reshape({sizes})")
    return Fix(title=f"Permute by {order} first", edits=(edit,), safe=False)


def transposed_between(context: LintContext, split: Node, merged: Node, place: int) -> Fix | None:
    """Offer to exchange the two dimensions that a split made before they are merged again."""
    found = call_at(context.sources, merged.source)
    parts = _parts(*found) if found is not None else None
    if found is None or parts is None or not split.outputs:
        return None
    file, call = found
    read, sizes = parts
    moved = with_method(file, read, f"transpose({place}, {place + 1})")
    flattens = isinstance(call.func, ast.Attribute) and call.func.attr == "flatten"
    name = "flatten" if flattens else "reshape"
    edit = replace(file, call, f"{moved}.{name}({sizes})")
    return Fix(title=f"Exchange dimensions {place} and {place + 1}", edits=(edit,), safe=False)


def _parts(file: SourceFile, call: ast.Call) -> tuple[ast.expr, str] | None:
    """Return what a reshape reads, and its other arguments as they are written."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="torch")):
            read, rest = call.args[0], call.args[1:]
        case ast.Attribute(value=read):
            rest = call.args
        case _:
            return None
    named = [f"{one.arg}={file.code(one.value)}" for one in call.keywords if one.arg]
    return read, ", ".join([*map(file.code, rest), *named])
