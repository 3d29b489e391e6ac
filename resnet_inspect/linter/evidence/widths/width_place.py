"""Where the width that a layer declares is decided: the line to change when it is wrong."""

import ast
from dataclasses import dataclass, replace
from enum import StrEnum

from resnet_inspect.graph import Node, OpKind, SourceSpan
from resnet_inspect.graph.paths import is_within, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.widths.widths import (
    makers_upstream,
    next_weighted,
    output_disagrees,
)
from resnet_inspect.linter.join import declared_width
from resnet_inspect.linter.source.blame import (
    LOOPS,
    Blamed,
    assignments,
    blame,
    local,
    other_name,
)
from resnet_inspect.linter.source.syntax import FunctionNode


class WidthKind(StrEnum):
    """What kind of place decides a width."""

    LAYER = "layer"
    """The layer's own constructor."""
    ARGUMENT = "argument"
    """An argument further out: of the block, say."""
    LOOP = "loop"
    """A call in a loop that hands on the same value each time."""
    UPDATE = "update"
    """The statement that keeps the running width up to date: ``self.inplanes = planes``."""
    NEVER_UPDATED = "never updated"
    """A call that takes a running width which no statement keeps up to date."""


@dataclass(frozen=True, slots=True)
class WidthPlace:
    """The place that decides a width."""

    span: SourceSpan | None
    kind: WidthKind
    name: str = ""
    """The variable or attribute that holds it."""
    method: str = ""
    """The method that should keep a running width, as file and line; empty elsewhere."""
    blamed: Blamed | None = None
    """The call that is handed the width; None where that is the layer itself."""
    value: ast.expr | None = None
    """The name that was handed over by mistake, where another one has the right width."""
    meant: str = ""
    """That other name."""


def width_place(
    context: LintContext, node: Node, maker: Node | None, have: int, keyword: str
) -> WidthPlace:
    """Follow a layer's width to the place that decides it.

    Args:
        context: Where the layer is.
        node: The layer's operator.
        maker: The operator that made the layer's input.
        have: The width that arrives.
        keyword: The constructor's argument for the width.
    """
    if not context.is_layer(node):
        return WidthPlace(node.source, WidthKind.LAYER)
    if node.kind is OpKind.NORM or _side_by_side(context, node, maker):
        own = _read_by_its_neighbor(context, node, have, keyword)
        return own or WidthPlace(context.setting(node, keyword), WidthKind.LAYER)
    beside = [node.module] if output_disagrees(context, node) else []
    beside += [maker.module] if maker is not None else []
    beside += [
        one.module
        for one in makers_upstream(context, node)
        if is_within(node.module, context.owner(one.module).path)  # one constructor's names
    ]
    blamed = blame(context.places, node.module, keyword, have, beside)
    if blamed is None:
        return WidthPlace(context.definition(node), WidthKind.LAYER)
    meant = other_name(context.places, blamed, have, beside)
    return replace(_decided(blamed), value=blamed.value if meant else None, meant=meant)


def _read_by_its_neighbor(
    context: LintContext, node: Node, have: int, keyword: str
) -> WidthPlace | None:
    """Return a layer's own constructor, where the one made beside it takes what arrives.

    In ``BatchNorm2d(out), Conv2d(in, out)`` of a helper the name is wrong, and not its callers.
    """
    own = context.places.constructor(node.module)
    if own is None or not context.is_layer(node):
        return None
    for reader in next_weighted(context, node):
        other = context.places.constructor(reader.module) if context.is_layer(reader) else None
        if other is None or declared_width(reader) != have or other[0] is not own[0]:
            continue
        value, meant = context.places.argument(node.module, keyword), _width_value(context, reader)
        same = own[0].function(own[1]) is other[0].function(other[1])
        if same and isinstance(value, ast.Name) and isinstance(meant, ast.Name):
            span, name = own[0].span(own[1]), meant.id
            return WidthPlace(span, WidthKind.LAYER, value=value, meant=name)
    return None


def _width_value(context: LintContext, reader: Node) -> ast.expr | None:
    keyword = "in_channels" if reader.kind is OpKind.CONV else "num_features"
    return context.places.argument(reader.module, keyword)


def _decided(blamed: Blamed) -> WidthPlace:
    update = _running_update(blamed)
    if update is not None:
        return WidthPlace(blamed.file.span(update), WidthKind.UPDATE, blamed.name, blamed=blamed)
    if _never_updated(blamed):
        function = blamed.file.function(blamed.call)
        method = f"{blamed.file.path}:{function.lineno if function else 0}"
        return WidthPlace(blamed.span, WidthKind.NEVER_UPDATED, blamed.name, method, blamed)
    loop = blamed.file.enclosing(blamed.call, *LOOPS) is not None
    kind = WidthKind.LOOP if loop else WidthKind.ARGUMENT
    return WidthPlace(blamed.span, kind, blamed.name, blamed=blamed)


def _side_by_side(context: LintContext, node: Node, maker: Node | None) -> bool:
    """Whether one constructor makes a layer and the one that feeds it."""
    if maker is None or maker.kind is not OpKind.CONV or not context.is_layer(maker):
        return False
    one = local(context.places, node.module, "in_channels")
    other = local(context.places, maker.module, "out_channels")
    if one is None or other is None or one.file is not other.file:
        return False
    function = one.file.function(one.call)
    together = parent(node.module) == parent(maker.module) or _same_owner(context, node, maker)
    return function is not None and function is other.file.function(other.call) and together


def _same_owner(context: LintContext, node: Node, maker: Node) -> bool:
    return context.owner(node.module).path == context.owner(maker.module).path


def _never_updated(blamed: Blamed) -> bool:
    """Whether an attribute such as ``self.inplanes`` is set in the constructor only."""
    function = blamed.file.function(blamed.call)
    if function is None or function.name == "__init__" or not blamed.name.startswith("self."):
        return False
    owner = blamed.file.parents.get(function)
    others = [one for one in getattr(owner, "body", []) if isinstance(one, FunctionNode)]
    changing = [one for one in others if one.name != "__init__" and assignments(one, blamed.name)]
    return not changing


def _running_update(blamed: Blamed) -> ast.stmt | None:
    """Return the statement that should have updated the running width before the call.

    ``self.inplanes = planes`` between the blocks, say. The first assignment of a constructor is
    the width of the stem and no update.
    """
    function = blamed.file.function(blamed.call)
    if function is None or not blamed.name:
        return None
    updates = [
        one
        for one in assignments(function, blamed.name)
        if isinstance(one, ast.Assign | ast.AugAssign)
        and blamed.file.enclosing(one, ast.FunctionDef) is function
    ]
    if function.name == "__init__" or not blamed.name.startswith("self."):
        updates = [one for one in updates if _inside_loop(blamed, one)]
    return updates[-1] if updates else None


def _inside_loop(blamed: Blamed, statement: ast.stmt) -> bool:
    return blamed.file.enclosing(statement, ast.For, ast.While) is not None
