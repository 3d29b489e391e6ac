"""A projection shortcut ends in an activation.

## What it does
Reports an activation that is the last operator of a projection shortcut.

## Why is this bad?
A ReLU there makes the shortcut non-negative: it can no longer carry the signal, and its
gradient is cut wherever it is zero. The paper's projection is linear.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Sequential(nn.Conv2d(3, 8, 1), nn.ReLU())

    def forward(self, x):
        out = self.conv2(F.relu(self.conv1(x)))
        return F.relu(out + self.shortcut(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Sequential(nn.Conv2d(3, 8, 1))
```

## References
- He et al. 2015, Deep Residual Learning, equation 2: the projection is a matrix.
- He et al. 2016, Identity Mappings in Deep Residual Networks, section 3.
"""

from collections.abc import Iterator

from resnet_inspect.graph import OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import unwrapped
from resnet_inspect.linter.join import convolutions
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

SHALLOW = 2
"""Main paths with fewer convolutions are parallel branches."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such activation."""
    for join in context.joins:
        if join.projection is None or len(convolutions(join.main)) < SHALLOW:
            continue
        last = context.origin(join.shortcut_ref)
        if last.kind is not OpKind.ACTIVATION or last.id < join.projection.id:
            continue
        if len(context.readers(last)) > 1:  # a branch that others fuse with as well
            continue
        yield Finding(
            message=f"the shortcut's projection {layer(join.projection)} is followed by "
            f"`{last.op}` before the join",
            place=context.call_place(last),
            label="the shortcut should be linear",
            modules=(last.module,),
            node=last.id,
            fix=unwrapped(context.sources, context.call_place(last), "Remove it"),
            help="remove the activation; the one after the join stays",
        )


RULE = Rule(
    code="RES212", name="activation-in-projection", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
