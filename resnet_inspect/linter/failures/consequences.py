"""Failures that another failure explains, and that are not reported."""

from resnet_inspect.graph import Node, NodeId, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failures.mismatch import Mismatch, mismatch_at
from resnet_inspect.linter.failures.misread import called_too_late, misread
from resnet_inspect.linter.join import Join, convolutions


def is_consequence(context: LintContext, node: Node) -> bool:
    """Whether an operator failed only since another one did."""
    if called_too_late(context, node) or _gate_failed(context, node):
        return True
    mismatch = mismatch_at(context, node)
    return mismatch is not None and not mismatch.resized and _behind_failure(context, mismatch)


def _gate_failed(context: LintContext, node: Node) -> bool:
    """Whether a product's one operand is a gate of the other one, with a failed layer in it."""
    if node.kind is not OpKind.MULTIPLY or len(node.inputs) != 2:  # noqa: PLR2004 - map and gate
        return False
    failures = (failure.node for failure in context.graph.failures)
    failed = {one for one in failures if one is not None and one != node.id}
    one, other = (context.origin(ref) for ref in node.inputs)
    return _fails_between(context, one, other, failed) or _fails_between(
        context, other, one, failed
    )


def _fails_between(context: LintContext, end: Node, start: Node, failed: set[NodeId]) -> bool:
    """Whether the operators from one tensor to another hold a failed one."""
    pending, between = [end], dict[NodeId, Node]()
    while pending:
        current = pending.pop()
        if current.id > start.id and current.id not in between:
            between[current.id] = current
            pending += [context.origin(ref) for ref in current.inputs]
    reads = any(context.origin(ref) is start for one in between.values() for ref in one.inputs)
    return reads and not failed.isdisjoint(between)


def _behind_failure(context: LintContext, mismatch: Mismatch) -> bool:
    """Whether what a join adds is what a failed layer on one of its paths was guessed to make."""
    join = mismatch.join
    failed = {failure.node for failure in context.graph.failures}
    return (
        any(one.id in failed for one in join.shortcut)
        or any(one.id in misread(context) for one in join.main)
        or any(one.id in failed and _reads(context, one, join) for one in convolutions(join.main))
    )


def _reads(context: LintContext, node: Node, join: Join) -> bool:
    """Whether a layer reads the fork, whose width it has complained about already."""
    source = context.origin(node.inputs[0])
    while source.kind in {OpKind.NORM, OpKind.ACTIVATION} and source.id != join.fork.node:
        source = context.origin(source.inputs[0])
    return join.identity and source.id == join.fork.node
