"""Shortcut and main path round odd sizes differently.

## What it does
Reports a pool on a shortcut that rounds down where the padded convolution of the main path rounds
up. Both agree on even sizes, so it shows at odd sizes only.

## Why is this bad?
The network accepts 224 pixels and fails at 225 or 240.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.pool = nn.AvgPool2d(2)
        self.shortcut = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + self.shortcut(self.pool(x)))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.pool = nn.AvgPool2d(2, ceil_mode=True, count_include_pad=False)
        self.shortcut = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + self.shortcut(self.pool(x)))
```

## Fix safety
Safe: at sizes that worked before nothing changes.

## References
- He et al. 2018, Bag of Tricks for Image Classification, figure 2c: ResNet-D.
- FrancescoSaverioZuppichini/glasses issue 236.
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
    code="RES106", name="odd-size-shortcut", severity=Severity.WARNING, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
