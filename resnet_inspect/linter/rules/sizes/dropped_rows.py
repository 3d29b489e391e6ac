"""A fixed pool leaves part of its map unread.

## What it does
Reports a pool with a window of at least four pixels, or one that reduces the map to a single pixel,
that does not look at the last rows or columns: at least an eighth of the map.

## Why is this bad?
The pixels at the border never reach the classifier. `AvgPool2d(7)` on an 8×8 map gives 1×1 and no
error.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, stride=4, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv(x)), 7)
        return self.fc(torch.flatten(x, 1))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
        return self.fc(torch.flatten(x, 1))
```

## References
- Lin et al. 2014, Network in Network, section 3.2: global average pooling.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, PoolAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.head_fix import pooled_globally
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, size

SMALL = 4
"""Windows below this are the usual pools between stages, which may drop a row."""
SHARE = 8
"""Fewer dropped rows than one in this many are not worth a warning."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such pool."""
    for node in context.graph.of_kind(OpKind.POOL):
        attrs = node.attrs
        if not isinstance(attrs, PoolAttrs) or node.assumed or not node.inputs:
            continue
        sizes = context.graph.tensor(node.inputs[0]).shape[-len(attrs.kernel_size) :]
        unread = zip(_unread(attrs, node, sizes), sizes, strict=True)
        dropped, side = max(unread, key=lambda pair: pair[0] / pair[1])
        if dropped * SHARE < side or not _in_head(attrs, node):
            continue
        yield Finding(
            message=f"{layer(node)} does not read {dropped} of {side} rows: "
            f"a {size(attrs.kernel_size)} window on {size(sizes)}",
            place=context.setting(node, "kernel_size"),
            label=f"{size(sizes)} → {size(node.output.shape[-len(sizes) :])}",
            modules=(node.module,),
            node=node.id,
            fix=pooled_globally(context, node),
            help="pool adaptively: `nn.AdaptiveAvgPool2d(1)`",
        )


def _in_head(attrs: PoolAttrs, node: Node) -> bool:
    made = node.output.shape[-len(attrs.kernel_size) :]
    return max(attrs.kernel_size) >= SMALL or all(side == 1 for side in made)


def _unread(attrs: PoolAttrs, node: Node, sizes: tuple[int, ...]) -> list[int]:
    """Return for each dimension how many pixels at its end no window covers."""
    made = node.output.shape[-len(sizes) :]
    windows = zip(
        sizes, made, attrs.kernel_size, attrs.stride, attrs.padding, attrs.dilation, strict=False
    )
    return [
        max(0, side - ((count - 1) * stride - padding + dilation * (kernel - 1) + 1))
        for side, count, kernel, stride, padding, dilation in windows
    ]


RULE = Rule(code="RES117", name="dropped-rows", severity=Severity.WARNING, doc=__doc__, check=check)
