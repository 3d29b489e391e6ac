"""`super` is told another class than the one that it stands in.

## What it does
Reports `super(Other, self)` in the methods of a class that is not `Other`.

## Why is this bad?
The search for the method begins behind `Other`: where that is the parent, the parent's own
constructor is skipped, with all layers that it makes; where it is no parent, it raises.

## Example
```python
class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)


class Net(Base):
    def __init__(self):
        super(Base, self).__init__()
        self.head = nn.Conv2d(3, 2, 1)

    def forward(self, x):
        return self.head(x)
```

Use instead:

```python
class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)


class Net(Base):
    def __init__(self):
        super().__init__()
        self.head = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        return self.head(F.relu(self.conv(x)))
```

## Fix safety
Safe where the network could not be built; else it brings back the parent's layers.

## References
- Python documentation, `super`: in a class of its own it needs no arguments.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such call in the classes of the network."""
    for file in context.own_files:
        for owner in file.classes:
            for call, other in _calls(file, owner):
                yield Finding(
                    message=f"`super({other}, self)` stands in `{owner.name}`: what `{other}` "
                    "does itself is skipped",
                    place=file.span(call),
                    label=f"not `{owner.name}`",
                    help="write `super()`",
                    fix=Fix(
                        title="Call `super()`", edits=(replace(file, call, "super()"),), safe=False
                    ),
                )


def _calls(file: SourceFile, owner: ast.ClassDef) -> Iterator[tuple[ast.Call, str]]:
    """Yield the calls of ``super`` with the name of another class."""
    for node in ast.walk(owner):
        match node:
            case ast.Call(func=ast.Name(id="super"), args=[ast.Name(id=other), ast.Name()]):
                inner = file.enclosing(node, ast.ClassDef)
                if inner is owner and other != owner.name and file.class_at(other) is not None:
                    yield node, other


RULE = Rule(
    code="RES520", name="super-of-another-class", severity=Severity.ERROR, doc=__doc__, check=check
)
