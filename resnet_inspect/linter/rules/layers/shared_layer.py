"""One convolution or linear layer is called at two places of a forward, one after the other.

## What it does
Reports a layer with weights that a forward applies again to what it has made itself. Loops,
whose calls are one expression, and layers applied to several inputs side by side are left alone.

## Why is this bad?
Mostly a typing mistake: both places share one set of weights, and another layer stays unused.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        return F.relu(self.conv1(x))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        return F.relu(self.conv2(x))
```

## References
- SSinyu/RED-CNN issue 8: one attribute reused for several places of the network.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.repeats import repeated_layers
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.remedies.calls.own_layer import own_layer
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each later place of such a layer."""
    for first, second in repeated_layers(context, OpKind.CONV, OpKind.LINEAR):
        if not _depends(context, second, first):
            continue
        before = first.source
        yield Finding(
            message=f"{layer(second)} is applied twice in a row with the same weights",
            place=second.source,
            label=f"the same layer as in line {before.line}" if before else "",
            secondary=(Place(before, "first called here"),) if before else (),
            modules=(second.module,),
            node=second.id,
            fix=own_layer(context, second),
            help="call the layer that was meant for this place, or construct one",
        )


def _depends(context: LintContext, later: Node, earlier: Node) -> bool:
    """Whether ``later`` is computed from ``earlier``."""
    reached = {earlier.id}
    for node in context.graph.nodes[earlier.id + 1 : later.id + 1]:
        if any(ref.node in reached for ref in node.inputs):
            reached.add(node.id)
    return later.id in reached


RULE = Rule(code="RES302", name="shared-layer", severity=Severity.WARNING, doc=__doc__, check=check)
