"""A reshape, a dimension or a call too many."""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.repair.slips.slip import LAST, LIKELY, RARE, Part, Slip, written

RESHAPING = frozenset(
    {"unsqueeze", "squeeze", "view", "reshape", "flatten", "permute", "transpose", "unfold"}
)


def without_reshapes(part: Part) -> Iterator[Slip]:
    """Yield what a method such as ``unsqueeze`` is called on, in place of the call."""
    for node in part.nodes():
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in RESHAPING:
                inner = _reshaped(node, value)
                if inner is not None:
                    yield written(part, node, part.file.code(inner), RARE)


def _reshaped(call: ast.Call, owner: ast.expr) -> ast.expr | None:
    if isinstance(owner, ast.Name) and owner.id in {"torch", "F"}:
        return call.args[0] if call.args else None
    return owner


def without_calls(part: Part) -> Iterator[Slip]:
    """Yield the argument of a layer or function in place of its call."""
    for node in part.nodes():
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self" | "F")), args=[one, *_]):
                yield written(part, node, part.file.code(one), LAST)


def called_lists(part: Part) -> Iterator[Slip]:
    """Yield an ``nn.Sequential`` in place of an ``nn.ModuleList`` that is called as a layer."""
    if "ModuleList" not in part.raised:
        return
    for node in part.nodes():
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="ModuleList"), args=[one]):
                text = f"{part.file.code(owner)}.Sequential(*{part.file.code(one)})"
                yield written(part, node, text, LIKELY)
