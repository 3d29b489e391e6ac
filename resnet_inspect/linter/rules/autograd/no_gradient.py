"""Parameters that are used get no gradient.

## What it does
Reports the operator that cuts trainable parameters from the outputs: `detach()`, `.data`, `argmax`
and the like, or whatever reads them under `torch.no_grad()`, with no other way for the gradient.
Layers that run under `torch.no_grad()` themselves count as frozen.

## Why is this bad?
The optimizer never changes them: the layers stay as they were initialized.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).detach()
        return self.fc(x.mean((2, 3)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.relu(self.conv(x))
        return self.fc(x.mean((2, 3)))
```

## References
- PyTorch documentation, `torch.Tensor.detach`.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.autograd import Autograd
from resnet_inspect.linter.evidence.usage.liveness import live_nodes
from resnet_inspect.linter.evidence.usage.untracked import untracked_nodes
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import unwrapped
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.words import count, listing


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each operator that cuts parameters off."""
    graph = context.graph
    untracked = untracked_nodes(context)
    autograd = Autograd(graph, untracked)
    kept = autograd.trained().union(*(graph.nodes[one].parameters for one in untracked))
    live = live_nodes(graph)
    in_blocks = {node.id for join in context.joins for node in (*join.shortcut, *join.main)}
    for node in graph.nodes:
        if not autograd.cut(node) or node.id not in live or node.id in in_blocks:
            continue
        if any(ref.node in untracked for ref in node.inputs):
            continue
        behind = _behind(context, node, autograd)
        lost = behind - kept
        if not lost and behind and node.op == "data" and _learns(context, node, autograd):
            yield _hidden(context, node)
        if lost:
            names = [graph.parameters[one].name for one in sorted(lost)]
            total = sum(graph.parameters[one].tensor.numel for one in lost)
            yield Finding(
                message=f"`{node.op}` cuts {count(total, 'trainable parameter')} from the "
                f"gradient: {listing(names, 3)}",
                place=node.source,
                label="no gradient flows through here",
                modules=(node.module,),
                node=node.id,
                fix=_fix(context, node),
                help="remove it, or freeze the parameters (`requires_grad_(False)`) to say so",
            )


def _learns(context: LintContext, node: Node, autograd: Autograd) -> bool:
    """Whether layers that are trained read what a node makes."""
    pending, seen = [node], set[int]()
    while pending:
        for reader in context.graph.users(pending.pop()):
            if not autograd.trainable.isdisjoint(reader.parameters):
                return True
            if reader.id not in seen:
                seen.add(reader.id)
                pending.append(reader)
    return False


def _hidden(context: LintContext, node: Node) -> Finding:
    """Report ``.data``, which hides a tensor's history from one of several outputs."""
    return Finding(
        message="`.data` hides where the tensor comes from: the layers before it learn nothing "
        "from this output",
        place=node.source,
        label="no gradient flows through here",
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=_fix(context, node),
        help="remove it, or write `.detach()` where that is meant",
    )


def _fix(context: LintContext, node: Node) -> Fix | None:
    if node.op not in {"detach", "data"}:
        return None
    return unwrapped(context.sources, node.source, "Keep the gradient")


def _behind(context: LintContext, node: Node, autograd: Autograd) -> set[int]:
    """Return the trainable parameters that a node's inputs are computed from."""
    found: set[int] = set()
    pending, seen = [ref.node for ref in node.inputs], set()
    while pending:
        place = pending.pop()
        if place in seen:
            continue
        seen.add(place)
        before = context.graph.nodes[place]
        found |= autograd.trainable.intersection(before.parameters)
        pending += [ref.node for ref in before.inputs]
    return found


RULE = Rule(
    code="RES402", name="no-gradient", severity=Severity.WARNING, doc=__doc__, check=check,
    traces=Traces.TRAINING,
)  # fmt: skip
