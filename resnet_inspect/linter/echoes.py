"""Findings that only follow from another finding, and are not reported beside it."""

from collections.abc import Sequence

from resnet_inspect.graph import Node, OpKind, SourceSpan
from resnet_inspect.graph.paths import is_within, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding

CAUSES_IN_CLASS = {
    frozenset({"RES209", "RES503", "RES513"}): frozenset({"RES304", "RES306", "RES213", "RES214"}),
    frozenset({"RES513"}): frozenset({"RES110", "RES003"}),
    frozenset({"RES524"}): frozenset({"RES526"}),
    frozenset({"RES207"}): frozenset({"RES209", "RES204", "RES205"}),
}
"""A lost layer or variable makes its block lack what it was for, inside the same class."""

CAUSES_AT_MODULE = {"RES103": frozenset({"RES210"}), "RES511": frozenset({"RES310", "RES311"})}
"""A projection that is wrong is not needless as well, at the same module."""

CAUSES_IN_NETWORK = {
    frozenset({"RES527"}): frozenset({"RES507", "RES506"}),
    frozenset({"RES204", "RES205", "RES207", "RES209"}): frozenset({"RES506"}),
}
"""Where a residual connection is missing, the number of blocks says nothing of the name."""

BESIDE = {"RES003": frozenset({"RES304", "RES306"})}
"""A layer that does not run leaves the one before it without what follows it."""

ALONE = frozenset({("RES126", "RES108"), ("RES126", "RES110")})
"""What a concatenation along the batch makes has the wrong batch wherever it is read."""

JOINS_OF_SIZES = frozenset({"RES108", "RES109", "RES121"})
"""A concatenation of maps that do not belong together has the wrong width as well."""

RESHAPES = frozenset({"RES003", "RES113", "RES114", "RES120"})
"""A linear layer gets another number of features from a reshape that mixes up the dimensions."""


def without_echoes(found: Sequence[Finding], context: LintContext) -> list[Finding]:
    """Return the findings that no other finding explains."""
    return [one for one in found if not any(_explains(cause, one, context) for cause in found)]


def _explains(cause: Finding, echo: Finding, context: LintContext) -> bool:
    """Whether a finding would vanish with another one's defect."""
    if cause is echo:
        return False
    at_module = echo.code in CAUSES_AT_MODULE.get(cause.code, ())
    return (
        (at_module and not set(cause.modules).isdisjoint(echo.modules))
        or (
            echo.by_counting
            and _leads(CAUSES_IN_NETWORK, cause, echo)
            and not _weighs_only(context, cause)
        )
        or _in_one_class(cause, echo, context)
        or (echo.code in BESIDE.get(cause.code, ()) and _beside(cause, echo))
        or _goes_on(context, cause, echo)
        or (
            (cause.code, echo.code) in ALONE
            and _class_of(context, cause.place) == _class_of(context, echo.place)
        )
        or ({cause.code, echo.code} == {"RES110"} and _built_wrong(context, cause, echo))
    )


def _weighs_only(context: LintContext, cause: Finding) -> bool:
    """Whether what is lost is a gate: no convolution of a main path is missing."""
    node = context.graph.nodes[cause.node] if cause.node is not None else None
    lost = node.kind if node is not None else None
    return cause.code == "RES209" and lost in {OpKind.MULTIPLY, OpKind.LINEAR}


def _beside(cause: Finding, echo: Finding) -> bool:
    """Whether two findings are about layers of one module."""
    owners = {parent(path) for path in cause.modules}
    return any(parent(path) in owners for path in echo.modules)


def _in_one_class(cause: Finding, echo: Finding, context: LintContext) -> bool:
    if not _leads(CAUSES_IN_CLASS, cause, echo):
        return False
    return _class_of(context, cause.place) == _class_of(context, echo.place) is not None


def _goes_on(context: LintContext, cause: Finding, echo: Finding) -> bool:
    """Whether an operator fails on what an earlier failed one was guessed to make."""
    if cause.node is None or echo.node is None or cause.node >= echo.node:
        return False
    if cause.code in RESHAPES and echo.code in {"RES110", "RES111"}:
        return bool(_reshaped_before(context, echo))
    if cause.code in JOINS_OF_SIZES and echo.code == "RES110":
        return cause.node in _joined_before(context, context.graph.nodes[echo.node])
    return (cause.code, echo.code) == ("RES111", "RES113") and _near(context, cause, echo)


def _near(context: LintContext, cause: Finding, echo: Finding) -> bool:
    """Whether a reshape reads what a failed layer was guessed to make."""
    node = context.graph.nodes[echo.node] if echo.node is not None else None
    while node is not None and node.inputs and node.id != cause.node:
        node = context.producer(node.inputs[0])
        if node.kind not in {OpKind.LINEAR, OpKind.ACTIVATION, OpKind.NORM, OpKind.DROPOUT}:
            return False
    return node is not None


def _built_wrong(context: LintContext, cause: Finding, echo: Finding) -> bool:
    """Whether a layer fails inside a module that was given the wrong widths altogether."""
    owners = [one for one in context.graph.modules if _same(one.definition, cause.place)]
    inside = [one for one in owners if all(is_within(path, one.path) for path in cause.modules)]
    return any(
        not _same(echo.place, cause.place) and is_within(path, one.path)
        for one in inside
        for path in echo.modules
    )


def _same(one: SourceSpan | None, other: SourceSpan | None) -> bool:
    if one is None or other is None:
        return False
    return (one.file, one.line, one.column) == (other.file, other.line, other.column)


def _joined_before(context: LintContext, node: Node) -> set[int]:
    """Return the products and concatenations that made a layer's input, one behind the other."""
    found: set[int] = set()
    pending = [context.producer(ref) for ref in node.inputs]
    while pending:
        before = pending.pop()
        if before.id not in found and before.kind in {OpKind.CONCAT, OpKind.MULTIPLY, OpKind.ADD}:
            found.add(before.id)
            pending += [context.producer(ref) for ref in before.inputs]
    return found


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
