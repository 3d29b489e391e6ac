"""The stem is made for images of another size.

## What it does
Reports the stem of the ImageNet networks, a convolution of stride 2 with a large kernel or two
halvings in a row, in a network whose images have 40 pixels or fewer, by its input or by its own
words; and a stem that does not stride in a classifier that says it is for 224 pixels or ImageNet.

## Why is this bad?
Nothing fails. Of 32×32 pixels, the ImageNet stem leaves 8×8 before the first block, and the last
stage sees one pixel: the accuracy falls by several per cent. A stem for 32 pixels costs about
sixteen times as much on 224.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 7, stride=2, padding=3)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.conv3 = nn.Conv2d(8, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = F.relu(self.conv3(F.relu(self.conv2(x))) + x)
        return self.fc(x.mean((2, 3)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.pool = nn.Identity()
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.conv3 = nn.Conv2d(8, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)
```

## References
- He et al. 2015, Deep Residual Learning, table 1 and section 4.2.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.claims.claimed import claimed_sides
from resnet_inspect.linter.evidence.claims.description import description
from resnet_inspect.linter.evidence.tiny_maps import blocks_on_one_pixel
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import stride_of
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import size

SPATIAL = 2
IMAGES = 4
"""(N, C, H, W)."""
SMALL = 40
LARGE = 160
WIDE = 7
QUARTER = 4
HALVINGS = 8
"""What the stages of a network for 32 pixels reduce by at the most."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield the first convolution where its stride does not suit the images."""
    conv = next(context.graph.of_kind(OpKind.CONV), None)
    if conv is None or not context.joins or not _classifies(context):
        return
    sides = claimed_sides(description(context).everything)
    traced = _traced_side(context)
    if traced and min(traced, max(sides, default=traced)) <= SMALL:
        yield from _too_coarse(context, conv, traced if traced <= SMALL else max(sides))
    elif sides and min(sides) >= LARGE and traced >= LARGE:
        yield from _too_fine(context, conv, traced)


def _too_coarse(context: LintContext, conv: Node, side: int) -> Iterator[Finding]:
    reduction = _reduction(context)
    wide = max(_kernel(conv)) >= WIDE and max(stride_of(conv), default=1) > 1
    few = reduction >= QUARTER and _last_reduction(context) >= 2 * HALVINGS
    if blocks_on_one_pixel(context) or not (wide or few):
        return
    left = max(side // reduction, 1)
    yield Finding(
        message=f"the stem reduces images of {size((side, side))} to {size((left, left))} before "
        "the first block: it is made for 224×224",
        place=context.setting(conv, "stride"),
        label=f"{size(_kernel(conv))}, stride {max(stride_of(conv), default=1)}",
        modules=(conv.module,),
        node=conv.id,
        help="begin with a 3×3 convolution of stride 1, without pooling",
    )


def _too_fine(context: LintContext, conv: Node, side: int) -> Iterator[Finding]:
    if _reduction(context) > 1 or _last_reduction(context) > HALVINGS:
        return
    yield Finding(
        message=f"the stem leaves images of {size((side, side))} as they are: it is made for "
        "32×32, and costs about 16 times as much here",
        place=context.setting(conv, "stride"),
        label=f"{size(_kernel(conv))}, stride 1",
        modules=(conv.module,),
        node=conv.id,
        help="begin with a 7×7 convolution of stride 2 and a max pooling of stride 2",
    )


def _classifies(context: LintContext) -> bool:
    made = [context.graph.tensor(one.ref).shape for one in context.graph.outputs if one.ref]
    return bool(made) and len(made[0]) < IMAGES and any(context.graph.of_kind(OpKind.LINEAR))


def _traced_side(context: LintContext) -> int:
    """Return the larger side of the image that was traced; 0 for what is no image."""
    shapes = [one.output.shape for one in context.graph.inputs()]
    return max(shapes[0][SPATIAL:]) if shapes and len(shapes[0]) == IMAGES else 0


def _reduction(context: LintContext) -> int:
    """Return how many times smaller than the image the map is that the first block reads."""
    return _smaller(context, context.graph.tensor(context.joins[0].fork).shape[SPATIAL:])


def _last_reduction(context: LintContext) -> int:
    return _smaller(context, context.joins[-1].node.output.shape[SPATIAL:])


def _smaller(context: LintContext, sides: tuple[int, ...]) -> int:
    return round(_traced_side(context) / max(sides)) if sides and all(sides) else 1


def _kernel(conv: Node) -> tuple[int, ...]:
    return conv.attrs.kernel_size if isinstance(conv.attrs, ConvAttrs) else (1,)


RULE = Rule(
    code="RES531", name="stem-for-another-size", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
