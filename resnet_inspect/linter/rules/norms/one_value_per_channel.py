"""Batch normalization sees one value a channel of each image.

## What it does
Mentions, once a network, batch normalization of vectors or of 1×1 maps, as behind global pooling.

## Why is this bad?
It need not be. In training it computes the variance over the batch alone, so that a batch of one,
as the last one of an epoch may be, raises "Expected more than 1 value per channel when training".

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.head = nn.Sequential(nn.Linear(8, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU())
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.head(F.relu(self.conv(x)).mean((2, 3))))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.head = nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8), nn.ReLU())
        self.fc = nn.Linear(8, 10)
```

## References
- Ioffe and Szegedy 2015, Batch Normalization, algorithm 1.
- Chen et al. 2017, Rethinking Atrous Convolution, section 3.3: the pooled branch of ASPP.
"""

from collections.abc import Iterator
from math import prod

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

SPATIAL = 2


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding at the first such layer, listing all."""
    alone = [node for node in context.graph.of_kind(OpKind.NORM) if _alone(context, node)]
    if alone:
        yield Finding(
            message=f"{layer(alone[0])} sees one value a channel: training needs two images a "
            "batch at least",
            place=context.definition(alone[0]),
            label="the variance is the batch's alone",
            modules=tuple(dict.fromkeys(node.module for node in alone)),
            node=alone[0].id,
            help="drop the last batch where it is of one image (`drop_last=True`)",
        )


def _alone(context: LintContext, node: Node) -> bool:
    if node.op != "batch_norm" or not node.outputs or not context.is_layer(node):
        return False
    sizes = node.output.shape
    return len(sizes) > 1 and prod(sizes[SPATIAL:]) == 1


RULE = Rule(
    code="RES313", name="one-value-per-channel", severity=Severity.INFO, doc=__doc__, check=check
)
