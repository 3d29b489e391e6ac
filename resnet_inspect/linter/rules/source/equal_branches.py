"""Both branches of a condition do the same.

## What it does
Reports an `if` with an `else`, or a conditional expression, in the classes of a network whose two
sides are the same text.

## Why is this bad?
One of them was to be changed after it was copied.

## Example
```python
class Block(nn.Module):
    def __init__(self, width, stride):
        super().__init__()
        inner = width // 2 if stride > 1 else width // 2
        self.conv1 = nn.Conv2d(width, inner, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(inner, width, 3, padding=1)

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8, 2))
```

Use instead:

```python
class Block(nn.Module):
    def __init__(self, width, stride):
        super().__init__()
        inner = width // 2 if stride > 1 else width
        self.conv1 = nn.Conv2d(width, inner, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(inner, width, 3, padding=1)

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8, 2))
```

## References
- CWE-1164, irrelevant code: a condition that decides nothing.
"""

import ast
from collections.abc import Iterator, Sequence

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such condition in the network's classes."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        if file is not None and owner is not None:
            yield from _of(file, owner)


def _of(file: SourceFile, owner: ast.ClassDef) -> Iterator[Finding]:
    for node in ast.walk(owner):
        match node:
            case ast.If(body=first, orelse=[_, *_] as second) if _same(first, second):
                place: ast.AST = first[0]
            case ast.IfExp(body=one, orelse=other) if _same([one], [other]):
                place = node
            case _:
                continue
        yield Finding(
            message=f"both branches of `if {file.code(node.test)}` do the same",
            place=file.span(place),
            label="the same either way",
            help="change one of them, or leave the condition out",
        )


def _same(first: Sequence[ast.AST], second: Sequence[ast.AST]) -> bool:
    return [ast.dump(one) for one in first] == [ast.dump(one) for one in second]


RULE = Rule(
    code="RES522", name="equal-branches", severity=Severity.WARNING, doc=__doc__, check=check
)
