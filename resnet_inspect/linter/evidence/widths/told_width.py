"""Layers whose width is an argument of the module around them, a gate's say."""

import ast

from resnet_inspect.graph import Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.places import parameter_names


def told_width(context: LintContext, node: Node) -> SourceSpan | None:
    """Return where the module around a linear layer is constructed, if that decides its width.

    None where the layer belongs to the network itself, or is not given the bare argument.
    """
    owner = context.owner(node.module)
    value = context.places.argument(node.module, "in_features")
    found = context.places.constructor(node.module)
    function = found[0].function(found[1]) if found is not None else None
    if not owner.path or not isinstance(value, ast.Name) or function is None:
        return None
    given = function.name == "__init__" and value.id in parameter_names(function)
    return owner.definition if given else None
