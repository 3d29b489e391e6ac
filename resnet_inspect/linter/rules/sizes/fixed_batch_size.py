"""The network works for one batch size only.

## What it does
Reports an operator that fails at another batch size, and an output whose first dimension does not
follow the batch.

## Why is this bad?
Training needs batches. A number such as 1 in a `view` stands for the batch that was tried.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
        return self.fc(x.view(1, 4))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
        return self.fc(x.flatten(1))
```

## References
- PyTorch documentation, `torch.flatten`.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, ReshapeAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.reshapes import MATRIX, batch_of, changes_batch
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.head_fix import flattened
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.words import shape


def check(context: LintContext) -> Iterator[Finding]:
    """Yield the reshape that fixes the batch, or else what fails at this batch only."""
    batch = batch_of(context.graph)
    fixed = [
        node
        for node in context.graph.of_kind(OpKind.RESHAPE)
        if batch > 1
        and _asks_for_a_batch(node)
        and (changes_batch(context.graph, node, batch) or _folds_rows(context, node, batch))
    ]
    if fixed:
        yield _finding(context, fixed[0], batch)
    elif context.first is not None and context.same_size:
        yield from (one.finding for one in context.explanations if not one.every_size)


def _asks_for_a_batch(node: Node) -> bool:
    """Whether a shape was asked for that begins with a number; `flatten` names dimensions."""
    if not isinstance(node.attrs, ReshapeAttrs) or node.op == "flatten":
        return False
    return node.attrs.requested[:1] not in {(-1,), ()}


def _folds_rows(context: LintContext, node: Node, batch: int) -> bool:
    """Whether a reshape of a matrix puts all images into the number of rows it was tried with."""
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if len(source) != MATRIX or source[0] != batch or context.first is None:
        return False
    asked = node.attrs.requested if isinstance(node.attrs, ReshapeAttrs) else ()
    return len(asked) == MATRIX and asked[0] == batch_of(context.first) != batch


def _finding(context: LintContext, node: Node, batch: int) -> Finding:
    source = context.graph.tensor(node.inputs[0]).shape
    asked = node.attrs.requested if isinstance(node.attrs, ReshapeAttrs) else ()
    return Finding(
        message=f"`{node.op}{shape(asked)}` is made for a batch of {asked[0]}: a batch of {batch} "
        f"becomes {shape(node.output.shape)}",
        place=node.source,
        label=f"{shape(source)} → {shape(node.output.shape)}",
        modules=(node.module,),
        node=node.id,
        fix=flattened(context, node),
        help="flatten from dimension 1: `torch.flatten(x, 1)`",
    )


RULE = Rule(
    code="RES120", name="fixed-batch-size", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
