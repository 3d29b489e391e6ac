"""A condition turned round, two branches exchanged, nothing where a layer is needed."""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.repair.slips.slip import LAST, LIKELY, RARE, Part, Slip, slip, written

OPPOSITE: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.GtE: "<", ast.Gt: "<=", ast.LtE: ">",
    ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip


def opposite_conditions(part: Part) -> Iterator[Slip]:
    """Yield each comparison turned round, and ``or`` for ``and``."""
    for node in part.nodes():
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPPOSITE:
                text = f"{part.file.code(left)} {OPPOSITE[type(op)]} {part.file.code(right)}"
                yield written(part, node, text, RARE)
            case ast.BoolOp(op=op, values=values):
                word = " or " if isinstance(op, ast.And) else " and "
                yield written(part, node, word.join(map(part.file.code, values)), RARE)


def exchanged_branches(part: Part) -> Iterator[Slip]:
    """Yield ``b if test else a`` for ``a if test else b``."""
    for node in part.nodes():
        if isinstance(node, ast.IfExp):
            one, other = part.file.code(node.body), part.file.code(node.orelse)
            edits = replace(part.file, node.body, other), replace(part.file, node.orelse, one)
            yield slip(RARE, f"Exchange `{one}` and `{other}`", *edits)


def layers_for_nothing(part: Part) -> Iterator[Slip]:
    """Yield ``nn.Identity()`` for a ``None`` that a container holds or that is called."""
    rank = LIKELY if "NoneType" in part.raised else LAST
    for node in part.nodes():
        if isinstance(node, ast.Constant) and node.value is None:
            yield written(part, node, "nn.Identity()", rank)
