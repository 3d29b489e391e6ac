"""A linear layer is fed with another number of features than it declares.

## What it does
Reports a linear layer whose `in_features` differs from what arrives, and says what arrives:
channels times height times width, or the expansion that was forgotten.

## Why is this bad?
The forward pass fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(x)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(x)
```

## References
- LilitYolyan/CutPaste issue 26: ResNet-50's 2048 features into a layer made for ResNet-18.
- pytorch/vision issue 140: a fixed pool and another input size.
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
    code="RES111", name="linear-width-mismatch", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
