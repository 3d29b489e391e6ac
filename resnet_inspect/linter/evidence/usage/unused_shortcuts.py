"""Shortcuts that are taken or computed in a forward and never added."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import ModuleCall, ModulePath, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.liveness import dead_paths
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, names_read

GATES = frozenset({"sigmoid", "hardsigmoid", "softmax"})
"""What a gate ends in, which multiplies and is not added."""


@dataclass(frozen=True, slots=True)
class UnusedShortcut:
    """A shortcut without a join."""

    span: SourceSpan | None
    text: str
    """What the source assigns or computes."""
    module: ModulePath
    block_type: str
    node: Node | None = None


def unused_shortcuts(context: LintContext) -> list[UnusedShortcut]:
    """Return the shortcuts that are computed or kept, in blocks that add nothing."""
    return [*_computed(context), *_kept(context)]


def joined_calls(context: LintContext) -> set[int]:
    """Return the module calls that have a residual connection in them."""
    return {call.id for join in context.joins for call in context.calls_around(join.node.call)}


def _computed(context: LintContext) -> Iterator[UnusedShortcut]:
    joined = joined_calls(context)
    for dead in dead_paths(context):
        if dead.block.id in joined or dead.block.parent is None:
            continue
        if dead.source in dead.block.inputs and dead.last.op not in GATES:
            kind = context.graph.module(dead.block.module).type
            text = f"`{dead.first.module or dead.first.op}` computes a shortcut"
            yield UnusedShortcut(dead.source_span, text, dead.block.module, kind, dead.first)


def _kept(context: LintContext) -> Iterator[UnusedShortcut]:
    """Yield variables that keep a forward's input, or a layer's result, and are never read."""
    joined = joined_calls(context)
    seen: set[str] = set()
    for call in context.graph.calls[1:]:
        module = context.graph.module(call.module)
        if module.qualified_type in seen or call.id in joined:
            continue
        found = context.forward(call)
        if found is None or not _convolves(context, call):
            continue
        seen.add(module.qualified_type)
        file, function = found
        for statement in unread_assignments(function):
            yield UnusedShortcut(
                file.span(statement), f"`{file.code(statement)}` keeps the block's input",
                call.module, module.type,
            )  # fmt: skip


def _convolves(context: LintContext, call: ModuleCall) -> bool:
    return any(node.kind == "conv" for node in context.graph.nodes_of(call))


def unread_assignments(function: FunctionNode) -> list[ast.Assign]:
    """Return assignments of a forward's parameter to a variable that nothing reads."""
    parameters = set(parameter_names(function))
    read = names_read(function)
    found = []
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=value)):
                if value in parameters and name not in read and not name.startswith("_"):
                    found.append(node)
    return found
