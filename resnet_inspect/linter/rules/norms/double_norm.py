"""Two normalizations follow each other.

## What it does
Reports a normalization that reads the output of another one, and is its only reader.

## Why is this bad?
The second one normalizes what is normalized already. Mostly an activation or a convolution
between the two was forgotten, or the layer was called twice.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        x = self.bn(self.conv(x))
        return F.relu(self.bn(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = self.bn(self.conv(x))
        return F.relu(x)
```

## References
- He et al. 2015, Deep Residual Learning, section 3.4: one normalization right after each
  convolution.
"""

from collections.abc import Iterator

from resnet_inspect.graph import OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.expressions import unwrapped
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each second normalization."""
    for node in context.graph.of_kind(OpKind.NORM):
        first = context.origin(node.inputs[0]) if node.inputs else node
        if first is node or first.kind is not OpKind.NORM or len(context.readers(first)) > 1:
            continue
        before = context.call_place(first)
        place = context.call_place(node)
        same = before is not None and place is not None and before.line == place.line
        yield Finding(
            message=f"{layer(node)} normalizes what {layer(first)} has just normalized",
            place=place,
            label="already normalized",
            secondary=(Place(before, "normalized here"),) if before and not same else (),
            modules=(node.module,),
            node=node.id,
            fix=unwrapped(context.sources, place, "Remove it"),
            help="call one of them only",
        )


RULE = Rule(code="RES305", name="double-norm", severity=Severity.WARNING, doc=__doc__, check=check)
