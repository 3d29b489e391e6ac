"""Layers are initialized before they are made.

## What it does
Reports a constructor that initializes what `self.modules()` or `self.parameters()` go through, by a
loop, by `self.apply(...)` or by a method of its own, and assigns further layers below that.

## Why is this bad?
Only the layers that exist by then are reached. The others keep the weights that torch gives them.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.orthogonal_(m.weight)
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return F.relu(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.orthogonal_(m.weight)
```

## References
- PyTorch documentation, `torch.nn.Module.modules`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    self_attribute,
)

ALL = frozenset({"modules", "named_modules", "parameters", "named_parameters", "apply"})
_USES = ("init", ".weight", "normal_", "apply", "reset_parameters")


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such constructor."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        init = method(owner, "__init__")
        if file is None or owner is None or init is None or file not in context.own_files:
            continue
        early = next((one for one in init.body if _prepares(owner, one)), None)
        late = _late(context, module, init, early) if early is not None else []
        again = early is not None and any(
            _prepares(owner, one) for one in init.body[init.body.index(early) + 1 :]
        )
        if early is not None and late and not again:
            yield _finding(file, module, early, late)


def _prepares(owner: ast.ClassDef, statement: ast.stmt) -> bool:
    """Whether a statement initializes all that the module holds by then."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return False
    for node in ast.walk(statement):
        called = self_attribute(node.func) if isinstance(node, ast.Call) else ""
        if called in ALL and any(word in ast.unparse(statement) for word in _USES):
            return True
        own = method(owner, called) if called else None
        if own is not None and isinstance(statement, ast.Expr) and _goes_through(own):
            return True
    return False


def _goes_through(function: FunctionNode) -> bool:
    text = ast.unparse(function)
    return any(
        isinstance(one, ast.Call) and self_attribute(one.func) in ALL for one in ast.walk(function)
    ) and any(word in text for word in _USES)


def _late(
    context: LintContext, module: Module, init: FunctionNode, early: ast.stmt
) -> list[ast.stmt]:
    """Return the statements below that assign layers with parameters."""
    graph = context.graph
    children = {
        name(one.path)
        for one in graph.modules
        if one.path and parent(one.path) == module.path and _learns(context, one)
    }
    below = init.body[init.body.index(early) + 1 :]
    return [
        statement
        for statement in below
        if isinstance(statement, ast.Assign)
        and any(self_attribute(one) in children for one in statement.targets)
        and called_name(statement.value)
    ]


def _learns(context: LintContext, module: Module) -> bool:
    return any(
        one.parameters and (one.path == module.path or one.path.startswith(f"{module.path}."))
        for one in context.graph.modules
    )


def _finding(file: SourceFile, module: Module, early: ast.stmt, late: list[ast.stmt]) -> Finding:
    span = file.span(early) if not isinstance(early, ast.For) else file.header(early)
    targets = [ast.unparse(one.targets[0]) for one in late if isinstance(one, ast.Assign)]
    return Finding(
        message=f"`{module.type}` goes through its layers before it makes `{targets[0]}`"
        + (f" and {len(targets) - 1} more" if len(targets) > 1 else ""),
        place=span,
        label="what is made below is not reached",
        secondary=(Place(file.span(late[0]), "made afterwards"),),
        modules=(module.path,) if module.path else (),
        help="move it to the end of the constructor",
    )


RULE = Rule(
    code="RES609", name="prepared-too-early", severity=Severity.WARNING, doc=__doc__, check=check
)
