"""A tensor is added to itself.

## What it does
Reports a sum both of whose operands are the same tensor.

## Why is this bad?
`out + out` is `2 * out`: the shortcut is missing, since a wrong variable was written.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv(x))
        return out + out
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv(x))
        return out + x
```

## References
- jackyko1991/vnet-tensorflow issue 12: a residual block that added its output to itself.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.rule import Rule
from resnet_inspect.lint.words import shape


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such sum."""
    for node in context.graph.of_kind(OpKind.ADD):
        if not _doubles(context, node):
            continue
        sizes = shape(context.graph.tensor(node.inputs[0]).shape)
        yield Finding(
            message=f"a tensor of shape {sizes} is added to itself",
            place=node.source,
            label="both operands are the same tensor",
            modules=(node.module,),
            node=node.id,
            help="add the block's input instead",
        )


def _doubles(context: LintContext, node: Node) -> bool:
    match node.inputs:
        case (one, other):
            return one.index == other.index and context.origin(one) is context.origin(other)
    return False


RULE = Rule(
    code="RES207", name="added-to-itself", severity=Severity.ERROR, doc=__doc__, check=check
)
