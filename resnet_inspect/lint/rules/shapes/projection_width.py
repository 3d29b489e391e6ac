"""Main path and projection end with different numbers of channels.

## What it does
Reports a join whose operands have different widths although the shortcut has a projection. What
follows the join tells which of the two is wrong: the projection's width, or the last convolution
of the main path, where the expansion is easily forgotten.

## Why is this bad?
The addition fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 16, 1, stride=2)
        self.head = nn.Conv2d(8, 10, 1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return self.head(F.relu(out + self.shortcut(x)))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1, stride=2)
        self.head = nn.Conv2d(8, 10, 1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return self.head(F.relu(out + self.shortcut(x)))
```

## References
- He et al. 2015, Deep Residual Learning, table 1: a bottleneck's output is four times its width.
- miraclewkf/ResNeXt-PyTorch issue 3: the width of a ResNeXt block, not projected back.
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
    code="RES103", name="projection-width", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
