"""A linear layer is fed with a feature map that nothing has flattened.

## What it does
Reports a linear layer that reads an (N, C, H, W) map: it works on the last dimension, the width.

## Why is this bad?
The forward pass fails, or the layer mixes columns of pixels instead of channels.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        return self.fc(x)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        return self.fc(x.flatten(1))
```

## References
- PyTorch documentation, `torch.nn.Linear`: the input is (*, in_features).
"""

from collections.abc import Iterator

from resnet_inspect.graph import LinearAttrs, Node, OpKind
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.failures.diagnosis import findings_of
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.rule import Rule, Traces
from resnet_inspect.lint.words import layer, shape

MATRIX = 2
BETWEEN = frozenset({OpKind.ACTIVATION, OpKind.NORM})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer, whether it fails or works by chance."""
    yield from findings_of(context, RULE.code)
    for node in context.graph.of_kind(OpKind.LINEAR):
        if not node.assumed and _reads_pooled_map(context, node):
            yield _finding(context, node)


def _reads_pooled_map(context: LintContext, node: Node) -> bool:
    """Whether a layer works on the last dimension of a globally pooled map."""
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if len(source) <= MATRIX or max(source[2:]) > 1:
        return False
    before = context.origin(node.inputs[0])
    while before.kind in BETWEEN and before.inputs:
        before = context.origin(before.inputs[0])
    return before.kind in {OpKind.POOL, OpKind.REDUCE, OpKind.CONV}


def _finding(context: LintContext, node: Node) -> Finding:
    source = context.graph.tensor(node.inputs[0]).shape
    features = node.attrs.in_features if isinstance(node.attrs, LinearAttrs) else 0
    return Finding(
        message=f"{layer(node)} takes {features} feature and gets a map of shape {shape(source)}: "
        f"its output is {shape(node.output.shape)}",
        place=node.source,
        label=f"{shape(source)} is not flat",
        modules=(node.module,),
        node=node.id,
        help=f"flatten before the layer, `torch.flatten(x, 1)`, and take `in_features={source[1]}`",
    )


RULE = Rule(
    code="RES115", name="missing-flatten", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
