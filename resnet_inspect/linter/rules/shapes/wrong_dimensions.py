"""A convolution gets a tensor of another number of dimensions than it is for.

## What it does
Reports a `Conv1d` on an image, a `Conv2d` on a volume, and the like, that no operator stops while
shapes alone are computed.

## Why is this bad?
The forward pass fails on real tensors: "Expected 2D or 3D input to conv1d". Mostly a class of
another dimension was typed, with a kernel that has two sizes.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 8, kernel_size=(1, 3))

    def forward(self, x):
        return torch.tanh(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, kernel_size=(1, 3))
```

## References
- PyTorch documentation, `torch.nn.Conv1d`: the input is (N, C, L) or (C, L).
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, shape

DIMENSIONS = {"conv1d": 1, "conv2d": 2, "conv3d": 3}


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each place that constructs such a layer."""
    failed = {failure.node for failure in context.graph.failures}
    for node in context.graph.of_kind(OpKind.CONV):
        if node.id not in failed and _misfits(context, node):
            sizes = context.graph.tensor(node.inputs[0]).shape
            yield Finding(
                message=f"{layer(node)} is a `{node.op}`, its input {shape(sizes)} has "
                f"{len(sizes)} dimensions",
                place=context.setting(node, "kernel_size"),
                label=f"{len(sizes)} dimensions arrive",
                modules=(node.module,),
                node=node.id,
                help=f"use `nn.Conv{len(sizes) - 2}d`",
                fix=_fix(context, node, len(sizes) - 2),
            )


def _fix(context: LintContext, node: Node, dimensions: int) -> Fix | None:
    """Construct the convolution for as many dimensions as arrive."""
    found = context.places.constructor(node.module) if context.is_layer(node) else None
    if found is None or dimensions not in DIMENSIONS.values():
        return None
    file, call = found
    text = f"{file.code(call.func)[:-2]}{dimensions}d"
    return Fix(title=f"Write `{text}`", edits=(replace(file, call.func, text),), safe=True)


def _misfits(context: LintContext, node: Node) -> bool:
    dimensions = DIMENSIONS.get(node.op)
    if dimensions is None or not node.inputs:
        return False
    rank = len(context.graph.tensor(node.inputs[0]).shape)
    return rank not in {dimensions + 1, dimensions + 2}


RULE = Rule(
    code="RES123", name="wrong-dimensions", severity=Severity.ERROR, doc=__doc__, check=check
)
