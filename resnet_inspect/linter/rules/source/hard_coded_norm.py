"""One normalization of a class does not follow the argument that the others follow.

## What it does
Reports a normalization of torch that a constructor builds by its own name although it takes the
kind of normalization as an argument, and builds the others with that.

## Why is this bad?
With another kind the network has two: the frozen or synchronized normalization that was asked for,
and batch statistics in one place.

## Example
```python
class Block(nn.Module):
    def __init__(self, width, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm2 = norm_layer(width)

    def forward(self, x):
        out = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(out)) + x)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8), Block(8))
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def __init__(self, width, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm1 = norm_layer(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm2 = norm_layer(width)
```

## References
- torchvision, `torchvision.models.resnet`: `norm_layer` builds every normalization.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    names_read,
)

MAPS = frozenset({"BatchNorm2d", "InstanceNorm2d", "GroupNorm", "SyncBatchNorm", "BatchNorm1d",
                  "BatchNorm3d"})  # fmt: skip
NORM = re.compile(r"norm", re.IGNORECASE)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such normalization."""
    for file in context.own_files:
        for function in file.functions:
            if function.name == "__init__":
                yield from _of_constructor(file, function)


def _of_constructor(file: SourceFile, function: FunctionNode) -> Iterator[Finding]:
    asked = [one for one in parameter_names(function) if NORM.search(one)]
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    following = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in asked]
    fixed = [one for one in calls if _is_fixed(file, one, asked)]
    if fixed and len(following) >= len(fixed):
        for call in fixed:
            yield _finding(file, call, called_name(following[0]))


def _is_fixed(file: SourceFile, call: ast.Call, asked: list[str]) -> bool:
    """Whether a call builds a normalization whatever the argument is."""
    if called_name(call) not in MAPS:
        return False
    tests = [getattr(outer, "test", None) for outer in file.outward(call)]
    return not any(test is not None and names_read(test) & set(asked) for test in tests)


def _finding(file: SourceFile, call: ast.Call, asked: str) -> Finding:
    edit = replace(file, call.func, asked)
    return Finding(
        message=f"`{file.code(call)}` does not follow `{asked}`, the others of its class do",
        place=file.span(call),
        label=f"not `{asked}`",
        fix=Fix(title=f"Call `{asked}`", edits=(edit,), safe=False),
        help=f"build it with `{asked}`",
    )


RULE = Rule(
    code="RES552", name="hard-coded-norm", severity=Severity.WARNING, doc=__doc__, check=check
)
