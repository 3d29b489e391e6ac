"""The classifier reads the flattened map instead of its global average.

## What it does
Mentions a linear layer of the head on a flattened map larger than 1×1, as LeNet and VGG have one.

## Why is this bad?
The layer has height × width times the parameters, mostly more than the rest of the network, and
accepts one input size only.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 32 * 32, 10)

    def forward(self, x):
        return self.fc(torch.flatten(F.relu(self.conv(x)), 1))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))
```

## Fix safety
Unsafe: the classifier has fewer parameters, and reads means in place of positions.

## References
- Lin et al. 2014, Network in Network, section 3.2.
- He et al. 2015, Deep Residual Learning, table 1: average pool, then 1000-d fc.
"""

from collections.abc import Iterator

from resnet_inspect.graph import LinearAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.pooled_head import pooled_head
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, size

MATRIX = 2
HEAD = frozenset({OpKind.LINEAR, OpKind.ACTIVATION, OpKind.DROPOUT, OpKind.SOFTMAX, OpKind.COPY})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer."""
    last_join = max((join.node.id for join in context.joins), default=-1)
    for node in context.graph.of_kind(OpKind.LINEAR):
        if node.id < last_join or not isinstance(node.attrs, LinearAttrs):
            continue
        spatial, width = _flattened(context, node)
        area = 1
        for side in spatial:
            area *= side
        if area > 1 and node.attrs.in_features == area * width:
            yield _finding(context, node, node.attrs, spatial, width)


def _flattened(context: LintContext, node: Node) -> tuple[tuple[int, ...], int]:
    """Return the size and width of the map that a layer reads flattened."""
    before = context.origin(node.inputs[0])
    while before.kind in HEAD - {OpKind.LINEAR} and before.inputs:
        before = context.origin(before.inputs[0])
    if before.kind is not OpKind.RESHAPE or len(before.output.shape) != MATRIX:
        return (), 0
    shape = context.graph.tensor(before.inputs[0]).shape
    return (shape[MATRIX:], shape[1]) if len(shape) > MATRIX else ((), 0)


def _finding(
    context: LintContext, node: Node, attrs: LinearAttrs, spatial: tuple[int, ...], width: int
) -> Finding:
    costs = attrs.in_features * attrs.out_features
    pooled = width * attrs.out_features
    return Finding(
        message=f"{layer(node)} reads the flattened {size(spatial)} map: {costs:,} weights where "
        f"global pooling needs {pooled:,}",
        place=context.setting(node, "in_features"),
        label=f"{width} channels × {size(spatial)}",
        modules=(node.module,),
        node=node.id,
        fix=pooled_head(context, node, width),
        help=f"pool globally first (`nn.AdaptiveAvgPool2d(1)`), and take `in_features={width}`",
    )


RULE = Rule(code="RES509", name="fixed-size-head", severity=Severity.INFO, doc=__doc__, check=check)
