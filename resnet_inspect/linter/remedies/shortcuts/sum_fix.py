"""Adds a block's shortcut to what it returns, before the last activation."""

import ast
from collections.abc import Iterator
from dataclasses import replace as dataclass_replace

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.scope import ACTIVATIONS
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.remedies.shortcuts.idle_projection import idle_projections
from resnet_inspect.linter.remedies.shortcuts.kept_input import kept_input
from resnet_inspect.linter.source.syntax import SourceFile, called_name

ACTIVATING = frozenset(name.lower() for name in ACTIVATIONS) | {
    "act", "activation", "nonlinearity", "act_fn", "leaky_relu", "nonlin",
}  # fmt: skip

PASSING = ("pool", "drop")
"""What may stand behind a block's last activation."""


def with_shortcut(context: LintContext, span: SourceSpan | None) -> Iterator[Fix]:
    """Yield sums with the shortcut: a projection that nothing calls, else the forward's input."""
    file = context.sources.of(span)
    function = file.function_at(span.line) if file is not None and span is not None else None
    if file is None or function is None:
        return
    name, kept = kept_input(file, function)
    for text in (*idle_projections(file, function, name), name) if name else ():
        summed = with_sum(context, span, text)
        if summed is not None:
            yield dataclass_replace(summed, edits=(*kept, *summed.edits))


def before_activation(context: LintContext, span: SourceSpan | None) -> bool:
    """Whether what a function returns has just been activated, so that the sum comes before."""
    file = context.sources.of(span)
    function = file.function_at(span.line) if file is not None and span is not None else None
    returned = _return(function, span) if function is not None else None
    if file is None or returned is None or returned.value is None:
        return False
    return _before_activation(file, returned) is not returned.value


def with_sum(context: LintContext, span: SourceSpan | None, addend: str) -> Fix | None:
    """Offer to add an expression to what a function returns.

    Args:
        context: The network.
        span: The return statement, or any expression of the function.
        addend: The expression to add.
    """
    file = context.sources.of(span)
    function = file.function_at(span.line) if file is not None and span is not None else None
    returned = _return(function, span) if function is not None else None
    if file is None or function is None or returned is None or returned.value is None:
        return None
    operand = _before_activation(file, returned)
    text = f"{_summand(file, operand)} + {addend}"
    return Fix(title=f"Add `{addend}`", edits=(replace(file, operand, text),), safe=False)


def _summand(file: SourceFile, operand: ast.expr) -> str:
    text = file.code(operand)
    return f"({text})" if isinstance(operand, ast.IfExp | ast.Compare | ast.Lambda) else text


def _return(function: ast.AST, span: SourceSpan | None) -> ast.Return | None:
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    exact = [one for one in returns if span is not None and one.lineno == span.line]
    return next(iter((*exact, *returns[-1:])), None)


def _before_activation(file: SourceFile, returned: ast.Return) -> ast.expr:
    """Return the expression that the last activation reads, else what is returned."""
    value = returned.value
    assert value is not None  # noqa: S101 - looked at by the caller
    if isinstance(value, ast.Name):
        earlier = _assignment_before(file, returned, value.id)
        if earlier is not None and _activates(earlier):
            value = earlier
    match value:
        case ast.Call(args=[operand, *_]) if _activates(value):
            return operand
        case ast.Call(func=ast.Attribute(value=operand), args=[]) if _activates(value):
            return operand
    return value


def _assignment_before(file: SourceFile, returned: ast.Return, name: str) -> ast.expr | None:
    """Return what was last assigned to a variable, pools and dropout left out."""
    body = getattr(file.parents.get(returned), "body", [])
    place = body.index(returned) if returned in body else 0
    for statement in reversed(body[:place]):
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                if not any(word in called_name(value).lower() for word in PASSING):
                    return value
            case ast.If():
                continue
            case _:
                return None
    return None


def _activates(node: ast.expr) -> bool:
    name = called_name(node).lower()
    return name.rstrip("0123456789_") in ACTIVATING
