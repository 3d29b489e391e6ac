"""The variables of a join: which expression brings the shortcut, and where it was assigned."""

import ast
from dataclasses import dataclass

from resnet_inspect.graph import Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile


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
    source = join.node.source
    file = context.sources.of(source)
    function = file.function_at(source.line) if file is not None and source is not None else None
    if file is None or source is None or function is None:
        return None
    name = operand_name(context, join.node, join.node.inputs.index(join.shortcut_ref))
    return Operand(file, function, name, source.line) if name else None


def operand_name(context: LintContext, node: Node, place: int) -> str:
    """Return the variable that stands for one of a join's inputs, empty for another expression."""
    operands = operand_expressions(context, node)
    operand = operands[place] if place < len(operands) else None
    return operand.id if isinstance(operand, ast.Name) else ""


def operand_expressions(context: LintContext, node: Node) -> list[ast.expr]:
    """Return the expressions that a sum, product or concatenation is written with."""
    file = context.sources.of(node.source)
    match file.at(node.source) if file is not None else None:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Call(func=ast.Attribute(value=value), args=[argument]) if not _is_torch(value):
            return [value, argument]
        case ast.Call(args=[ast.List(elts=elements) | ast.Tuple(elts=elements), *_]):
            return elements
        case ast.Call(args=[first, second, *_]):
            return [first, second]
    return _augmented(file, node.source) if file is not None else []


def _is_torch(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "torch"


def _augmented(file: SourceFile, span: SourceSpan | None) -> list[ast.expr]:
    """Return the operands of ``out += identity``, which is a statement."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.AugAssign) and span is not None and node.lineno == span.line:
            return [node.target, node.value]
    return []
