"""The network works for one batch size only.

## What it does
Reports an operator that fails at another batch size, and an output whose first dimension does not
follow the batch.

## Why is this bad?
Training needs batches. A number such as 1 in a `view` stands for the batch that was tried.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
        return self.fc(x.view(1, 4))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
        return self.fc(x.flatten(1))
```

## References
- PyTorch documentation, `torch.flatten`.
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
    code="RES120", name="fixed-batch-size", severity=Severity.ERROR, doc=__doc__, check=check,
    every_trace=True,
)  # fmt: skip
