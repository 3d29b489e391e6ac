"""The words in which a network's file speaks of it."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Description:
    """What a network's file says; nothing for a library's network."""

    names: tuple[str, ...] = ()
    """Of the network, its class and the function that makes it."""
    text: str = ""
    """The docstrings of the file, of the network's class and of its factory."""
    comments: str = ""
    """The comments of the file, and the docstrings of everything else in it."""

    @property
    def everything(self) -> str:
        """All words, in one text."""
        return "\n".join((*self.names, self.text, self.comments))


def description(context: LintContext) -> Description:
    """Return what the network's file says of it."""
    return context.once(_description)


def _description(context: LintContext) -> Description:
    run, network = context.graph.run, context.graph.modules[0]
    file = context.class_file(network)
    source = context.sources.of(run.source) or file
    if source is None or source not in context.own_files:
        return Description()
    factory = run.source.function if run.source is not None else ""
    names = tuple(dict.fromkeys(one for one in (run.network, network.type, factory) if one))
    return Description(names, "\n".join(_about(source, names)), "\n".join(_asides(source, names)))


def _about(file: SourceFile, names: tuple[str, ...]) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, DOCUMENTED) and _is_networks(file, node, names):
            yield ast.get_docstring(node) or ""


def _asides(file: SourceFile, names: tuple[str, ...]) -> Iterator[str]:
    yield from _comments(file)
    for node in ast.walk(file.tree):
        if isinstance(node, DOCUMENTED) and not _is_networks(file, node, names):
            yield ast.get_docstring(node) or ""


def _is_networks(file: SourceFile, node: ast.AST, names: tuple[str, ...]) -> bool:
    """Whether a docstring is the file's, or speaks of the network, its methods included."""
    owner = file.parents.get(node) if isinstance(node, FunctionNode) else None
    return isinstance(node, ast.Module) or any(
        getattr(one, "name", "") in names for one in (node, owner)
    )


def _comments(file: SourceFile) -> Iterator[str]:
    lines = io.StringIO(file.text).readline
    try:
        yield from (
            token.string
            for token in tokenize.generate_tokens(lines)
            if token.type == tokenize.COMMENT
        )
    except tokenize.TokenError:
        return
