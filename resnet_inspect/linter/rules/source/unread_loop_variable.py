"""A loop over strides or widths never hands them on.

## What it does
Reports a loop, in a method that builds layers, whose variable nothing in the loop reads, although
a class of the file that it constructs there takes an argument of that very name and is not given
it.

## Why is this bad?
Every block is built with the default: a stage that was to halve the map keeps its size.

## Example
```python
class Block(nn.Module):
    def __init__(self, width, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, stride, 1)

    def forward(self, x):
        return F.relu(self.conv(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for stride in [2, 1]:
            layers.append(Block(3))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for stride in [2, 1]:
            layers.append(Block(3, stride))
        self.layers = nn.Sequential(*layers)
```

## References
- He et al. 2015, Deep Residual Learning, section 3.3: a stage's first block has the stride.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import SourceFile, called_name, method, names_read

FACTORIES = frozenset({"block", "Block", "cls", "layer"})
"""What a parameter is called that a block's class is passed as."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such loop of the network's own files."""
    for file in context.own_files:
        takers = _arguments(file)
        for loop in ast.walk(file.tree):
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            name = loop.target.id
            if any(name in names_read(one) for one in loop.body):
                continue
            calls = [one for part in loop.body for one in ast.walk(part)]
            built = [
                one for one in calls if isinstance(one, ast.Call) and _lacks(takers, one, name)
            ]
            if built:
                yield _finding(file, built[0], name)


def _arguments(file: SourceFile) -> dict[str, list[str]]:
    """Return what the constructor of each class of a file takes."""
    found = {one.name: method(one, "__init__") for one in file.classes}
    return {name: parameter_names(init)[1:] for name, init in found.items() if init is not None}


def _lacks(takers: dict[str, list[str]], call: ast.Call, name: str) -> bool:
    """Whether a call constructs what takes an argument of this name, and leaves it out."""
    called = called_name(call)
    taken = [takers[called]] if called in takers else []
    if called in FACTORIES:
        taken = [one for one in takers.values() if name in one]
    given = len(call.args) + len(call.keywords)
    return any(name in one and one.index(name) >= given for one in taken)


def _finding(file: SourceFile, call: ast.Call, name: str) -> Finding:
    return Finding(
        message=f"the loop's `{name}` is never handed on: every `{called_name(call)}` is built "
        "with the default",
        place=file.span(call),
        label=f"without `{name}`",
        fix=_fix(file, call, name),
        help=f"pass `{name}={name}`",
    )


def _fix(file: SourceFile, call: ast.Call, name: str) -> Fix:
    last = [*call.args, *(one.value for one in call.keywords)][-1:]
    text = f"{name}={name}"
    if not last:
        edit = replace(file, call, f"{file.code(call.func)}({text})")
    else:
        edit = replace(file, last[0], f"{file.code(last[0])}, {text}")
    return Fix(title=f"Pass `{text}`", edits=(edit,), safe=False)


RULE = Rule(
    code="RES527", name="unread-loop-variable", severity=Severity.ERROR, doc=__doc__, check=check
)
