"""Where a module's forward returned."""

import ast

from resnet_inspect.graph import ModuleCall, SourceSpan
from resnet_inspect.linter.context import LintContext


def return_of(context: LintContext, call: ModuleCall) -> SourceSpan | None:
    """Return the return statement that a module's forward took."""
    found = context.forward(call)
    if found is None:
        return context.graph.module(call.module).definition
    file, function = found
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    returns.sort(key=lambda node: node.lineno)
    lines = [
        node.source.line
        for node in context.graph.nodes_of(call)
        if node.source is not None and node.source.file == file.path
        and function.lineno <= node.source.line <= (function.end_lineno or 0)
    ]  # fmt: skip
    last = max(lines, default=0)
    chosen = next((one for one in returns if (one.end_lineno or one.lineno) >= last), None)
    chosen = chosen or (returns[-1] if returns else None)
    return file.span(chosen) if chosen is not None else file.header(function)
