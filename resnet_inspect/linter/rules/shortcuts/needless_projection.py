"""A block that keeps its shape projects its shortcut.

## What it does
Reports a convolution on the shortcut of a block whose input and output have the same shape and
whose input is the output of another block like it. In the first block after the stem it is only
mentioned: there the papers differ.

## Why is this bad?
The identity costs nothing and lets the gradient through unchanged; projections everywhere
(option C) add parameters and computation for next to no accuracy.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.shortcut = nn.Conv2d(width, width, 1, bias=False)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.shortcut(x))


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), Block(8), Block(8)
)
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + x)
```

## Fix safety
Unsafe: the network has fewer parameters, and checkpoints no longer fit.

## References
- He et al. 2015, Deep Residual Learning, section 4.1, "Identity vs. Projection Shortcuts".
- He et al. 2016, Identity Mappings in Deep Residual Networks, section 3.
"""

from collections.abc import Iterator

from resnet_inspect.graph import OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import Join, convolutions, stride_of
from resnet_inspect.linter.remedies.shortcuts.only_where_needed import only_where_needed
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, shape

SHALLOW = 2
"""Main paths with fewer convolutions are parallel branches, as in RepVGG."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such projection."""
    failed = {failure.node for failure in context.graph.failures}
    ends: set[int] = {join.node.id for join in context.joins}
    for join in context.joins:
        conv = join.projection
        if conv is None or conv.kind is not OpKind.CONV or not _keeps_shape(context, join):
            continue
        if conv.id in failed or max(stride_of(conv), default=1) > 1:
            continue
        if len(convolutions(join.main)) < SHALLOW:
            continue
        sizes = shape(context.graph.tensor(join.fork).shape)
        follows = _follows_block(context, join, ends)
        yield Finding(
            message=f"{layer(conv)} projects a shortcut that could be the identity: "
            f"the block's input and output are both {sizes}",
            place=context.definition(conv),
            label="not needed where the shape stays",
            modules=(conv.module,),
            node=conv.id,
            fix=only_where_needed(context, join) if follows else None,
            help="construct it only where `stride != 1 or in_channels != out_channels`",
            severity=None if follows and not _by_design(context, join) else Severity.INFO,
        )


def _by_design(context: LintContext, join: Join) -> bool:
    """Whether a sum is one of a stack, as in MelGAN, or around others, as between hourglasses."""
    others = [other for other in context.joins if other is not join]
    return any(
        (other.block == join.block and other.projection is not None) or other.node in join.main
        for other in others
    )


def _keeps_shape(context: LintContext, join: Join) -> bool:
    tensor = context.graph.tensor
    return tensor(join.fork).shape == tensor(join.main_ref).shape == join.node.output.shape


def _follows_block(context: LintContext, join: Join, ends: set[int]) -> bool:
    node = context.origin(join.fork)
    while node.kind in {OpKind.ACTIVATION, OpKind.NORM} and node.inputs:
        node = context.origin(node.inputs[0])
    return node.id in ends


RULE = Rule(
    code="RES210", name="needless-projection", severity=Severity.WARNING, doc=__doc__, check=check
)
