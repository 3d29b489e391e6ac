"""Gives a projection the 1×1 kernel of the paper, without padding."""

import ast

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.syntax import SourceFile, called_name

TITLE = "Project with a 1×1 kernel"


def with_plain_kernel(context: LintContext, conv: Node) -> Fix | None:
    """Offer another kernel and padding, or the file's helper for 1×1 convolutions."""
    found = call_at(context.sources, context.setting(conv, "kernel_size"))
    own = context.places.constructor(conv.module)
    if found is None or own is None:
        return None
    if found[1] is not own[1]:
        return _other_helper(*found)
    edits = [
        replace(own[0], value, text)
        for keyword, text in (("kernel_size", "1"), ("padding", "0"))
        if (value := context.places.argument(conv.module, keyword)) is not None
    ]
    return Fix(title=TITLE, edits=tuple(edits), safe=False) if edits else None


def _other_helper(file: SourceFile, call: ast.Call) -> Fix | None:
    """Call ``conv1x1`` where ``conv3x3`` stands."""
    name = called_name(call).replace("3", "1")
    if name == called_name(call) or not any(one.name == name for one in file.functions):
        return None
    edit: Edit = replace(file, call.func, name)
    return Fix(title=f"Call `{name}`", edits=(edit,), safe=False)
