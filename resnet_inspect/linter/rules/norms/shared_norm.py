"""One normalization layer is applied to the outputs of different layers.

## What it does
Reports a normalization with parameters or statistics that one forward calls at several places,
on tensors that different layers make. Layers that repeat together with their convolution, as in
weight-tied or siamese networks, are left alone.

## Why is this bad?
Running mean and variance become a mixture of distributions, so evaluation normalizes both with
numbers that fit neither; scale and shift are tied as well.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        x = F.relu(self.bn(self.conv1(x)))
        return F.relu(self.bn(self.conv2(x)))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(8)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)))
```

## References
- Ioffe and Szegedy 2015, Batch Normalization, section 3.1.
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
    """Yield one finding for each further place that calls such a layer."""
    for first, second in repeated_layers(context, OpKind.NORM):
        feeders = _feeder(context, first), _feeder(context, second)
        if feeders[1].kind is OpKind.NORM or feeders[0].module == feeders[1].module != "":
            continue
        if {one.kind for one in feeders} == {OpKind.ADD}:
            continue
        before = first.source
        yield Finding(
            message=f"{layer(second)} normalizes two distributions: after {layer(feeders[0])} "
            f"and after {_describe(feeders[1])}",
            place=second.source,
            label=f"the same layer as in line {before.line}" if before else "",
            secondary=(Place(before, "first called here"),) if before else (),
            modules=(second.module,),
            node=second.id,
            fix=own_layer(context, second),
            help="give each place a normalization of its own",
        )


def _describe(feeder: Node) -> str:
    return "the join" if feeder.kind is OpKind.ADD else layer(feeder)


def _feeder(context: LintContext, node: Node) -> Node:
    """Return the convolution, join or normalization that a tensor comes from."""
    producer = context.origin(node.inputs[0])
    while producer.kind in {OpKind.ACTIVATION, OpKind.POOL, OpKind.PAD} and producer.inputs:
        producer = context.origin(producer.inputs[0])
    return producer


RULE = Rule(code="RES301", name="shared-norm", severity=Severity.WARNING, doc=__doc__, check=check)
