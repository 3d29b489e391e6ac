"""One corner of a map is read where the whole map is meant.

## What it does
Reports `x[:, :, 0, 0]` of a map with more than one position, whose result the classifier reads. A
position in the middle, as hyperspectral patches have it, is left alone.

## Why is this bad?
`x[:, :, 0, 0]` drops two dimensions of size 1 behind a global pool. Without the pool the network
decides by one corner of the image.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x))
        return self.fc(x[:, :, 0, 0])
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.relu(self.conv(x))
        return self.fc(x.mean((2, 3)))
```

## References
- Lin et al. 2014, Network in Network, section 3.2: global average pooling.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import shape

CORNERS = (0, -1)
MAP_RANK = 4


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such index."""
    for node in context.graph.of_kind(OpKind.INDEX):
        given = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
        if len(given) != MAP_RANK or min(given[2:]) == 1 or not _is_corner(context, node):
            continue
        if not any(reader.kind is OpKind.LINEAR for reader in context.readers(node)):
            continue
        yield Finding(
            message=f"`{_text(context, node)}` reads one corner of {shape(given)}: the other "
            "positions reach no output",
            place=node.source,
            label="one position",
            modules=(node.module,) if node.module else (),
            node=node.id,
            fix=_fix(context, node),
            help="pool globally: `x.mean((2, 3))`",
        )


def _is_corner(context: LintContext, node: Node) -> bool:
    """Whether an expression ends in `[:, :, 0, 0]`."""
    match context.sources.at(node.source):
        case ast.Subscript(slice=ast.Tuple(elts=[ast.Slice(), ast.Slice(), row, column])):
            return all(_number(one) in CORNERS for one in (row, column))
    return False


def _number(node: ast.expr) -> int | None:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return -number
    return None


def _text(context: LintContext, node: Node) -> str:
    expression = context.sources.at(node.source)
    return ast.unparse(expression) if expression is not None else node.op


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Average over the map."""
    file, expression = context.sources.of(node.source), context.sources.at(node.source)
    if file is None or not isinstance(expression, ast.Subscript):
        return None
    text = f"{file.code(expression.value)}.mean((2, 3))"
    return Fix(title=f"Write `{text}`", edits=(replace(file, expression, text),), safe=False)


RULE = Rule(code="RES127", name="corner-pixel", severity=Severity.WARNING, doc=__doc__, check=check)
