"""A linear layer is fed with a feature map that nothing has flattened.

## What it does
Reports a linear layer that reads an (N, C, H, W) map: it works on the last dimension, the width.

## Why is this bad?
The forward pass fails, or the layer mixes columns of pixels instead of channels.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        return self.fc(x)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv(x)))
        return self.fc(x.flatten(1))
```

## References
- PyTorch documentation, `torch.nn.Linear`: the input is (*, in_features).
"""

from collections.abc import Iterator

from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.diagnosis import findings_of
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such failure."""
    return findings_of(context, RULE.code)


RULE = Rule(
    code="RES115", name="missing-flatten", severity=Severity.ERROR, doc=__doc__, check=check,
    every_trace=True,
)  # fmt: skip
