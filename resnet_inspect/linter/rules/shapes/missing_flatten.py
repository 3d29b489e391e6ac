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

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        return self.fc(x.flatten(1))
```

## References
- PyTorch documentation, `torch.nn.Linear`: the input is (*, in_features).
"""

from collections.abc import Iterator

from resnet_inspect.graph import LinearAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.head_fix import flattened_argument
from resnet_inspect.linter.rule import Failures, Rule, Traces
from resnet_inspect.linter.words import layer, shape

MATRIX = 2
BETWEEN = frozenset({OpKind.ACTIVATION, OpKind.NORM})


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield a layer that fails since it reads a map."""
    node, attrs = failed.node, failed.node.attrs
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if not isinstance(attrs, LinearAttrs) or len(source) <= MATRIX:
        return
    if source[1] == attrs.in_features or source[-1] == 1:
        yield Finding(
            message=f"{layer(node)} takes {attrs.in_features} features and gets a map of shape "
            f"{shape(source)}: nothing flattens it",
            place=node.source,
            label=f"{shape(source)} is not flat",
            modules=(node.module,),
            node=node.id,
            fix=flattened_argument(context, context.call_place(node)),
            help="flatten before the layer: `torch.flatten(x, 1)`",
        )


def check(context: LintContext) -> Iterator[Finding]:
    """Yield each such layer that works by chance."""
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
    traces=Traces.EVERY, failures=Failures(explain, before=("RES111",)),
)  # fmt: skip
