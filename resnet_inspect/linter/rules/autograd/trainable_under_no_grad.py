"""Layers that are to be trained only run under `torch.no_grad()`.

## What it does
Reports parameters that require a gradient and that, in training, only operators in a `no_grad`
block read. Frozen ones (`requires_grad_(False)`), and copies of a module that is trained elsewhere
in the network, such as momentum encoders, are left alone.

## Why is this bad?
The optimizer is handed the parameters and never changes them: the layers stay as they were
initialized.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        with torch.no_grad():
            x = self.trunk(x)
        return self.fc(x.mean((2, 3)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = self.trunk(x)
        return self.fc(x.mean((2, 3)))
```

## References
- PyTorch documentation, `torch.no_grad`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ModuleCall, Node, ParameterId, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.untracked import untracked_block, untracked_nodes
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import dedented, expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.source.syntax import called_name
from resnet_inspect.linter.words import count


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each module call with such parameters."""
    graph = context.graph
    untracked = untracked_nodes(context)
    tracked = {one for node in graph.nodes if node.id not in untracked for one in node.parameters}
    lost = _trainable(context, [graph.nodes[place] for place in untracked]) - tracked
    twins = _types(context, tracked)
    for call in graph.children(graph.calls[0]):
        own = lost & _trainable(context, graph.nodes_of(call))
        if own and graph.module(call.module).qualified_type not in twins:
            yield _finding(context, call, own, untracked)


def _trainable(context: LintContext, nodes: "tuple[Node, ...] | list[Node]") -> set[ParameterId]:
    parameters = context.graph.parameters
    return {one for node in nodes for one in node.parameters if parameters[one].trainable}


def _types(context: LintContext, tracked: set[ParameterId]) -> set[str]:
    """Return the classes of the network's children that have trained parameters."""
    graph = context.graph
    return {
        graph.module(call.module).qualified_type
        for call in graph.children(graph.calls[0])
        if not tracked.isdisjoint(_trainable(context, graph.nodes_of(call)))
        and not graph.module(call.module).qualified_type.startswith("torch.")
    }


def _block(
    context: LintContext, untracked: frozenset[int], own: set[ParameterId]
) -> SourceSpan | None:
    """Return the statement that tracks no gradient, around the first reader of a parameter."""
    for place in sorted(untracked):
        node = context.graph.nodes[place]
        spans = [node.source, *(call.source for call in context.calls_around(node.call))]
        if not own.isdisjoint(node.parameters):
            found = (untracked_block(context.sources, span) for span in spans)
            return next((one for one in found if one is not None), None)
    return None


def _finding(
    context: LintContext, call: ModuleCall, own: set[ParameterId], untracked: frozenset[int]
) -> Finding:
    total = sum(context.graph.parameters[one].tensor.numel for one in own)
    return Finding(
        message=f"`{call.module}` runs under `no_grad` only: its "
        f"{count(total, 'trainable parameter')} are never trained",
        place=_block(context, untracked, own) or call.source,
        label="no gradient is recorded here",
        modules=(call.module,),
        fix=_fix(context, call),
        help="remove `no_grad`, or freeze the parameters (`requires_grad_(False)`) to say so",
    )


def _fix(context: LintContext, call: ModuleCall) -> Fix | None:
    """Take a call out of the ``with`` around it."""
    found = expression_at(context.sources, call.source)
    inside = _inside(context, call)
    if inside is not None:
        return inside
    around = found[0].enclosing(found[1], ast.With) if found is not None else None
    if found is None or not isinstance(around, ast.With) or not _stops_gradient(around):
        return None
    return Fix(title="Record the gradient", edits=(dedented(found[0], around),), safe=False)


def _inside(context: LintContext, call: ModuleCall) -> Fix | None:
    """Take what the module's own methods compute under ``no_grad`` out of it."""
    module = context.graph.module(call.module)
    file = context.class_file(module)
    owner = file.class_at(module.type) if file is not None else None
    if file is None or owner is None:
        return None
    for node in ast.walk(owner):
        if isinstance(node, ast.With) and _stops_gradient(node):
            return Fix(title="Record the gradient", edits=(dedented(file, node),), safe=False)
    return None


def _stops_gradient(node: ast.With) -> bool:
    names = [called_name(item.context_expr) for item in node.items]
    return names in (["no_grad"], ["inference_mode"])


RULE = Rule(
    code="RES404", name="trainable-under-no-grad", severity=Severity.WARNING, doc=__doc__,
    check=check, traces=Traces.TRAINING,
)  # fmt: skip
