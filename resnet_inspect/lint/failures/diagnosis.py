"""What each failed operator suffers from: one diagnosis for each, sorted by rule."""

import ast
from collections.abc import Iterator
from math import prod

from resnet_inspect.graph import (
    ConvAttrs,
    Failure,
    Graph,
    Node,
    NormAttrs,
    OpKind,
    PoolAttrs,
    ReshapeAttrs,
)
from resnet_inspect.graph.paths import is_within
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.failures.failed import Failed, failed_operators
from resnet_inspect.lint.failures.join_diagnosis import diagnose_join
from resnet_inspect.lint.failures.width_diagnosis import diagnose_width
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.words import layer, shape, size

Diagnosis = tuple[str, Finding]
JOINS = frozenset({OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC, OpKind.CONCAT})
SPATIAL = 2


def findings_of(context: LintContext, code: str) -> Iterator[Finding]:
    """Yield the findings of one rule among the diagnoses of a trace's failures."""
    return (finding for found, finding in diagnoses(context) if found == code)


def diagnoses(context: LintContext) -> list[Diagnosis]:
    """Return the diagnoses of all failures, computed once."""
    if context.diagnoses is None:
        context.diagnoses = list(_diagnoses(context))
    return context.diagnoses


def _diagnoses(context: LintContext) -> Iterator[Diagnosis]:
    known = _known(context.first) if context.first is not None else set()
    for failed in failed_operators(context.graph):
        if (failed.node.source, failed.node.op) in known:
            continue
        if _explained(context, failed.node):
            continue
        for code, finding in _diagnose(context, failed):
            if context.first is None or code in {"RES106", "RES120"}:
                yield code, finding
            else:
                yield _elsewhere(context, finding)
    for failure in context.graph.failures:
        if failure.node is None and not _same_abort(context.first, failure):
            yield _aborted(context, failure)


def _explained(context: LintContext, node: Node) -> bool:
    """Whether a layer, or the one that feeds it, belongs to a module that is called too late."""
    makers = [context.origin(node.inputs[0])] if node.inputs else []
    while makers and makers[-1].kind is OpKind.ACTIVATION and makers[-1].inputs:
        makers.append(context.origin(makers[-1].inputs[0]))
    paths = [one.module for one in (node, *makers)]
    return any(is_within(path, late) for path in paths for late in context.explained)


def _known(graph: Graph) -> set[tuple[object, str]]:
    """Return the operators that fail in the first trace already."""
    nodes = [graph.nodes[one.node] for one in graph.failures if one.node is not None]
    return {(node.source, node.op) for node in nodes}


def _same_abort(first: Graph | None, failure: Failure) -> bool:
    if first is None:
        return False
    return any(one.node is None and one.frames == failure.frames for one in first.failures)


def _elsewhere(context: LintContext, finding: Finding) -> Diagnosis:
    """Turn a failure that only other sizes or batches show into what it means."""
    return ("RES120" if context.same_size else "RES119"), finding


def _diagnose(context: LintContext, failed: Failed) -> Iterator[Diagnosis]:
    node = failed.node
    found: list[Diagnosis] = []
    if node.kind in JOINS:
        yield from diagnose_join(context, node)
        return
    if node.kind in {OpKind.CONV, OpKind.NORM, OpKind.LINEAR}:
        found = list(diagnose_width(context, node)) or list(_window(context, node))
    elif node.kind is OpKind.POOL:
        found = list(_window(context, node))
    elif isinstance(node.attrs, ReshapeAttrs):
        found = list(_reshape(context, node))
    yield from found or [_raised(context, failed)]


def _window(context: LintContext, node: Node) -> Iterator[Diagnosis]:
    """Diagnose a kernel that is larger than its map, or groups that do not divide."""
    attrs = node.attrs
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if isinstance(attrs, NormAttrs):
        if attrs.groups and len(source) > 1 and source[1] % attrs.groups:
            yield "RES112", _groups(context, node, source[1], attrs.groups)
        return
    if not isinstance(attrs, ConvAttrs | PoolAttrs):
        return
    sizes = source[-len(attrs.kernel_size) :]
    reach = [d * (k - 1) + 1 for k, d in zip(attrs.kernel_size, attrs.dilation, strict=False)]
    room = [side + 2 * p for side, p in zip(sizes, attrs.padding, strict=False)]
    if any(a > b for a, b in zip(reach, room, strict=False)):
        place = context.definition(node)
        if context.is_layer(node):
            place = context.setting(node, "kernel_size")
        yield (
            "RES116",
            Finding(
                message=f"{layer(node)} has a kernel of {size(attrs.kernel_size)}, "
                f"its input is {size(sizes)}",
                place=place,
                label=f"{size(attrs.kernel_size)} on {size(sizes)}",
                modules=(node.module,),
                node=node.id,
                help="pool adaptively (`nn.AdaptiveAvgPool2d(1)`), or stride less before",
            ),
        )


def _groups(context: LintContext, node: Node, width: int, groups: int) -> Finding:
    return Finding(
        message=f"{layer(node)} divides {width} channels into {groups} groups",
        place=context.definition(node),
        label=f"{width} is not a multiple of {groups}",
        modules=(node.module,),
        node=node.id,
        help=f"choose a number of groups that divides {width}",
    )


def _reshape(context: LintContext, node: Node) -> Iterator[Diagnosis]:
    attrs = node.attrs
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if not isinstance(attrs, ReshapeAttrs) or node.op not in {"view", "reshape"}:
        return
    yield (
        "RES113",
        Finding(
            message=f"`{node.op}{shape(attrs.requested)}` cannot hold the {prod(source):,} "
            f"values of {shape(source)}",
            place=node.source,
            label=f"{shape(source)} has {prod(source):,} values",
            modules=(node.module,),
            node=node.id,
            help="flatten with `torch.flatten(x, 1)` after global pooling",
        ),
    )


def _raised(context: LintContext, failed: Failed) -> Diagnosis:
    node = failed.node
    shapes = [shape(context.graph.tensor(ref).shape) for ref in node.inputs]
    return "RES003", Finding(
        message=f"`{node.op}` fails on {' and '.join(shapes) or 'its arguments'}: "
        f"{_first_line(failed.failure.message)}",
        place=node.source,
        label=_first_line(failed.failure.message),
        modules=(node.module,),
        node=node.id,
    )


def _aborted(context: LintContext, failure: Failure) -> Diagnosis:
    silent = _returns_nothing(context)
    if silent is not None:
        return "RES003", silent
    call = failure.call
    module = context.graph.calls[call].module if call is not None else ""
    return "RES003", Finding(
        message=f"the forward pass stops: {failure.type}: {_first_line(failure.message)}",
        place=failure.frames[-1] if failure.frames else None,
        label=failure.type,
        modules=(module,) if module else (),  # type: ignore[arg-type]
        severity=Severity.ERROR if context.first is None else Severity.INFO,
    )


def _returns_nothing(context: LintContext) -> Finding | None:
    """Find a module whose forward has run and returned None, as one without a return does."""
    for call in context.graph.calls[1:]:
        found = context.forward(call) if not call.outputs else None
        if found is None or call.end_node == call.first_node:
            continue
        file, function = found
        returns = (one for one in ast.walk(function) if isinstance(one, ast.Return))
        if not any(one.value is not None for one in returns):
            return Finding(
                message=f"the forward of `{context.graph.module(call.module).type}` "
                "returns nothing",
                place=file.span(function.body[-1]),
                label="no return follows",
                modules=(call.module,),
                help="return the result",
            )
    return None


def _first_line(message: str) -> str:
    return message.strip().partition("\n")[0]
