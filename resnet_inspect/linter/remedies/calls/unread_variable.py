"""Uses a variable that a forward computes and nothing reads."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.remedies.shortcuts.sum_fix import with_sum
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    names_read,
    self_attribute,
)

GATES = ("sigmoid", "softmax")
"""What a gate ends in, by a part of its name."""
LOOSER = (ast.Attribute, ast.Subscript, ast.BinOp)
"""What binds more tightly than a product, or may."""
MOST = 8


def unread_variables(function: FunctionNode) -> Iterator[tuple[ast.Assign, str]]:
    """Yield the assignments of computed values that no later statement of a function reads."""
    for place, statement in enumerate(function.body):
        later = {name for one in function.body[place + 1 :] for name in names_read(one)}
        for node in ast.walk(statement):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    if name not in later and not isinstance(value, ast.Constant | ast.Name):
                        yield node, name


def variable_uses(context: LintContext, span: SourceSpan | None) -> Iterator[Fix]:
    """Yield what may be done with each unread variable of the function around a place.

    A gate multiplies what it was computed from, a shortcut is added to what is returned, anything
    else is read in place of the variable that a later statement reads.
    """
    file = context.sources.of(span)
    function = file.function_at(span.line) if file is not None and span is not None else None
    if file is None or function is None:
        return
    for statement, name in unread_variables(function):
        reads = _reads_behind(file, function, statement)
        if gates(file, statement.value):
            yield from (_multiplied(file, read, name) for read in reads)
            continue
        yield from (_read_instead(file, read, name) for read in reads if not _returned(file, read))
        summed = with_sum(context, file.span(statement), name)
        yield from (summed,) if summed is not None else ()


def gates(file: SourceFile, value: ast.expr) -> bool:
    """Whether a value ends in a sigmoid or a softmax, written or called as a layer."""
    while isinstance(value, ast.Call) and called_name(value) in {"view", "reshape", "unsqueeze"}:
        value = value.func.value if isinstance(value.func, ast.Attribute) else value.args[0]
    called = called_name(value).lower()
    return any(word in called or word in _made(file, value) for word in GATES)


def _made(file: SourceFile, value: ast.expr) -> str:
    """Return how the class constructs the layer that an expression calls."""
    attribute = self_attribute(value.func) if isinstance(value, ast.Call) else ""
    owner = file.enclosing(value, ast.ClassDef)
    for node in ast.walk(owner) if owner is not None and attribute else ():
        if isinstance(node, ast.Assign) and self_attribute(node.targets[0]) == attribute:
            last = [one for one in ast.walk(node.value) if isinstance(one, ast.Call)]
            names = [called_name(one).lower() for one in last]
            return next((name for name in names if any(word in name for word in GATES)), "")
    return ""


def _reads_behind(file: SourceFile, function: FunctionNode, statement: ast.stmt) -> list[ast.Name]:
    """Return where tensors are read behind a statement: what it was computed from comes first."""
    stored = {
        one.id
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    known = stored | {one.arg for one in function.args.args[1:]}
    end = statement.end_lineno or statement.lineno
    found = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.Name)
        and isinstance(one.ctx, ast.Load)
        and one.lineno > end
        and one.id in known
        and not isinstance(file.parents.get(one), ast.Compare)
    ]
    own = names_read(statement)
    found.sort(key=lambda one: (one.id not in own, one.lineno, one.col_offset))
    return found[:MOST]


def _returned(file: SourceFile, read: ast.Name) -> bool:
    return isinstance(file.parents.get(read), ast.Return)


def _multiplied(file: SourceFile, read: ast.Name, name: str) -> Fix:
    text = f"{read.id} * {name}"
    outer = file.parents.get(read)
    text = f"({text})" if isinstance(outer, LOOSER) and not _summand(outer) else text
    return Fix(title=f"Write `{text}`", edits=(replace(file, read, text),), safe=False)


def _summand(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)


def _read_instead(file: SourceFile, read: ast.Name, name: str) -> Fix:
    return Fix(title=f"Read `{name}`", edits=(replace(file, read, name),), safe=False)
