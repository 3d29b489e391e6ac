"""A forward returns before its work is done.

## What it does
Reports a `return` that stands in the body of a loop without a condition, so that the loop runs
once, and statements behind a `return` of the same block, which never run.

## Why is this bad?
The blocks behind the first one are built and never used.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.relus = [F.relu, F.relu]

    def forward(self, x):
        x = self.stem(x)
        for relu in self.relus:
            x = relu(x)
            return x
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.relus = [F.relu, F.relu]

    def forward(self, x):
        x = self.stem(x)
        for relu in self.relus:
            x = relu(x)
        return x
```

## Fix safety
Unsafe: the output changes.

## References
- Python documentation, the `return` statement.
"""

import ast
from collections.abc import Iterator, Sequence

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.statements import dedented_return
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, method


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such statement of a forward."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        forward = method(owner, "forward")
        if file is not None and forward is not None:
            yield from _of(file, module.type, forward)


def _of(file: SourceFile, name: str, forward: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(forward):
        body: Sequence[ast.stmt] = getattr(node, "body", None) or ()
        stops = [one for one in body if isinstance(one, ast.Return)] if _is_body(body) else []
        if not stops:
            continue
        if isinstance(node, ast.For | ast.While):
            last = body[-1] is stops[0] and not node.orelse
            yield _finding(
                file, stops[0], f"the loop in the forward of `{name}` returns in its first round",
                (dedented_return(file, stops[0], node),) if last else (),
            )  # fmt: skip
        elif body[-1] is not stops[0]:
            after = body[body.index(stops[0]) + 1]
            yield _finding(
                file, stops[0],
                f"the forward of `{name}` returns before line {after.lineno}, which never runs", (),
            )  # fmt: skip


def _is_body(body: object) -> bool:
    return isinstance(body, list)


def _finding(file: SourceFile, stop: ast.Return, message: str, edits: tuple[Edit, ...]) -> Finding:
    return Finding(
        message=message,
        place=file.span(stop),
        label="returns here",
        fix=Fix(title="Return at the end", edits=edits, safe=False) if edits else None,
        help="return behind the last statement",
    )


RULE = Rule(code="RES521", name="return-in-loop", severity=Severity.ERROR, doc=__doc__, check=check)
