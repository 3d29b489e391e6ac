"""What initializations set to zero, as the source says: a trace has no values."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.syntax import SourceFile, argument, called_name

SETTING = frozenset({"constant_", "constant", "fill_"})
ZEROING = frozenset({"zeros_", "zero_"})


@dataclass(frozen=True, slots=True)
class Zeroed:
    """One attribute of a module that is set to zero."""

    attribute: str
    """The layer, or the parameter itself: ``conv2``, ``gamma``."""
    owner: str
    """The expression of the module that has it: ``self``, ``m``."""
    file: SourceFile
    call: ast.expr


def zeroed(context: LintContext) -> Iterator[Zeroed]:
    """Yield the weights and scales that calls and constructors of the network set to zero."""
    for file in context.own_files:
        for node in ast.walk(file.tree):
            target = _target(node)
            if target is not None and isinstance(node, ast.expr):
                yield from _named(file, node, target)
            if isinstance(node, ast.Assign) and _is_zero_parameter(node.value):
                yield from _named(file, node.value, node.targets[0])


def _target(node: ast.AST) -> ast.expr | None:
    """Return what a call zeroes."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="zero_"), args=[]):
            return value
        case ast.Call(args=[first, *_]) if called_name(node) in ZEROING:
            return first
        case ast.Call(args=[first, *_]) if called_name(node) in SETTING and _zero(node):
            return first
    return None


def _zero(call: ast.Call) -> bool:
    value = argument(call, "val", 1)
    return isinstance(value, ast.Constant) and value.value == 0


def _named(file: SourceFile, call: ast.expr, target: ast.expr) -> Iterator[Zeroed]:
    """Name the layer whose weight, or the parameter that, is zeroed."""
    if isinstance(target, ast.Attribute) and target.attr == "data":
        target = target.value
    if isinstance(target, ast.Attribute) and target.attr == "bias":
        return
    if isinstance(target, ast.Attribute) and target.attr == "weight":
        target = target.value
    if isinstance(target, ast.Attribute):
        yield Zeroed(target.attr, ast.unparse(target.value), file, call)


def _is_zero_parameter(value: ast.expr) -> bool:
    """Recognize ``nn.Parameter(torch.zeros(1))``."""
    if called_name(value) != "Parameter" or not isinstance(value, ast.Call) or not value.args:
        return False
    return called_name(value.args[0]) == "zeros"
