"""A layer is fed with another number of channels than it declares.

## What it does
Reports a convolution or normalization whose input has another width than its constructor says. The
place is where the width is decided: the layer itself, the arguments of its block, or the running
width that the loop over the blocks did not update.

## Why is this bad?
The forward pass fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 8, 3, padding=1)

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))
```

## References
- dsgiitr/d2l-pytorch issue 124: `in_channels` not updated in the loop over the blocks.
- He et al. 2015, Deep Residual Learning, table 1.
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
    code="RES110", name="width-mismatch", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
