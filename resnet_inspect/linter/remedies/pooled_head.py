"""Lets a classifier read global averages in place of a flattened map."""

import ast

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import expression_at, functional
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.remedies.head_fix import FLATTEN

SPATIAL = 2


def pooled_head(context: LintContext, linear: Node, width: int) -> Fix | None:
    """Offer to pool the map before it is flattened, and to declare as many features as channels."""
    reshape = context.origin(linear.inputs[0])
    while reshape.kind is not OpKind.RESHAPE and reshape.inputs:
        reshape = context.origin(reshape.inputs[0])
    pooled = _pooled(context, reshape) if reshape.kind is OpKind.RESHAPE else None
    value = context.places.argument(linear.module, "in_features")
    made = context.places.constructor(linear.module)
    if pooled is None or value is None or made is None:
        return None
    features = replace(made[0], value, str(width))
    return Fix(title="Pool globally", edits=(pooled, features), safe=False)


def _pooled(context: LintContext, reshape: Node) -> Edit | None:
    """Return the edit that pools and flattens where a map is reshaped."""
    rank = len(context.graph.tensor(reshape.inputs[0]).shape) - SPATIAL
    match expression_at(context.sources, reshape.source):
        case (file, ast.Call(func=ast.Attribute(value=ast.Name(id="torch")), args=[one, *_])):
            read = one
        case (file, ast.Call(func=ast.Attribute(value=owner), args=arguments) as call):
            calls_layer = file.code(call.func).startswith("self.") and len(arguments) == 1
            read = arguments[0] if calls_layer else owner
        case _:
            return None
    whole = file.at(reshape.source)
    text = f"{functional(file)}.adaptive_avg_pool{rank}d({file.code(read)}, 1).{FLATTEN}"
    return replace(file, whole, text) if whole is not None else None
