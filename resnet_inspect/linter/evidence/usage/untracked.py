"""Which operators run under ``torch.no_grad()``, as the source says."""

import ast

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.syntax import Sources, called_name

MANAGERS = frozenset({"no_grad", "inference_mode"})


def untracked_nodes(context: LintContext) -> frozenset[int]:
    """Return the nodes whose own place, or a module call around it, is in such a block."""
    known: dict[SourceSpan | None, bool] = {None: False}
    found: set[int] = set()
    for node in context.graph.nodes:
        calls = context.calls_around(node.call)
        spans = [node.source, *(call.source for call in calls)]
        for span in spans:
            if span not in known:
                known[span] = _is_untracked(context.sources, span)
        if any(known[span] for span in spans):
            found.add(node.id)
    return frozenset(found)


def _is_untracked(sources: Sources, span: SourceSpan | None) -> bool:
    """Whether an expression stands in a ``with`` block or function that tracks no gradient."""
    return untracked_block(sources, span) is not None


def untracked_block(sources: Sources, span: SourceSpan | None) -> SourceSpan | None:
    """Return the expression that turns gradients off around a place."""
    file = sources.of(span)
    expression = sources.at(span)
    if file is None or expression is None:
        return None
    for outer in file.outward(expression):
        match outer:
            case ast.With(items=items) | ast.AsyncWith(items=items):
                managers = [item.context_expr for item in items if _is_manager(item.context_expr)]
                if managers:
                    return file.span(managers[0])
            case (
                ast.FunctionDef(decorator_list=decorators)
                | ast.AsyncFunctionDef(decorator_list=decorators)
            ):
                managers = [one for one in decorators if _is_manager(one)]
                return file.span(managers[0]) if managers else None
    return None


def _is_manager(expression: ast.expr) -> bool:
    name = called_name(expression)
    if not name and isinstance(expression, ast.Attribute):
        name = expression.attr
    return name.rpartition(".")[2] in MANAGERS
