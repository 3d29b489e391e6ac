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

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 4, 3, padding=1)
        self.conv3 = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        a = self.conv1(x)
        b = torch.cat([self.conv2(x), self.conv3(x)], 1)
        return a + b
```

## References
- PyTorch documentation, Broadcasting semantics.
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
    code="RES108", name="join-shape-mismatch", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
