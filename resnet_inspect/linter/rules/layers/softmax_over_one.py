"""A softmax runs over an axis of one entry, or over the batch.

## What it does
Reports a softmax along a dimension of size 1, whose result is 1 whatever it reads, and one of a
feature map along the batch, as `F.softmax(x)` without a `dim` is for three dimensions.

## Why is this bad?
Weights that are all 1 weight nothing, and the layers before them get no gradient. Along the batch,
each image's result depends on the others.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.score = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        x = F.relu(self.conv(x)).flatten(2)
        weights = torch.softmax(self.score(x.unsqueeze(3)).flatten(2), dim=1)
        return (x * weights).sum(2)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.score = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        x = F.relu(self.conv(x)).flatten(2)
        weights = torch.softmax(self.score(x.unsqueeze(3)).flatten(2), dim=2)
        return (x * weights).sum(2)
```

## Fix safety
Unsafe: the output changes.

## References
- PyTorch documentation, `torch.nn.functional.softmax`: `dim` is the dimension that sums to 1.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.axes import softmax_axis
from resnet_inspect.linter.evidence.batch import first_is_batch
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.arguments.axis import with_axis
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.words import shape

MAP_RANK = 3
"""(N, C, L) and more."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such softmax."""
    for node in context.graph.of_kind(OpKind.SOFTMAX):
        axis = softmax_axis(node)
        if axis is None:
            continue
        if node.output.shape[axis] == 1 and (axis or len(node.output.shape) >= MAP_RANK):
            yield _finding(context, node, axis, "which has one entry: the result is always 1")
        elif axis == 0 and _no_bag(node) and first_is_batch(context, node):
            yield _finding(context, node, axis, "the batch: each image depends on the others")


def _no_bag(node: Node) -> bool:
    """Whether the batch is no bag that attention weighs: it holds maps or log-probabilities."""
    return len(node.output.shape) >= MAP_RANK or node.op == "log_softmax"


def _finding(context: LintContext, node: Node, axis: int, why: str) -> Finding:
    read = shape(node.output.shape)
    return Finding(
        message=f"`{node.op}` of {read} runs over dimension {axis}, {why}",
        place=context.definition(node) if context.in_container(node) else node.source,
        label=f"dimension {axis} of {read}",
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=_fix(context, node, axis),
        help="name the dimension of what is weighed: positions, channels or classes",
    )


def _fix(context: LintContext, node: Node, axis: int) -> Fix | None:
    """Take the last dimension in place of the batch, else the only one that has entries."""
    sizes = node.output.shape
    longer = [place for place in range(1, len(sizes)) if sizes[place] > 1]
    if axis and len(longer) != 1:
        return None
    return with_axis(context, node, longer[0] if axis else -1)


RULE = Rule(
    code="RES314", name="softmax-over-one", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.TRAINING,
)  # fmt: skip
