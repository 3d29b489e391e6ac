"""A variable is named for another statistic than it holds.

## What it does
Reports variables called `avg`, `max` or `std`, alone or as `avg_out` and `max_pool`, that hold
another one of these.

## Why is this bad?
Of the name and the function one is wrong, and usually it is the function: the line was copied from
its neighbor and not changed.

## Example
```python
class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, x):
        avg_out = x.mean(1, keepdim=True)
        max_out = x.mean(1, keepdim=True)
        return x * torch.sigmoid(self.conv(torch.cat([avg_out, max_out], 1)))


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Gate())
```

Use instead, the rest as above:

```python
class Gate(nn.Module):
    def forward(self, x):
        avg_out = x.mean(1, keepdim=True)
        max_out = x.amax(1, keepdim=True)
        return x * torch.sigmoid(self.conv(torch.cat([avg_out, max_out], 1)))
```

## References
- Woo et al. 2018, CBAM, section 3.2: mean and maximum over the channels.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name

STATISTICS = {
    "mean": re.compile(r"^(avg|average|mean|mu)(_?(out|pool|pooled|feat|x|map))?$", re.IGNORECASE),
    "maximum": re.compile(r"^(mx|maximum|max)(_?(out|pool|pooled|feat|x|map))?$", re.IGNORECASE),
    "standard deviation": re.compile(r"^(std|sigma|stddev|stdev)(_?(out|pool))?$", re.IGNORECASE),
}
OPERATORS = {
    "mean": "mean", "avg_pool1d": "mean", "avg_pool2d": "mean", "adaptive_avg_pool1d": "mean",
    "adaptive_avg_pool2d": "mean", "max": "maximum", "amax": "maximum", "max_pool2d": "maximum",
    "adaptive_max_pool1d": "maximum", "adaptive_max_pool2d": "maximum",
    "std": "standard deviation",
}  # fmt: skip


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such variable."""
    for file in context.own_files:
        yield from _variables(file)


def _variables(file: SourceFile) -> Iterator[Finding]:
    """Yield variables named for a statistic that hold another one."""
    for statement in ast.walk(file.tree):
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        for target, value in _pairs(statement.targets[0], statement.value):
            said = next((one for one, words in STATISTICS.items() if words.match(target)), "")
            held = {OPERATORS[one] for one in _called(value) if one in OPERATORS}
            if said and held and said not in held and len(held) == 1:
                yield Finding(
                    message=f"`{target}` holds the {held.pop()}",
                    place=file.span(value),
                    label="not what its name says",
                    help=f"take the {said}",
                )


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield variables with what they get; the first of several gets the values of a maximum."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, its)
    elif isinstance(target, ast.Tuple) and target.elts:
        yield from _pairs(target.elts[0], value)
    elif isinstance(target, ast.Name):
        yield target.id, value


def _called(value: ast.expr) -> Iterator[str]:
    """Yield the functions that an expression calls, pools by what their names say."""
    for part in ast.walk(value):
        called = called_name(part)
        yield {"avg_pool": "mean", "avgpool": "mean", "max_pool": "max", "maxpool": "max"}.get(
            called, called
        )


RULE = Rule(
    code="RES551", name="statistic-contradicts-name", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
