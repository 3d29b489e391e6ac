"""Builds a projection only where the shape changes, and the identity elsewhere."""

import ast

from resnet_inspect.graph import ModulePath, Node
from resnet_inspect.graph.paths import is_within, parent
from resnet_inspect.linter.context import LintContext, is_builtin, is_container
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile

IDENTITY = "nn.Identity()"


def only_where_needed(context: LintContext, join: Join) -> Fix | None:
    """Offer to construct a block's projection only where it changes the stride or the width."""
    conv = join.projection
    path = _whole(context, conv) if conv is not None else ModulePath("")
    if conv is None or not all(is_within(node.module, path) for node in join.shortcut):
        return None
    span = context.places.assignment(path)
    file = context.sources.of(span)
    value = file.at(span) if file is not None else None
    function = file.function(value) if file is not None and value is not None else None
    if file is None or value is None or not _in_constructor(function):
        return None
    condition = " or ".join(_changes(context, conv, file))
    text = f"{file.code(value)} if {condition} else {IDENTITY}" if condition else IDENTITY
    return Fix(title="Project only where the shape changes", edits=(replace(file, value, text),),
               safe=False)  # fmt: skip


def _whole(context: LintContext, conv: Node) -> ModulePath:
    """Return the attribute of the block that holds a convolution, with the norm behind it."""
    path = conv.module
    while (owner := context.places.find(parent(path))) is not None and is_container(owner):
        path = parent(path)
    owner = context.places.find(parent(path))
    return (
        path
        if owner is not None and not is_builtin(owner) and context.is_layer(conv)
        else ModulePath("")
    )


def _in_constructor(function: FunctionNode | None) -> bool:
    return function is not None and function.name == "__init__"


def _changes(context: LintContext, conv: Node, file: SourceFile) -> list[str]:
    """Return the conditions, in the words of the constructor, under which a shape changes."""
    argument = context.places.argument
    stride = argument(conv.module, "stride")
    width = argument(conv.module, "in_channels"), argument(conv.module, "out_channels")
    found = []
    if stride is not None and not isinstance(stride, ast.Constant):
        found.append(f"{file.code(stride)} != 1")
    if width[0] is not None and width[1] is not None:
        one, other = map(file.code, width)  # type: ignore[arg-type]
        if one != other:
            found.append(f"{one} != {other}")
    return found
