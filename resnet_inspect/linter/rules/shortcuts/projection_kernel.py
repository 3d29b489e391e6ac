"""A projection shortcut has a kernel larger than 1×1.

## What it does
Reports a projection whose convolution looks at more than one pixel, unless it strides and all
others that stride do so, too, or it strides by its whole kernel and so skips no pixel.

## Why is this bad?
The shortcut is there to match shapes. A 3×3 kernel costs nine times the parameters of the 1×1 of
the paper, and the shortcut is no longer a projection but a second branch.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        out = self.conv2(F.relu(self.conv1(x)))
        return F.relu(out + self.shortcut(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1)
```

## Fix safety
Unsafe: the projection has fewer parameters, and checkpoints no longer fit.

## References
- He et al. 2015, Deep Residual Learning, section 3.2: 1×1 convolutions match dimensions.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import convolutions_of, normed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import Join, convolutions
from resnet_inspect.linter.remedies.arguments.pointwise import with_plain_kernel
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, size

USUAL = 3
"""The kernel of the paper's blocks."""
SHALLOW = 2
"""Main paths with fewer convolutions are parallel branches."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such convolution."""
    projections = [
        (join, join.projection, join.projection.attrs)
        for join in context.joins
        if join.projection is not None and len(convolutions(join.main)) >= SHALLOW
    ]
    pointwise = any(
        isinstance(attrs, ConvAttrs) and set(attrs.kernel_size) == {1} and max(attrs.stride) > 1
        for _, _, attrs in projections
    )
    for join, conv, attrs in projections:
        if not isinstance(attrs, ConvAttrs) or set(attrs.kernel_size) == {1}:
            continue
        by_design = _meant(join, attrs) if pointwise else _regular(context, join, attrs)
        by_design = by_design or attrs.kernel_size == attrs.stride
        yield Finding(
            message=f"the projection {layer(conv)} has a {size(attrs.kernel_size)} kernel, "
            "where the paper's is 1×1",
            place=_place(context, conv),
            label=f"{size(attrs.kernel_size)} kernel",
            modules=(conv.module,),
            node=conv.id,
            fix=None if by_design else with_plain_kernel(context, conv),
            help="use `kernel_size=1` without padding",
            severity=Severity.INFO if by_design else None,
        )


def _regular(context: LintContext, join: Join, attrs: ConvAttrs) -> bool:
    """Whether all projections are so by design: strided, or like the main path, and normalized."""
    assert join.projection is not None  # noqa: S101 - only those are asked about
    bare = not normed(context, join.projection)
    forgotten = bare and all(normed(context, conv) for conv in convolutions_of(join))
    return not forgotten and (max(attrs.stride) > 1 or _meant(join, attrs))


def _meant(join: Join, attrs: ConvAttrs) -> bool:
    """Whether a block's large kernel, 5×5 and more, is its projection's as well."""
    kernels = [
        conv.attrs.kernel_size
        for conv in convolutions_of(join)
        if isinstance(conv.attrs, ConvAttrs)
    ]
    return max(attrs.kernel_size) > USUAL and attrs.kernel_size in kernels


def _place(context: LintContext, conv: Node) -> SourceSpan | None:
    if context.is_layer(conv):
        return context.setting(conv, "kernel_size")
    return conv.source


RULE = Rule(
    code="RES211", name="projection-kernel", severity=Severity.WARNING, doc=__doc__, check=check
)
