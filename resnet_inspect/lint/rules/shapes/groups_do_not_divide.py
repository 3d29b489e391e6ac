"""The number of groups does not divide the channels.

## What it does
Reports a convolution or group normalization whose channels cannot be divided into its groups.

## Why is this bad?
The constructor or the forward pass fails. In ResNeXt the width must be a multiple of the
cardinality: `int(planes * base_width / 64) * groups`.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 20, 3, padding=1)

    def forward(self, x):
        return F.group_norm(self.conv(x), 8)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 24, 3, padding=1)

    def forward(self, x):
        return F.group_norm(self.conv(x), 8)
```

## References
- Xie et al. 2017, Aggregated Residual Transformations, table 1.
- mapillary/inplace_abn issue 21.
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
    code="RES112", name="groups-do-not-divide", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
