"""Fixes of heads: pool globally, flatten from dimension 1."""

import ast

from resnet_inspect.graph import AdaptivePoolAttrs, Node, ReshapeAttrs, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import call_at, expression_at, functional, with_method
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.syntax import SourceFile, argument

SPATIAL = 2
MATRIX = 2
FLATTEN = "flatten(1)"


def pooled_globally(context: LintContext, pool: Node) -> Fix | None:
    """Offer to make a fixed pool adaptive."""
    edit = adaptive_pool(context, pool)
    return Fix(title="Pool globally", edits=(edit,), safe=False) if edit else None


def adaptive_pool(context: LintContext, pool: Node) -> Edit | None:
    """Return the edit that makes a fixed pool adaptive."""
    found = call_at(context.sources, context.definition(pool))
    dimensions = len(pool.output.shape) - SPATIAL if pool.outputs else 0
    if found is None or dimensions not in {1, 2, 3}:
        return None
    file, call = found
    if isinstance(pool.attrs, AdaptivePoolAttrs):
        size = argument(call, "output_size", 0 if context.is_layer(pool) else 1)
        return replace(file, size, "1") if size is not None else None
    kind = "max" if "max" in pool.op else "avg"
    called = file.code(call.func)
    owner = f"{called.rpartition('.')[0]}." if "." in called else ""
    if context.is_layer(pool):
        name = f"Adaptive{kind.title()}Pool{dimensions}d"
        return replace(file, call, f"{owner}{name}(1)") if owner else None
    if not call.args or isinstance(call.args[0], ast.Starred):
        return None
    name = f"{owner or f'{functional(file)}.'}adaptive_{kind}_pool{dimensions}d"
    return replace(file, call, f"{name}({file.code(call.args[0])}, 1)")


def flattened(context: LintContext, reshape: Node) -> Fix | None:
    """Offer to flatten from dimension 1 in place of a view or reshape to rows of features."""
    if isinstance(reshape.attrs, ReshapeAttrs) and len(reshape.attrs.requested) != MATRIX:
        return None
    edit = flatten_edit(context, reshape.source)
    return Fix(title="Flatten from dimension 1", edits=(edit,), safe=True) if edit else None


def flatten_edit(context: LintContext, span: SourceSpan | None) -> Edit | None:
    """Return the edit that flattens from dimension 1 what a call reshapes."""
    found = expression_at(context.sources, span)
    match found:
        case (
            file,
            ast.Call(func=ast.Attribute(value=ast.Name(id="torch")), args=[one, *_]) as call,
        ):
            return replace(file, call, f"torch.{FLATTEN.replace('(', f'({file.code(one)}, ')}")
        case (file, ast.Call(func=ast.Attribute(value=value)) as call):
            return replace(file, call, with_method(file, value, FLATTEN))
    return None


def flattened_argument(context: LintContext, span: SourceSpan | None) -> Fix | None:
    """Offer to flatten what a layer is called with, or to put a flatten before it."""
    found = call_at(context.sources, span)
    if found is None or not found[1].args:
        return None
    file, call = found
    function = file.function(call)
    if function is not None and function.name != "__init__":
        return _flat(replace(file, call.args[0], with_method(file, call.args[0], FLATTEN)))
    return _flat(_flatten_before(file, call))


def _flatten_before(file: SourceFile, call: ast.Call) -> Edit | None:
    """Put ``nn.Flatten()`` before an element of a container."""
    outer = file.parents.get(call)
    elements = outer.args if isinstance(outer, ast.Call) else getattr(outer, "elts", [])
    owner = file.code(call.func).rpartition(".")[0]
    if call not in elements or not owner:
        return None
    return replace(file, call, f"{owner}.Flatten(), {file.code(call)}")


def _flat(edit: Edit | None) -> Fix | None:
    return Fix(title="Flatten first", edits=(edit,), safe=True) if edit else None


def pool_before_flattening(context: LintContext, span: SourceSpan | None) -> Fix | None:
    """Offer to pool what is flattened: ``torch.flatten(F.adaptive_avg_pool2d(x, 1), 1)``."""
    match expression_at(context.sources, span):
        case (file, ast.Call(func=ast.Attribute(value=ast.Name(id="torch")), args=[one, *_])):
            inner = one
        case (file, ast.Call(func=ast.Attribute(value=ast.expr() as inner)) as call):
            if file.code(call.func).startswith("self.") and call.args:
                inner = call.args[0]
        case _:
            return None
    text = f"{functional(file)}.adaptive_avg_pool2d({file.code(inner)}, 1)"
    return Fix(title="Pool globally", edits=(replace(file, inner, text),), safe=False)
