"""A possible slip: an edit, and how likely it is what went wrong."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.syntax import SourceFile

LIKELY, POSSIBLE, RARE, LAST = range(4)
"""How likely a slip is, the likeliest first."""

TIGHT = (ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Subscript, ast.Compare)
LOOSE = (ast.BinOp, ast.IfExp, ast.Compare, ast.BoolOp, ast.UnaryOp)


@dataclass(frozen=True, slots=True)
class Slip:
    """One edit that may take a failure back."""

    rank: int
    fix: Fix


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of source near a failure: a statement, or the header of a compound one."""

    file: SourceFile
    node: ast.AST
    raised: str
    """What the failure says."""

    def nodes(self) -> Iterator[ast.AST]:
        """Yield all nodes of the piece, a nested function's and class's bodies left out."""
        pending = [self.node]
        while pending:
            node = pending.pop(0)
            yield node
            pending += [
                one
                for one in ast.iter_child_nodes(node)
                if not isinstance(one, ast.FunctionDef | ast.ClassDef)
            ]

    def calls(self) -> Iterator[ast.Call]:
        """Yield the calls of the piece."""
        return (one for one in self.nodes() if isinstance(one, ast.Call))


def written(part: Part, node: ast.expr, text: str, rank: int) -> Slip:
    """Write another expression, in brackets where it would fall apart."""
    outer = part.file.parents.get(node)
    if isinstance(outer, TIGHT) and isinstance(ast.parse(text, mode="eval").body, LOOSE):
        text = f"({text})"
    return slip(rank, f"Write `{text}`", replace(part.file, node, text))


def slip(rank: int, title: str, *edits: Edit) -> Slip:
    """Return a slip; nobody knows whether what it leads to was meant, so it is not safe."""
    return Slip(rank, Fix(title=title, edits=edits, safe=False))
