"""A variable named as one parameter is passed as another.

## What it does
Reports a call of a layer, block or helper that hands a variable such as `stride` or `groups` by its
position to a parameter of another name, while the parameter of that name gets something else or
nothing.

## Why is this bad?
The numbers often fit by chance: a stride of 2 makes two groups, and nothing strides.

## Example
```python
class Block(nn.Module):
    def __init__(self, width, groups=1, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, stride, padding=1, groups=groups)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))))


class Net(nn.Module):
    def __init__(self, stride=2):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.block = Block(8, stride)

    def forward(self, x):
        return self.block(F.relu(self.stem(x)))
```

Use instead:

```python
class Block(nn.Module):
    def __init__(self, width, groups=1, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, stride, padding=1, groups=groups)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))))


class Net(nn.Module):
    def __init__(self, stride=2):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.block = Block(8, stride=stride)

    def forward(self, x):
        return self.block(F.relu(self.stem(x)))
```

## References
- PyTorch documentation, `torch.nn.Conv2d`: stride, padding, dilation and groups, in this order.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.misplaced import Misplaced, misplaced_arguments
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such call."""
    for one in misplaced_arguments(context):
        yield Finding(
            message=f"`{one.variable}` is passed to `{one.callee}` as `{one.parameter}`, "
            f"and {_instead(one)} as `{one.variable}`",
            place=one.file.span(one.call),
            label=f"`{one.parameter}` gets `{one.variable}`",
            help=f"name it: `{one.variable}={one.file.code(one.value)}`",
            fix=_fix(one),
        )


def _instead(one: Misplaced) -> str:
    return f"`{one.file.code(one.instead)}`" if one.instead is not None else "nothing"


def _fix(one: Misplaced) -> Fix | None:
    """Exchange two arguments that stand for each other, else name one that comes last."""
    if one.instead in one.call.args and isinstance(one.instead, ast.Name):
        pair = (one.value, one.instead), (one.instead, one.value)
        edits = tuple(replace(one.file, here, one.file.code(there)) for here, there in pair)
        title = f"Exchange `{one.file.code(one.value)}` and `{one.file.code(one.instead)}`"
        return Fix(title=title, edits=edits, safe=False)
    if one.call.args[-1] is not one.value or one.instead is not None:
        return None
    text = f"{one.variable}={one.file.code(one.value)}"
    return Fix(title=f"Pass `{text}`", edits=(replace(one.file, one.value, text),), safe=False)


RULE = Rule(
    code="RES519", name="misplaced-argument", severity=Severity.ERROR, doc=__doc__, check=check
)
