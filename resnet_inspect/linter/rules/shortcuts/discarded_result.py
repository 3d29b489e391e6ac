"""A layer runs and its result reaches no output.

## What it does
Reports what is computed for nothing, in evaluation and in training: an operator called as a
statement (`F.relu(x)`), a variable that nothing reads, and a convolution or linear layer whose
result is overwritten. In the last case the place is the next layer that reads the same tensor,
which mostly should have read the result. A layer whose result is only unused in one of several
equal blocks, as in WaveNet's last one, is mentioned.

## Why is this bad?
The layer gets no gradient, and costs time. Mostly the next line reads the wrong variable.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(x)
        return F.relu(out + x)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

## References
- shaohua0116/Multiview2Novelview issue 11: the second convolution reads the block's input.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.dead_ends import DeadEnd, dead_ends
from resnet_inspect.linter.evidence.usage.liveness import LAYERS, DeadPath, dead_paths, live_nodes
from resnet_inspect.linter.evidence.usage.unread_parts import UnreadPart, unread_parts
from resnet_inspect.linter.evidence.usage.unused_shortcuts import unused_shortcuts
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.expressions import assigned, call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.remedies.calls.unread_variable import variable_uses
from resnet_inspect.linter.remedies.calls.used_result import used_results
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

READERS = LAYERS | {OpKind.NORM}


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such statement, then for each such layer.

    Where no output depends on a layer, as where nothing was detected, all looks discarded.
    """
    live = live_nodes(context.graph)
    if any(node.id in live for node in context.graph.of_kind(*LAYERS)):
        yield from _discarded(context)
    yield from map(_unread, unread_parts(context))


def _discarded(context: LintContext) -> Iterator[Finding]:
    shortcuts = {unused.node.id for unused in unused_shortcuts(context) if unused.node}
    paths = [dead for dead in dead_paths(context) if dead.first.id not in shortcuts]
    misread = {dead.first.id for dead in paths if _should_have_read(context, dead) is not None}
    behind: set[int] = set()
    for end in dead_ends(context):
        before = _before(context, end.node)
        if before.isdisjoint(misread | shortcuts):
            behind |= before
            yield _lost(context, end)
    for dead in paths:
        if dead.first.id not in behind:
            yield _finding(context, dead)


def _unread(part: UnreadPart) -> Finding:
    return Finding(
        message=f"nothing reads `{part.name}`, one of the parts that `{part.splits}` makes",
        place=part.place,
        label=f"without `{part.name}`",
        secondary=(Place(part.file.span(part.statement), "made here"),),
        help="use it, or do not compute it",
    )


def _lost(context: LintContext, end: DeadEnd) -> Finding:
    what = f"`{end.node.op}`"
    fixes = [*used_results(context, end.node.source), *variable_uses(context, end.node.source)]
    return Finding(
        message=f"nothing reads `{end.variable}`, the result of {what}"
        if end.variable
        else f"the result of {what} is thrown away",
        place=end.node.source,
        label="never read" if end.variable else "not assigned",
        modules=(end.node.module,),
        node=end.node.id,
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
        help="use it, or remove it" if end.variable else "assign it: `x = ...`",
    )


def _before(context: LintContext, node: Node) -> set[int]:
    """Return a node with all that it is computed from."""
    pending, seen = [node.id], set[int]()
    while pending:
        place = pending.pop()
        if place not in seen:
            seen.add(place)
            pending += [ref.node for ref in context.graph.nodes[place].inputs]
    return seen


def _finding(context: LintContext, dead: DeadPath) -> Finding:
    reader = _should_have_read(context, dead)
    computed = dead.source_span
    place = reader.source if reader is not None else computed
    message = f"the result of {layer(dead.first)} reaches no output"
    if reader is not None:
        message += f": {layer(reader)} reads its input instead"
    at_hand = (
        _read_instead(context, dead, reader) if reader else assigned(context.sources, computed)
    )
    fixes = [one for one in (at_hand, *variable_uses(context, computed)) if one is not None]
    return Finding(
        message=message,
        place=place,
        label="reads past the discarded result" if reader else "never used",
        secondary=(Place(computed, "computed for nothing"),)
        if computed and reader is not None
        else (),
        modules=(dead.block.module,),
        node=dead.first.id,
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
        help="read the result here" if reader else "use the result, or remove the layer",
        severity=Severity.INFO if _used_by_siblings(context, dead) else None,
    )


def _read_instead(context: LintContext, dead: DeadPath, reader: Node) -> Fix | None:
    """Hand the layer the variable that the discarded result was assigned to."""
    file = context.sources.of(dead.source_span)
    match file.statement(file.at(dead.source_span)) if file is not None else None:
        case ast.Assign(targets=[ast.Name(id=variable)]):
            return _with_argument(context, reader, variable)
    return None


def _with_argument(context: LintContext, reader: Node, variable: str) -> Fix | None:
    for call in context.calls_around(reader.call):
        found = call_at(context.sources, call.source)
        if found is not None and found[1].args and isinstance(found[1].args[0], ast.Name):
            edit = replace(found[0], found[1].args[0], variable)
            return Fix(title=f"Read `{variable}`", edits=(edit,), safe=False)
    return None


def _used_by_siblings(context: LintContext, dead: DeadPath) -> bool:
    """Whether the same expression is of use in another block, built by the same code."""
    live, place = live_nodes(context.graph), dead.source_span
    return any(
        call.source == place and any(ref.node in live for ref in call.outputs)
        for call in context.graph.calls
    ) or any(node.id in live and node.source == place for node in context.graph.nodes)


def _should_have_read(context: LintContext, dead: DeadPath) -> Node | None:
    """Return the next layer of the same block that reads the same tensor."""
    live = live_nodes(context.graph)
    for node in context.graph.nodes_of(dead.block):
        if node.id <= dead.last.id or node.id not in live or node.kind not in READERS:
            continue
        if dead.source in node.inputs:
            return node
    return None


RULE = Rule(
    code="RES209", name="discarded-result", severity=Severity.WARNING, doc=__doc__, check=check
)
