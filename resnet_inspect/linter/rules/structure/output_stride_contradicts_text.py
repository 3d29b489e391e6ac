"""The feature map is not as many times smaller than the image as the network says.

## What it does
Reports a network whose docstring, or that of its factory, names one output stride, in those words
or as "1/8", and whose last stage has another. The place is the stage that strides where it should
not.

## Why is this bad?
Nothing fails. A decoder that enlarges by the promised factor misses the image's size, and the map
is coarser, or the cost higher, than whoever reads the words expects. Dilation replaces a stride;
beside one it does not enlarge the map.

## Example
```python
class Block(nn.Module):
    def __init__(self, inputs, width, stride=1, dilation=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, dilation, dilation)
        self.conv2 = nn.Conv2d(width, width, 3, 1, dilation, dilation)
        self.shortcut = nn.Conv2d(inputs, width, 1, stride)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + self.shortcut(x))


class Net(nn.Module):
    '''A backbone with output stride 4.'''

    def __init__(self):
        super().__init__()
        self.stage1 = Block(3, 8, 2)
        self.stage2 = Block(8, 16, 2)
        self.stage3 = Block(16, 32, 2, dilation=2)

    def forward(self, x):
        return self.stage3(self.stage2(self.stage1(x)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage1 = Block(3, 8, 2)
        self.stage2 = Block(8, 16, 2)
        self.stage3 = Block(16, 32, 1, dilation=2)
```

## References
- Chen et al. 2017, Rethinking Atrous Convolution for Semantic Image Segmentation, section 3.1.
"""

from collections.abc import Iterator, Sequence

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import convolutions_of
from resnet_inspect.linter.evidence.claims.claimed import claimed_output_stride
from resnet_inspect.linter.evidence.claims.description import description
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import Join, stride_of
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.origin import origin_of
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import method

SPATIAL = 2


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding where the last block's map contradicts the words."""
    promised = claimed_output_stride(description(context).text)
    if promised is None or context.graph.failures or not context.joins or _is_argument(context):
        return
    strides = [_reduction(context, join) for join in context.joins]
    if strides[-1] in {promised, 0} or len(set(strides)) == 1 or _rounded(context, promised):
        return
    culprit = _culprit(context.joins, strides, promised)
    yield Finding(
        message=f"the output stride is {strides[-1]}, the docstring says {promised}",
        place=_place(context, culprit),
        label=f"here it becomes {_reduction(context, culprit)}",
        modules=(context.block(culprit).module,),
        node=culprit.node.id,
        help="keep a stride of 1 here, and dilate instead"
        if strides[-1] > promised
        else "let the stage stride, or correct the words",
    )


def _reduction(context: LintContext, join: Join) -> int:
    """Return how many times smaller than the image the map behind a block is."""
    images = [one.output.shape[SPATIAL:] for one in context.graph.inputs()]
    made = join.node.output.shape[SPATIAL:]
    if not images or not made or len(images[0]) != len(made):
        return 0
    return max(round(side / one) for side, one in zip(images[0], made, strict=True) if one)


def _rounded(context: LintContext, promised: int) -> bool:
    """Whether the last block's map is the image divided by the promised stride, rounded up."""
    images = [one.output.shape[SPATIAL:] for one in context.graph.inputs()]
    made = context.joins[-1].node.output.shape[SPATIAL:]
    return bool(images) and tuple(-(-side // promised) for side in images[0]) == tuple(made)


def _culprit(joins: Sequence[Join], strides: Sequence[int], promised: int) -> Join:
    """Return the block with which the map becomes too small, or the last that makes it smaller."""
    for join, stride in zip(joins, strides, strict=True):
        if stride > promised:
            return join
    return joins[strides.index(strides[-1])]


def _place(context: LintContext, join: Join) -> SourceSpan | None:
    convs = [conv for conv in convolutions_of(join) if conv.module]
    conv = max(convs, key=lambda one: max(stride_of(one), default=1), default=None)
    origin = origin_of(context.places, conv.module, "stride") if conv is not None else None
    if origin is not None:
        return origin.blamed.span
    return context.graph.module(context.block(join).module).definition or join.node.source


def _is_argument(context: LintContext) -> bool:
    """Whether the network is told its output stride, so that words only name a default."""
    network = context.graph.modules[0]
    file = context.class_file(network)
    init = method(file.class_at(network.type), "__init__") if file is not None else None
    names = parameter_names(init) if init is not None else []
    return any("output_stride" in name or name == "os" or "dilat" in name for name in names)


RULE = Rule(
    code="RES530", name="output-stride-contradicts-text", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
