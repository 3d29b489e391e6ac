"""A kernel is larger than the map that it slides over.

## What it does
Reports a convolution or pool whose kernel does not fit its padded input at the size asked for.

## Why is this bad?
The forward pass fails. Fixed pools such as `AvgPool2d(7)` are made for one input size.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, stride=8, padding=1)

    def forward(self, x):
        return F.avg_pool2d(F.relu(self.conv(x)), 7)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        return F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
```

## References
- Lin et al. 2014, Network in Network, section 3.2: global average pooling.
- pytorch/vision issue 696.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, PoolAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.head_fix import pooled_globally
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer, size


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield a convolution or pool whose window does not fit the padded map."""
    node = failed.node
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs | PoolAttrs) or not node.inputs:
        return
    sizes = context.graph.tensor(node.inputs[0]).shape[-len(attrs.kernel_size) :]
    if not _fits(attrs, sizes):
        window = size(attrs.kernel_size)
        yield Finding(
            message=f"{layer(node)} has a kernel of {window}, its input is {size(sizes)}",
            place=context.setting(node, "kernel_size"),
            label=f"{window} on {size(sizes)}",
            modules=(node.module,),
            node=node.id,
            fix=pooled_globally(context, node) if isinstance(attrs, PoolAttrs) else None,
            help="pool adaptively (`nn.AdaptiveAvgPool2d(1)`), or stride less before",
        )


def _fits(attrs: ConvAttrs | PoolAttrs, sizes: tuple[int, ...]) -> bool:
    sides = zip(attrs.kernel_size, attrs.dilation, sizes, attrs.padding, strict=False)
    return all(
        dilation * (kernel - 1) + 1 <= side + 2 * padding
        for kernel, dilation, side, padding in sides
    )


RULE = Rule(
    code="RES116", name="kernel-larger-than-map", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain),
)  # fmt: skip
