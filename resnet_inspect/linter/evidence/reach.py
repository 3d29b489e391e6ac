"""What led to a failure: the expressions that called and constructed the layers around it."""

from collections.abc import Iterator

from resnet_inspect.graph import ModulePath, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding

STEPS = 4
"""How far back the operators are followed that made what the failed one reads."""


def reach(context: LintContext, finding: Finding) -> tuple[SourceSpan, ...]:
    """Return the expressions that led to a finding, the nearest first."""
    node = context.graph.nodes[finding.node] if finding.node is not None else None
    spans = [*(_of_operator(context, node) if node is not None else _of_stop(context))]
    spans += [span for path in finding.modules for span in _of_module(context, path)]
    return tuple(dict.fromkeys(spans))


def _of_operator(context: LintContext, node: Node) -> Iterator[SourceSpan]:
    """Yield an operator's expression, its callers', and those of what it reads."""
    if node.source is not None:
        yield node.source
    yield from _of_module(context, node.module)
    for one in _before(context, node):
        if one.source is not None:
            yield one.source
        yield from _of_module(context, one.module)
    for call in context.calls_around(node.call):
        if call.source is not None:
            yield call.source


def _before(context: LintContext, node: Node) -> Iterator[Node]:
    """Yield the operators that lead to one, those that it reads first."""
    current = [node]
    for _ in range(STEPS):
        refs = [ref for one in current for ref in one.inputs]
        current = list({one.id: one for one in map(context.producer, refs)}.values())
        yield from current


def _of_stop(context: LintContext) -> Iterator[SourceSpan]:
    """Yield the frames of what Python code raised, and the layer that was running."""
    for failure in context.graph.failures:
        if failure.node is None:
            yield from reversed(failure.frames)
            if failure.call is not None:
                yield from _of_module(context, context.graph.calls[failure.call].module)


def _of_module(context: LintContext, path: ModulePath) -> Iterator[SourceSpan]:
    """Yield the calls that were running when a module was constructed, its own first."""
    module = context.places.find(path)
    if module is None:
        return
    if module.definition is not None:
        yield module.definition
    yield from reversed(module.construction)
