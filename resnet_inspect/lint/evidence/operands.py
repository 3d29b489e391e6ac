"""The variables of a join: which expression brings the shortcut, and where it was assigned."""

import ast
from dataclasses import dataclass

from resnet_inspect.graph import SourceSpan
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.join import Join
from resnet_inspect.lint.source.syntax import FunctionNode, SourceFile


@dataclass(frozen=True, slots=True)
class Operand:
    """A variable that is an operand of a join."""

    file: SourceFile
    function: FunctionNode
    name: str
    line: int
    """The join's line."""

    def assignments(self) -> list[ast.Assign]:
        """Return the plain assignments to the variable before the join, in order."""
        return [
            node
            for node in ast.walk(self.function)
            if isinstance(node, ast.Assign)
            and node.lineno < self.line
            and any(isinstance(one, ast.Name) and one.id == self.name for one in node.targets)
        ]


def shortcut_operand(context: LintContext, join: Join) -> Operand | None:
    """Return the variable that brings the shortcut to a join, None for any other expression."""
    file = context.sources.of(join.node.source)
    node = file.at(join.node.source) if file is not None else None
    place = join.node.inputs.index(join.shortcut_ref)
    name = _operand_name(file, node, join.node.source, place) if file is not None else ""
    function = file.function_at(join.node.source.line) if file and join.node.source else None
    if not name or file is None or function is None or join.node.source is None:
        return None
    return Operand(file, function, name, join.node.source.line)


def _operand_name(
    file: SourceFile, node: ast.expr | None, span: SourceSpan | None, place: int
) -> str:
    operands: list[ast.expr] = []
    match node:
        case ast.BinOp(left=left, right=right):
            operands = [left, right]
        case ast.Call(func=ast.Attribute(value=value), args=[argument]) if not _is_torch(value):
            operands = [value, argument]
        case ast.Call(args=[first, second, *_]):
            operands = [first, second]
        case _:
            operands = _augmented(file, span)
    operand = operands[place] if place < len(operands) else None
    return operand.id if isinstance(operand, ast.Name) else ""


def _is_torch(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "torch"


def _augmented(file: SourceFile, span: SourceSpan | None) -> list[ast.expr]:
    """Return the operands of ``out += identity``, which is a statement."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.AugAssign) and span is not None and node.lineno == span.line:
            return [node.target, node.value]
    return []
