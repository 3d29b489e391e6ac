"""A view or reshape asks for another number of values than there are.

## What it does
Reports a `view` or `reshape` that fails at the input size asked for.

## Why is this bad?
The forward pass fails. Sizes written as numbers hold for one input size only.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3, padding=1)

    def forward(self, x):
        return self.conv(x).view(-1, 7 * 7 * 5)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        return torch.flatten(self.conv(x), 1)
```

## References
- PyTorch documentation, `torch.Tensor.view`.
"""

from collections.abc import Iterator
from math import prod

from resnet_inspect.graph import ReshapeAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.head_fix import flattened
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import shape


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield a reshape that asks for another number of values."""
    node = failed.node
    if not isinstance(node.attrs, ReshapeAttrs) or node.op not in {"view", "reshape"}:
        return
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    values = f"{prod(source):,} values"
    yield Finding(
        message=f"`{node.op}{shape(node.attrs.requested)}` cannot hold the {values} "
        f"of {shape(source)}",
        place=node.source,
        label=f"{shape(source)} has {values}",
        modules=(node.module,),
        node=node.id,
        fix=flattened(context, node),
        help="flatten with `torch.flatten(x, 1)` after global pooling",
    )


RULE = Rule(
    code="RES113", name="reshape-fails", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain),
)  # fmt: skip
