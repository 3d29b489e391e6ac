"""Failures over an input that nobody gave: the network wants more than its forward demands.

A forward that takes ``y=None`` computes its loss with it in training; one that takes a dict of maps
reads ``x["low_level"]`` of what was a tensor. Neither says that anything is wrong with the network.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Failure, OpKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    method,
    names_read,
    self_attribute,
)


def not_given(context: LintContext, finding: Finding) -> str:
    """Say what a failure wanted to be given; empty where it is the network's own."""
    failure = next((one for one in context.graph.failures if _shown(one, finding)), None)
    if failure is None:
        return ""
    if _reads_by_name(context, failure):
        return "the network takes a dict: give its tensors by name with --input"
    if "NoneType" not in failure.message:
        return ""
    name = next(filter(None, (_optional(context, place) for place in failure.frames)), "")
    return f"`{name}` is None by default: give it with --input or --arg" if name else ""


def _shown(failure: Failure, finding: Finding) -> bool:
    if failure.node is not None:
        return failure.node == finding.node
    return bool(failure.frames) and failure.frames[-1] == finding.place


def _reads_by_name(context: LintContext, failure: Failure) -> bool:
    """Whether an input was indexed with a text."""
    node = context.graph.nodes[failure.node] if failure.node is not None else None
    if node is None or node.op != "getitem" or "'str'" not in failure.message:
        return False
    return bool(node.inputs) and context.origin(node.inputs[0]).kind is OpKind.INPUT


def _optional(context: LintContext, place: SourceSpan) -> str:
    """Return the network's own argument, None by default, that the statement at a place reads."""
    root = context.graph.modules[0]
    file = context.class_file(root)
    if file is None or root.class_source is None or place.file != file.path:
        return ""
    owner = file.class_at(root.type, root.class_source.line)
    function, statement = file.function_at(place.line), file.statement(file.at(place))
    if function is None or statement is None or file.enclosing(function, ast.ClassDef) is not owner:
        return ""
    read = names_read(statement) | {self_attribute(node) for node in ast.walk(statement)}
    init = method(owner, "__init__")
    optional = {*_none_by_default(function), *(_kept(init) if init is not None else ())}
    return next(iter(sorted(optional & read)), "")


def _none_by_default(function: FunctionNode) -> Iterator[str]:
    """Yield the parameters of a function that are None unless they are given."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(reversed(named), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    for one, value in pairs:
        if isinstance(value, ast.Constant) and value.value is None:
            yield one.arg


def _kept(init: FunctionNode) -> Iterator[str]:
    """Yield the attributes that keep such a parameter under its own name."""
    optional = set(_none_by_default(init))
    for node in ast.walk(init):
        match node:
            case ast.Assign(targets=[target], value=ast.Name(id=name)):
                if name in optional and self_attribute(target) == name:
                    yield name
