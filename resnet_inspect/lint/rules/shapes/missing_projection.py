"""The shortcut is the identity although the main path changes the shape.

## What it does
Reports a join whose operands have different shapes since the block needs a projection and has
none. The place is where that is decided: a condition that is too narrow, a caller that passes no
projection, or else the join.

## Why is this bad?
The addition fails. A projection is needed where the stride is not 1 or the widths differ; testing
only one of the two is the most common mistake in hand-written ResNets.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1, stride=2)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + self.shortcut(x))
```

## References
- He et al. 2015, Deep Residual Learning, section 3.3, options A and B.
- kuangliu/pytorch-cifar issue 109 and pytorch/vision issue 1970 discuss the condition.
"""

from collections.abc import Iterator

from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.failures.diagnosis import findings_of
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.rule import Rule, Traces


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such failure."""
    return findings_of(context, RULE.code)


RULE = Rule(
    code="RES101", name="missing-projection", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
