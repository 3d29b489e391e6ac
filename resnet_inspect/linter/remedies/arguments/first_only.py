"""Gives an argument to the first round of a loop only, and 1 to the others."""

import ast

from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.blame import LOOPS, Blamed
from resnet_inspect.linter.source.syntax import SourceFile, called_name

UNNAMED = "_"
COUNTER = "index"


def first_only(blamed: Blamed) -> Fix | None:
    """Offer to stride in the first round of the innermost loop, where that counts its rounds."""
    file, value = blamed.file, blamed.value
    loop = file.enclosing(blamed.call, *LOOPS)
    if value is None or loop is None:
        return None
    target, rounds = _head(loop)
    if not isinstance(target, ast.Name) or called_name(rounds) != "range":
        return None
    assert isinstance(rounds, ast.Call)  # noqa: S101 - it has a name
    name = COUNTER if target.id == UNNAMED else target.id
    start = file.code(rounds.args[0]) if len(rounds.args) > 1 else "0"
    text = f"{_bracketed(file, value)} if {name} == {start} else 1"
    edits = [replace(file, value, text)]
    if name != target.id:
        edits.append(replace(file, target, name))
    return Fix(title="Stride in the first block only", edits=tuple(edits), safe=False)


def _head(loop: ast.AST) -> tuple[ast.AST | None, ast.AST | None]:
    """Return a loop's variable and what it runs over."""
    match loop:
        case ast.For(target=target, iter=rounds):
            return target, rounds
        case ast.ListComp(generators=[*_, last]) | ast.GeneratorExp(generators=[*_, last]):
            return last.target, last.iter
    return None, None


def _bracketed(file: SourceFile, value: ast.expr) -> str:
    text = file.code(value)
    return f"({text})" if isinstance(value, ast.IfExp | ast.Lambda | ast.BoolOp) else text
