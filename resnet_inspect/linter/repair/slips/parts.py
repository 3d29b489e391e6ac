"""Which pieces of the source a failure may come from, the nearest first."""

import ast
from collections.abc import Iterator, Mapping

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding
from resnet_inspect.linter.repair.slips.slip import Part
from resnet_inspect.linter.source.blame import assignments
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    method,
    names_read,
    self_attribute,
)

MOST = 24
"""Pieces that are looked at."""


def parts(finding: Finding, sources: Mapping[str, str]) -> list[Part]:
    """Return the statements that led to a finding, with those that set what they read."""
    files = _files(finding, sources)
    near = [piece for span in _spans(finding) for piece in _pieces(files.get(span.file), span)]
    further = [(file, other) for file, node in near for other in _settings(file, node)]
    unique = {id(node): Part(file, node, finding.message) for file, node in (*near, *further)}
    return list(unique.values())[:MOST]


def _spans(finding: Finding) -> list[SourceSpan]:
    said = [finding.place, *(one.span for one in finding.secondary), *finding.around]
    return [span for span in dict.fromkeys(said) if span is not None]


def _files(finding: Finding, sources: Mapping[str, str]) -> dict[str, SourceFile]:
    """Parse each file once, since pieces are told apart by their nodes."""
    names = dict.fromkeys(span.file for span in _spans(finding))
    return {name: SourceFile(name, sources[name]) for name in names if name in sources}


def _pieces(file: SourceFile | None, span: SourceSpan) -> Iterator[tuple[SourceFile, ast.AST]]:
    """Yield the statement at a place, and the conditions and loops that it stands in."""
    statement = file.statement(file.at(span)) if file is not None else None
    if file is None or statement is None:
        return
    for node in (statement, *file.outward(statement)):
        yield from ((file, one) for one in _headers(node))
        if isinstance(node, FunctionNode):
            return


def _headers(node: ast.AST) -> list[ast.AST]:
    """Return a simple statement itself, of a compound one what stands in its header."""
    match node:
        case ast.If(test=test) | ast.While(test=test):
            return [test]
        case ast.For(iter=iterable):
            return [iterable]
        case ast.FunctionDef(args=arguments):
            return [one for one in (*arguments.defaults, *arguments.kw_defaults) if one]
        case ast.With(items=items):
            return list(items)
        case ast.stmt() if not hasattr(node, "body"):
            return [node]
    return []


def _settings(file: SourceFile, node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements that set the variables and attributes that a piece reads."""
    function = file.function(node)
    owner = file.enclosing(node, ast.ClassDef)
    init = method(owner, "__init__") if isinstance(owner, ast.ClassDef) else None
    for name in sorted(names_read(node)):
        stored = assignments(function, name) if function is not None else []
        yield from (one for one in stored if not hasattr(one, "body"))
    for attribute in dict.fromkeys(self_attribute(one) for one in ast.walk(node)):
        if attribute and init is not None:
            stored = assignments(init, f"self.{attribute}")
            yield from (one for one in stored if not hasattr(one, "body"))
