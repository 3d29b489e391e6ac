"""Failures that another failure explains, and that are not reported."""

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failures.mismatch import Mismatch, mismatch_at
from resnet_inspect.linter.failures.misread import called_too_late, misread
from resnet_inspect.linter.join import Join, convolutions


def is_consequence(context: LintContext, node: Node) -> bool:
    """Whether an operator failed only since another one did."""
    if called_too_late(context, node):
        return True
    mismatch = mismatch_at(context, node)
    return mismatch is not None and not mismatch.resized and _behind_failure(context, mismatch)


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
