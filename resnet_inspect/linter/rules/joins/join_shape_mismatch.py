"""Tensors of different shapes are joined.

## What it does
Reports an addition, product or concatenation that fails and is no residual connection that the
other rules of this family explain.

## Why is this bad?
The forward pass fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        a = self.conv1(x)
        b = torch.cat([self.conv2(x), self.conv3(x)], 1)
        return a + b
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 4, 3, padding=1)
        self.conv3 = nn.Conv2d(3, 4, 1)
```

## References
- PyTorch documentation, Broadcasting semantics.
"""

from collections.abc import Iterator

from resnet_inspect.graph import OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer, shape

JOINS = frozenset({OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC, OpKind.CONCAT})


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield a join that no other rule explains, with what made its operands."""
    node = failed.node
    if node.kind not in JOINS or not failed.untold:
        return
    shapes = [shape(context.graph.tensor(ref).shape) for ref in node.inputs]
    makers = [layer(context.origin(ref)) for ref in node.inputs]
    yield Finding(
        message=f"`{node.op}` joins tensors of shapes {' and '.join(shapes)}",
        place=node.source,
        label=", ".join(shapes),
        modules=(node.module,),
        node=node.id,
        notes=tuple(f"{text} from {maker}" for text, maker in zip(shapes, makers, strict=True)),
        help="make both shapes equal",
    )


RULE = Rule(
    code="RES108", name="join-shape-mismatch", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, before=("RES003",)),
)  # fmt: skip
