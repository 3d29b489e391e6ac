"""A segmentation's class probabilities sum to one along a row of pixels.

## What it does
Reports a softmax that makes the network's output from a convolution's scores, and runs over the
height or the width of the map where the channels are the classes.

## Why is this bad?
What belongs together is the scores of one pixel. Along a row, the classes do not compete, and the
pixels do.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.classes = nn.Conv2d(8, 5, 1)

    def forward(self, x):
        return F.log_softmax(self.classes(F.relu(self.conv(x))), dim=2)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        return F.log_softmax(self.classes(F.relu(self.conv(x))), dim=1)
```

## References
- Long et al. 2015, Fully Convolutional Networks for Semantic Segmentation, section 3.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, OtherAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.arguments.axis import with_axis
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import shape

MAP_RANK = 4
SCORING = frozenset({OpKind.CONV, OpKind.RESIZE})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such softmax."""
    returned = {one.ref.node for one in context.graph.outputs if one.ref is not None}
    for node in context.graph.of_kind(OpKind.SOFTMAX):
        axis = _axis(node)
        scores = context.origin(node.inputs[0]) if node.inputs else node
        if node.id not in returned or scores.kind not in SCORING or axis in {None, 0, 1}:
            continue
        read = shape(node.output.shape)
        yield Finding(
            message=f"`{node.op}` of {read} runs over dimension {axis}, a side of the map: the "
            "classes are dimension 1",
            place=context.definition(node) if context.in_container(node) else node.source,
            label=f"dimension {axis} of {read}",
            modules=(node.module,) if node.module else (),
            node=node.id,
            help="pass `dim=1`",
            fix=with_axis(context, node, 1),
        )


def _axis(node: Node) -> int | None:
    """Return the dimension that sums to 1, where it is given, of a map with several channels."""
    rank = len(node.output.shape) if node.outputs else 0
    dim = node.attrs.get("dim") if isinstance(node.attrs, OtherAttrs) else None
    if rank != MAP_RANK or not isinstance(dim, int) or node.output.shape[1] == 1:
        return None
    return dim % rank


RULE = Rule(
    code="RES317", name="softmax-over-pixels", severity=Severity.WARNING, doc=__doc__, check=check
)
