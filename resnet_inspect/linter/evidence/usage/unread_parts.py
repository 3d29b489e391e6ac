"""Parts of a split tensor that nothing reads, as the source says: a forward need not run for it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    about_weights,
    called_name,
    names_read,
)

SPLITTING = frozenset({"chunk", "split", "unbind", "tensor_split"})


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """A variable that a statement unpacks and its function never reads."""

    name: str
    splits: str
    """The function that split the tensor."""
    file: SourceFile
    statement: ast.stmt
    place: SourceSpan
    """The first statement that reads another part, which was to read this one as well."""


def unread_parts(context: LintContext) -> Iterator[UnreadPart]:
    """Yield the unread parts in the methods of the network's classes."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        for function in owner.body if owner is not None else ():
            if isinstance(function, FunctionNode) and not about_weights(function) and file:
                yield from _of(file, function)


def _of(file: SourceFile, function: FunctionNode) -> Iterator[UnreadPart]:
    read = names_read(function)
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call() as value):
                splits = called_name(value)
            case _:
                continue
        names = [one.id for one in targets if isinstance(one, ast.Name)]
        lost = [one for one in names if one not in read and not one.startswith("_")]
        if splits in SPLITTING and len(lost) < len(names):
            place = file.span(_reader(function, node, set(names)) or node)
            yield from (UnreadPart(one, splits, file, node, place) for one in lost)


def _reader(function: FunctionNode, made: ast.stmt, names: set[str]) -> ast.stmt | None:
    statements = [one for one in ast.walk(function) if isinstance(one, ast.Assign | ast.Return)]
    behind = sorted((s for s in statements if s.lineno > made.lineno), key=lambda s: s.lineno)
    return next((one for one in behind if names & names_read(one)), None)
