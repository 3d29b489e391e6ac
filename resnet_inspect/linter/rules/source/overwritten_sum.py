"""A loop replaces a sum in each round instead of adding to it.

## What it does
Reports a variable of a forward that starts as a number or an empty tensor before a loop, that the
loop sets anew in each round without reading it, and that is read behind the loop.

## Why is this bad?
Only what the last block made reaches the output.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 8, 3), nn.Conv2d(3, 8, 3)])

    def forward(self, x):
        total = 0
        for conv in self.convs:
            total = F.relu(conv(x))
        return total
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 8, 3), nn.Conv2d(3, 8, 3)])

    def forward(self, x):
        total = 0
        for conv in self.convs:
            total = total + F.relu(conv(x))
        return total
```

## References
- van den Oord et al. 2016, WaveNet, figure 4: the skip outputs of all blocks are added.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    names_read,
)

EMPTY = frozenset({"zeros", "zeros_like", "new_zeros"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such statement."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        forward = method(owner, "forward")
        if file is not None and forward is not None:
            for start, statement in _replaced(forward):
                yield _finding(file, start, statement)


def _replaced(forward: FunctionNode) -> Iterator[tuple[ast.Assign, ast.Assign]]:
    """Yield the start of each such sum, and the statement that replaces it."""
    starts = {_target(one): one for one in forward.body if _starts(one)}
    for loop in forward.body:
        if not isinstance(loop, ast.For):
            continue
        read = {name for statement in loop.body for name in names_read(statement)}
        after = {
            name
            for statement in forward.body[forward.body.index(loop) + 1 :]
            for name in names_read(statement)
        }
        for statement in loop.body:
            name = _target(statement)
            if name in starts and name not in read and name in after:
                start = starts[name]
                if isinstance(start, ast.Assign) and isinstance(statement, ast.Assign):
                    yield start, statement


def _target(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


def _starts(statement: ast.stmt) -> bool:
    """Whether a statement sets a variable to 0 or to zeros."""
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=0)):
            return True
        case ast.Assign(targets=[ast.Name()], value=value):
            return called_name(value) in EMPTY
    return False


def _finding(file: SourceFile, start: ast.Assign, statement: ast.Assign) -> Finding:
    name = _target(statement)
    text = f"{name} + {file.code(statement.value)}"
    edit = replace(file, statement.value, text)
    return Finding(
        message=f"each round of the loop replaces `{name}`: what the blocks before the last made "
        "is lost",
        place=file.span(statement),
        label=f"does not read `{name}`",
        secondary=(Place(file.span(start), "starts here"),),
        help=f"add to it: `{name} = {name} + ...`",
        fix=Fix(title=f"Write `{text}`", edits=(edit,), safe=False),
    )


RULE = Rule(
    code="RES524", name="overwritten-sum", severity=Severity.ERROR, doc=__doc__, check=check
)
