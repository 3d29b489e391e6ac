"""A path of a residual block is detached from the graph.

## What it does
Reports `detach()` or `.data` on the shortcut or the main path of a residual connection.

## Why is this bad?
The gradient no longer flows through it. On the shortcut that undoes what residual networks are
for; on the main path the layers are never trained.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x.detach())
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

## References
- He et al. 2016, Identity Mappings in Deep Residual Networks, equation 5.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import unwrapped
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.rule import Rule

CUTTING = frozenset({"detach", "data"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such operator."""
    for join in context.joins:
        for title, path in (("shortcut", join.shortcut), ("main path", join.main)):
            for node in path:
                if node.op in CUTTING and not _on_purpose(context, join, node):
                    yield Finding(
                        message=f"`{node.op}` cuts the {title} from the gradient",
                        place=node.source,
                        label="no gradient flows through here",
                        modules=(context.block(join).module,),
                        node=node.id,
                        fix=unwrapped(context.sources, node.source, "Keep the gradient"),
                        help=f"remove `{'.data' if node.op == 'data' else '.detach()'}`",
                    )


def _on_purpose(context: LintContext, join: Join, node: Node) -> bool:
    """Whether a difference is taken with a constant: a loss, or a straight-through estimator."""
    if join.node.kind is OpKind.ARITHMETIC:
        return True
    before = context.origin(node.inputs[0])
    return before.kind is OpKind.ARITHMETIC and join.shortcut_ref in before.inputs


RULE = Rule(
    code="RES202", name="shortcut-detached", severity=Severity.WARNING, doc=__doc__, check=check
)
