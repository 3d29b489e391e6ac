"""Each round of a loop throws the round before away.

## What it does
Reports a loop over layers in a forward that assigns what a layer returns to a variable which the
loop never reads: only the last layer counts.

## Why is this bad?
The layers before the last are computed for nothing and learn nothing. Mostly the layer was to read
what the one before it returned.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)])

    def forward(self, x):
        for layer in self.layers:
            out = F.relu(layer(x))
        return out
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        out = x
        for layer in self.layers:
            out = F.relu(layer(out))
        return out
```

## References
- cyclomon/UNSB issue 29: `out = layer(x)` in the loop of a conditioned residual block.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    method,
    names_read,
    self_attribute,
)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such assignment of a forward."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        forward = method(owner, "forward")
        if file is not None and forward is not None:
            yield from _of(file, forward)


def _of(file: SourceFile, forward: FunctionNode) -> Iterator[Finding]:
    for loop in ast.walk(forward):
        if not isinstance(loop, ast.For) or not _over_layers(loop):
            continue
        layers = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
        for statement in loop.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    if _calls(value, layers) and not _read_in(loop, name):
                        yield _finding(file, loop, statement, name)


def _over_layers(loop: ast.For) -> bool:
    """Whether a loop without exits runs over an attribute of the module, numbered or not."""
    leaves = any(isinstance(one, ast.Break | ast.Return) for one in ast.walk(loop))
    return not leaves and any(self_attribute(one) for one in ast.walk(loop.iter))


def _calls(value: ast.expr, layers: set[str]) -> bool:
    return any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in layers
        for one in ast.walk(value)
    )


def _read_in(loop: ast.For, name: str) -> bool:
    return any(name in names_read(one) for one in loop.body)


def _finding(file: SourceFile, loop: ast.For, statement: ast.Assign, name: str) -> Finding:
    return Finding(
        message=f"each round of the loop overwrites `{name}`: only the last layer counts",
        place=file.span(statement.value),
        label=f"does not read `{name}`",
        fix=_fix(file, loop, statement, name),
        help=f"hand the layer `{name}`, or collect the results",
    )


def _fix(file: SourceFile, loop: ast.For, statement: ast.Assign, name: str) -> Fix | None:
    """Begin with what the layers are called with, and hand each the result of the one before."""
    layers = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
    for node in ast.walk(statement.value):
        match node:
            case ast.Call(func=ast.Name(id=layer), args=[ast.Name(id=given) as argument]) if (
                layer in layers
            ):
                span = file.span(loop)
                column = span.column or 0
                first = f"{name} = {given}\n{' ' * column}"
                begin = Edit(file.path, span.line, column, span.line, column, first)
                edits = (begin, replace(file, argument, name))
                return Fix(title=f"Hand the layer `{name}`", edits=edits, safe=False)
    return None


RULE = Rule(
    code="RES526", name="overwritten-in-loop", severity=Severity.ERROR, doc=__doc__, check=check
)
