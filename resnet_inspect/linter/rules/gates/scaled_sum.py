"""A residual connection's sum is scaled, its shortcut included.

## What it does
Reports a sum of main path and shortcut that is multiplied by a fixed number below 0.5. Factors such
as the square root of a half, which keep the variance of a sum, are fine.

## Why is this bad?
Residual scaling weights the main path. Where the sum is scaled, the shortcut fades with each block:
after ten blocks with a factor of 0.1 nothing is left of the input.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = self.conv2(F.relu(self.conv1(x)))
        return (x + out) * 0.1
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        out = self.conv2(F.relu(self.conv1(x)))
        return x + out * 0.1
```

## References
- Szegedy et al. 2017, Inception-v4, section 3.3, figure 20.
- Lim et al. 2017, Enhanced Deep Residual Networks, section 3.3.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, OtherAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import Join, convolutions
from resnet_inspect.linter.rule import Rule

LEAST = 0.5


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each block whose sum, or whose shortcut alone, is scaled."""
    for join in context.joins:
        yield from _shortcut(context, join)
        readers = context.readers(join.node)
        if len(readers) != 1 or not join.identity or not convolutions(join.main):
            continue
        factor = _factor(readers[0])
        if factor is None or not 0 < factor < LEAST:
            continue
        if any(context.origin(other.main_ref) is readers[0] for other in context.joins):
            continue  # the main path of a block around it, as in ESRGAN
        yield Finding(
            message=f"the sum is scaled by {factor:g}, the shortcut included: it fades with "
            "each block",
            place=readers[0].source,
            label="scales main path and shortcut",
            modules=(context.block(join).module,),
            node=readers[0].id,
            fix=_fix(context, readers[0]),
            help=f"scale the main path: `x + {factor:g} * out`",
        )


def _shortcut(context: LintContext, join: Join) -> Iterator[Finding]:
    """Yield the factor of an identity shortcut whose main path has none."""
    if len(join.shortcut) != 1 or not convolutions(join.main):
        return
    scaling = join.shortcut[0]
    factor = _factor(scaling)
    if factor is None or not 0 < factor < LEAST or any(map(_factor, join.main)):
        return
    yield Finding(
        message=f"the shortcut is scaled by {factor:g}, the main path is not: the identity fades "
        "with each block",
        place=scaling.source,
        label="scales the shortcut",
        modules=(context.block(join).module,),
        node=scaling.id,
        fix=_moved(context, join, scaling),
        help=f"scale the main path: `x + {factor:g} * out`",
    )


def _factor(node: Node) -> float | None:
    """Return the number that an operator multiplies its only tensor by."""
    if node.kind is not OpKind.MULTIPLY or len(node.inputs) != 1:
        return None
    values = (
        [value for _, value in node.attrs.arguments] if isinstance(node.attrs, OtherAttrs) else []
    )
    numbers = [value for value in values if isinstance(value, float)]
    return numbers[0] if len(numbers) == 1 else None


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Write ``x + f * out`` for ``f * (x + out)``, where that is one expression."""
    match expression_at(context.sources, node.source):
        case (file, ast.BinOp(left=one, op=ast.Mult(), right=other) as product):
            total, factor = (one, other) if isinstance(one, ast.BinOp) else (other, one)
        case _:
            return None
    match total:
        case ast.BinOp(left=ast.Name() as shortcut, op=ast.Add(), right=main):
            text = f"{file.code(shortcut)} + {file.code(factor)} * {file.code(main)}"
        case ast.BinOp(left=main, op=ast.Add(), right=ast.Name() as shortcut):
            text = f"{file.code(factor)} * {file.code(main)} + {file.code(shortcut)}"
        case _:
            return None
    edit = replace(file, product, text)
    return Fix(title="Scale the main path alone", edits=(edit,), safe=False)


def _moved(context: LintContext, join: Join, scaling: Node) -> Fix | None:
    """Write ``x + out * f`` for ``x * f + out``, where that is one expression."""
    scaled, total = (expression_at(context.sources, one.source) for one in (scaling, join.node))
    match scaled, total:
        case (
            (file, ast.BinOp(left=one, op=ast.Mult(), right=factor) as product),
            (_, ast.BinOp(left=left, op=ast.Add(), right=right)),
        ) if product in {left, right}:
            main = right if product is left else left
            if not isinstance(one, ast.Name):
                one, factor = factor, one
            text = file.code(main)
            text = text if isinstance(main, ast.Name | ast.Call) else f"({text})"
            edits = (
                replace(file, product, file.code(one)),
                replace(file, main, f"{text} * {file.code(factor)}"),
            )
            return Fix(title="Scale the main path alone", edits=edits, safe=False)
    return None


RULE = Rule(code="RES216", name="scaled-sum", severity=Severity.WARNING, doc=__doc__, check=check)
