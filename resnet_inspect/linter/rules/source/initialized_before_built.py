"""A constructor initializes the layers before it has made any.

## What it does
Reports a loop over `self.modules()` in a constructor, or the call of a method with one, where the
layers are made in later statements.

## Why is this bad?
The loop finds no layer and does nothing: the network starts with torch's default weights.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        return self.head(F.relu(self.conv(x)))


model = Net()
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Conv2d(8, 8, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x):
        return self.head(F.relu(self.conv(x)))


model = Net()
```

## References
- PyTorch documentation, `torch.nn.Module.modules`: the modules that are registered now.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module, ModulePath
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    self_attribute,
)

THROUGH_ALL = frozenset({"modules", "named_modules", "apply"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such statement."""
    for module in context.user_modules:
        file = context.class_file(module)
        span = module.class_source
        node = file.class_at(module.type, span.line) if file is not None and span else None
        init = method(node, "__init__") if node is not None else None
        if file is not None and node is not None and init is not None:
            yield from _of_constructor(context, module, file, node, init)


def _of_constructor(
    context: LintContext, module: Module, file: SourceFile, node: ast.ClassDef, init: FunctionNode
) -> Iterator[Finding]:
    for place, statement in enumerate(init.body):
        if not _initializes(node, statement):
            continue
        before, after = (
            [name for one in part for name in _assigned(one) if _has_weights(context, module, name)]
            for part in (init.body[:place], init.body[place + 1 :])
        )
        if after and not before:
            yield _finding(file, statement, after[0])


def _initializes(owner: ast.ClassDef, statement: ast.stmt) -> bool:
    """Whether a statement goes through the network's own modules and initializes them."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = self_attribute(statement.value.func)
        own = method(owner, called) if called else None
        if own is not None:
            return any(
                _initializes(owner, one) for one in own.body if not isinstance(one, ast.Expr)
            )
        return called == "apply"
    through = any(
        isinstance(part, ast.Call) and self_attribute(part.func) in THROUGH_ALL
        for part in ast.walk(statement)
    )
    return isinstance(statement, ast.For) and through and _fills(statement)


def _fills(loop: ast.For) -> bool:
    calls = [called_name(part) for part in ast.walk(loop) if isinstance(part, ast.Call)]
    return any(one.endswith("_") for one in calls)


def _assigned(statement: ast.stmt) -> Iterator[str]:
    for part in ast.walk(statement):
        if isinstance(part, ast.Assign):
            yield from filter(None, map(self_attribute, part.targets))


def _has_weights(context: LintContext, owner: Module, name: str) -> bool:
    path = ModulePath(f"{owner.path}.{name}" if owner.path else name)
    return any(one.parameters and is_within(one.path, path) for one in context.graph.modules)


def _finding(file: SourceFile, statement: ast.stmt, name: str) -> Finding:
    return Finding(
        message=f"the layers are initialized before there are any: `self.{name}` and those after "
        "it are made later",
        place=file.header(statement) if isinstance(statement, ast.For) else file.span(statement),
        label="finds no layer",
        help="move it to the end of the constructor",
    )


RULE = Rule(
    code="RES556", name="initialized-before-built", severity=Severity.ERROR, doc=__doc__,
    check=check,
)  # fmt: skip
