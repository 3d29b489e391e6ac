"""The network cannot be built.

## What it does
Reports the line of the user's code at which a constructor or factory raises.

## Why is this bad?
Nothing else can be said about the network before it can be built.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
```

## References
- PyTorch documentation, `torch.nn.Module`: call `super().__init__()` first.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, Sources, called_name, is_text


def repair(sources: Sources, place: SourceSpan, raised: str) -> Fix | None:
    """Return what mends a constructor that raised, where the message and the line tell."""
    found = expression_at(sources, place)
    if found is None:
        return None
    file, node = found
    if "obj must be an instance or subtype of type" in raised:
        return _own_class(file, node)
    if "object cannot be interpreted as an integer" in raised:
        return _whole_number(file, node)
    return _super_first(file, node) if "before Module.__init__() call" in raised else None


def _own_class(file: SourceFile, node: ast.expr) -> Fix | None:
    """Let ``super`` name no class, which is right in each."""
    for call in ast.walk(file.statement(node) or node):
        if called_name(call) == "super" and isinstance(call, ast.Call) and call.args:
            edit = replace(file, call, "super()")
            return Fix(title="Call `super()`", edits=(edit,), safe=True)
    return None


def _whole_number(file: SourceFile, node: ast.expr) -> Fix | None:
    """Round what ``range`` or a list's repetition gets, by ``//`` where it is a quotient."""
    for part in ast.walk(file.statement(node) or node):
        match part:
            case ast.Call(func=ast.Name(id="range"), args=[*_, count]):
                text = _rounded(file, count)
                edit = replace(file, count, text)
                return Fix(title=f"Count `{text}`", edits=(edit,), safe=True)
    return None


def _rounded(file: SourceFile, count: ast.expr) -> str:
    match count:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return f"{file.code(left)} // {file.code(right)}"
    return f"int({file.code(count)})"


def _super_first(file: SourceFile, node: ast.expr) -> Fix | None:
    """Call the parent's constructor before the first statement."""
    function = file.function(node)
    if function is None:
        return None
    body = [one for one in function.body if not is_text(one)]
    span = file.span(body[0])
    indent = " " * (span.column or 0)
    start = SourceSpan(file.path, span.line, span.column, span.line, span.column)
    edit = Edit.replace(start, f"super().__init__()\n{indent}")
    return Fix(title="Call `super().__init__()` first", edits=(edit,), safe=True)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield nothing: without a network there is no trace to look at.

    See :mod:`resnet_inspect.linter.construction`.
    """
    del context
    yield from ()


RULE = Rule(
    code="RES002", name="construction-failed", severity=Severity.ERROR, doc=__doc__, check=check
)
