"""Findings that only follow from another finding, and are not reported beside it."""

from collections.abc import Sequence

from resnet_inspect.graph import OpKind, SourceSpan
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding

CAUSES_IN_CLASS = {
    frozenset({"RES209", "RES503", "RES513"}): frozenset({"RES304", "RES306", "RES213", "RES214"}),
    frozenset({"RES207"}): frozenset({"RES209", "RES204", "RES205"}),
}
"""A lost layer or variable makes its block lack what it was for, inside the same class."""

CAUSES_AT_MODULE = {"RES103": frozenset({"RES210"}), "RES511": frozenset({"RES310", "RES311"})}
"""A projection that is wrong is not needless as well, at the same module."""

CAUSES_IN_NETWORK = {
    frozenset({"RES204", "RES205", "RES207", "RES209"}): frozenset({"RES506"}),
}
"""Where a residual connection is missing, the number of blocks says nothing of the name."""

RESHAPES = frozenset({"RES113", "RES114", "RES120"})
"""A linear layer gets another number of features from a reshape that mixes up the dimensions."""


def without_echoes(found: Sequence[Finding], context: LintContext) -> list[Finding]:
    """Return the findings that no other finding explains."""
    return [one for one in found if not any(_explains(cause, one, context) for cause in found)]


def _explains(cause: Finding, echo: Finding, context: LintContext) -> bool:
    """Whether a finding would vanish with another one's defect."""
    if cause is echo:
        return False
    if echo.code in CAUSES_AT_MODULE.get(cause.code, ()):
        return not set(cause.modules).isdisjoint(echo.modules)
    if echo.by_counting and _leads(CAUSES_IN_NETWORK, cause, echo):
        return True
    if cause.code in RESHAPES and echo.code == "RES111":
        return cause.node is not None and cause.node in _reshaped_before(context, echo)
    if _leads(CAUSES_IN_CLASS, cause, echo):
        return _class_of(context, cause.place) == _class_of(context, echo.place) is not None
    return False


def _reshaped_before(context: LintContext, echo: Finding) -> set[int]:
    """Return the reshapes that a failed layer's input went through."""
    if echo.node is None or not context.graph.nodes[echo.node].inputs:
        return set()
    node, found = context.producer(context.graph.nodes[echo.node].inputs[0]), set[int]()
    while node.kind is OpKind.RESHAPE and node.inputs:
        found.add(node.id)
        node = context.producer(node.inputs[0])
    return found


def _leads(table: dict[frozenset[str], frozenset[str]], cause: Finding, echo: Finding) -> bool:
    return any(cause.code in causes and echo.code in echoes for causes, echoes in table.items())


def _class_of(context: LintContext, span: SourceSpan | None) -> tuple[str, int] | None:
    """Return the innermost class around a place."""
    file = context.sources.of(span)
    if file is None or span is None:
        return None
    around = [
        one.lineno for one in file.classes if one.lineno <= span.line <= (one.end_lineno or 0)
    ]
    return (file.path, max(around)) if around else None
