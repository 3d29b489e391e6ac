"""Blocks convolve a map of one pixel.

## What it does
Reports a network at least two of whose residual blocks convolve, with kernels of 3×3 or more, maps
that the strides before have shrunk to 1×1 at the input size asked for. The place is the stem, which
mostly is that of another image size.

## Why is this bad?
Eight of nine weights of such a kernel see nothing but padding. The stem of the ImageNet networks, a
7×7 convolution of stride 2 and a pooling of stride 2, leaves one pixel of 32×32 images before the
last stage; the networks for CIFAR begin with one 3×3 convolution of stride 1.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + x)


model = nn.Sequential(
    nn.Conv2d(3, 8, 7, 4, 3), nn.ReLU(), nn.MaxPool2d(4), Block(8), nn.MaxPool2d(2),
    Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

Use instead, the rest as above:

```python
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(4), Block(8), nn.MaxPool2d(2),
    Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

## References
- He et al. 2015, Deep Residual Learning, table 1 and section 4.2.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.tiny_maps import blocks_on_one_pixel
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import convolutions, stride_of
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, size

SPATIAL = 2


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for a network with such blocks."""
    if context.graph.failures:
        return
    tiny = blocks_on_one_pixel(context)
    stem = _stem(context)
    image = context.graph.inputs()[0].output.shape[SPATIAL:] if context.graph.inputs() else ()
    if not tiny or stem is None:
        return
    yield Finding(
        message=f"{len(tiny)} blocks convolve a map of one pixel: the strides are too many for "
        f"images of {size(image)}",
        place=context.setting(stem, "stride"),
        label=f"{layer(stem)} strides by {max(stride_of(stem))}",
        modules=tuple(context.block(join).module for join in tiny),
        node=stem.id,
        help="begin with a 3×3 convolution of stride 1, without pooling",
    )


def _stem(context: LintContext) -> Node | None:
    """Return the first convolution, if it strides."""
    conv = next(context.graph.of_kind(OpKind.CONV), None)
    strides = conv is not None and bool(convolutions([conv])) and max(stride_of(conv) or (1,)) > 1
    return conv if strides else None


RULE = Rule(
    code="RES516", name="map-of-one-pixel", severity=Severity.WARNING, doc=__doc__, check=check
)
