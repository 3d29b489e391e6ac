"""A mean, maximum or norm runs over the images of a batch, and the network goes on with it.

## What it does
Reports a mean, sum, maximum, standard deviation or norm whose dimensions contain the batch, or are
all there are, and whose result is combined with the images again. Scalars that are returned, such
as losses, and layers that normalize by name are left alone.

## Why is this bad?
What the network says of an image depends on the other images of its batch: it is another in
evaluation, with one image, than in training.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 16)

    def forward(self, x):
        code = self.fc(self.conv(x).relu().mean((2, 3)))
        return code / code.norm()


model = Net()
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        code = self.fc(self.conv(x).relu().mean((2, 3)))
        return code / code.norm(dim=1, keepdim=True)
```

## References
- PyTorch documentation, `torch.norm` and `torch.mean`: without `dim`, over all dimensions.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, ReduceAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.batch import first_is_batch
from resnet_inspect.linter.evidence.reshapes import batch_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.arguments.axis import with_axis
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import argument
from resnet_inspect.linter.words import shape

NORMS = frozenset({"norm", "vector_norm", "frobenius_norm"})
ON_PURPOSE = re.compile(r"norm|batch|mini|whiten|cent(er|re)|std|loss|quant|observ|rout|moe|expert",
                        re.IGNORECASE)  # fmt: skip
"""Classes and functions that speak of statistics over a batch."""

ONWARD = 6
"""How many operators may stand between the reduction and the images that it is combined with."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such reduction."""
    for node in context.graph.nodes:
        if not _over_batch(context, node) or _on_purpose(context, node):
            continue
        if node.op == "normalize" or _meets_images(context, node):
            yield _finding(context, node)


def _over_batch(context: LintContext, node: Node) -> bool:
    if not node.inputs or not node.outputs:
        return False
    source = context.producer(node.inputs[0])
    sizes = context.graph.tensor(node.inputs[0]).shape
    rank = len(sizes)
    if rank < 2 or 0 not in _axes(context, node, rank) or sizes[0] != batch_of(context.graph):  # noqa: PLR2004 - a row an image
        return False
    return first_is_batch(context, source)


def _axes(context: LintContext, node: Node, rank: int) -> frozenset[int]:
    """Return the dimensions that an operator reduces or normalizes over; none for any other."""
    if isinstance(node.attrs, ReduceAttrs):
        return frozenset(one % rank for one in node.attrs.dims or range(rank))
    if node.op in NORMS and not node.output.shape:
        return frozenset(range(rank))
    if node.op == "normalize" or node.op in NORMS:
        return frozenset(one % rank for one in _written(context, node))
    return frozenset()


def _written(context: LintContext, node: Node) -> frozenset[int]:
    """Return the dimension that a call names, where it is a plain number."""
    call = context.sources.at(node.source)
    value = argument(call, "dim", 2) if isinstance(call, ast.Call) else None
    try:
        dim = ast.literal_eval(value) if value is not None else None
    except ValueError:
        return frozenset()
    return frozenset({dim}) if isinstance(dim, int) else frozenset()


def _on_purpose(context: LintContext, node: Node) -> bool:
    owner = context.module(node).type if context.call(node).parent is not None else ""
    function = node.source.function if node.source is not None else ""
    return ON_PURPOSE.search(f"{owner} {function}") is not None


def _meets_images(context: LintContext, node: Node) -> bool:
    """Whether what follows has one row an image again."""
    current = [node]
    for _ in range(ONWARD):
        current = [reader for one in current for reader in context.graph.users(one)]
        if any(_has_rows(context, reader) for reader in current):
            return True
    return False


def _has_rows(context: LintContext, node: Node) -> bool:
    return (
        node.kind is not OpKind.CONSTANT
        and bool(node.outputs)
        and len(node.output.shape) > 1
        and first_is_batch(context, node)
    )


def _finding(context: LintContext, node: Node) -> Finding:
    read = shape(context.graph.tensor(node.inputs[0]).shape)
    return Finding(
        message=f"`{node.op}` of {read} runs over the batch: each image depends on the others",
        place=node.source,
        label="mixes the images",
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=_fix(context, node),
        help="name the dimensions of one image: `dim=1` for features, `dim=(2, 3)` for a map",
    )


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Run over the other dimensions that are named, else over the features."""
    rank = len(context.graph.tensor(node.inputs[0]).shape)
    others = tuple(sorted(_axes(context, node, rank) - {0}))
    if len(others) == rank - 1 > 1:
        return None
    return with_axis(context, node, others if len(others) > 1 else (*others, 1)[0])


RULE = Rule(
    code="RES140", name="reduced-over-batch", severity=Severity.ERROR, doc=__doc__, check=check
)
