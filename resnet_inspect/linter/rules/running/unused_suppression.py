"""A comment silences nothing.

## What it does
Reports a comment `# resnet-inspect: ignore[...]` in whose line no such finding is reported.

## Why is this bad?
It hides the next finding of that kind, which may be a real one.

## Example
```python
model = nn.Sequential(nn.Conv2d(3, 8, 3))  # resnet-inspect: ignore[RES303]
```

Use instead:

```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))  # resnet-inspect: ignore[RES303]
```

## References
- How-to guide: living with old findings.
"""

from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield nothing: which comments were needed is known once all rules have run.

    See :mod:`resnet_inspect.linter.reporting.suppression`.
    """
    del context
    yield from ()


RULE = Rule(
    code="RES001", name="unused-suppression", severity=Severity.WARNING, doc=__doc__, check=check
)
