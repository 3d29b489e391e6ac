"""The network works for some input sizes only.

## What it does
Mentions an operator that works at the input size asked for and fails at another one: an odd one, a
non-square one, or twice the size.

## Why is this bad?
It is worth knowing before the network is used at another resolution. Global pooling in the head and
layers that round alike make a network work at any size.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv(x)), 32)
        return self.fc(torch.flatten(x, 1))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))
```

## References
- Lin et al. 2014, Network in Network, section 3.2.
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
    code="RES119", name="fixed-input-size", severity=Severity.INFO, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
