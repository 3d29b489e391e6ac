"""A kernel is larger than the map that it slides over.

## What it does
Reports a convolution or pool whose kernel does not fit its padded input at the size asked for.

## Why is this bad?
The forward pass fails. Fixed pools such as `AvgPool2d(7)` are made for one input size.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, stride=8, padding=1)

    def forward(self, x):
        return F.avg_pool2d(F.relu(self.conv(x)), 7)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, stride=8, padding=1)

    def forward(self, x):
        return F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
```

## References
- Lin et al. 2014, Network in Network, section 3.2: global average pooling.
- pytorch/vision issue 696.
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
    code="RES116", name="kernel-larger-than-map", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
