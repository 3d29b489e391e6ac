"""The network cannot be built.

## What it does
Reports the line of the user's code at which a constructor or factory raises.

## Why is this bad?
Nothing else can be said about the network before it can be built.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x))
```

## References
- PyTorch documentation, `torch.nn.Module`: call `super().__init__()` first.
"""

from collections.abc import Iterator

from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield nothing: without a network there is no trace to look at.

    See :mod:`resnet_inspect.lint.construction`.
    """
    del context
    yield from ()


RULE = Rule(
    code="RES002", name="construction-failed", severity=Severity.ERROR, doc=__doc__, check=check
)
