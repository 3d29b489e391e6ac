"""A moving average gives the old value the weight that is meant for the new one.

## What it does
Reports an update of the form `old = old * (1 - m) + new * m`, also in place, whose `m` is at least
0.9 by default or is called a decay or momentum, in code that averages parameters.

## Why is this bad?
The average is all but the last value: a teacher or momentum encoder that follows each step is no
other network than the one that is trained.

## Example
```python
class Net(nn.Module):
    def __init__(self, decay=0.99):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.decay = decay

    def forward(self, x):
        return F.relu(self.conv(x))

    @torch.no_grad()
    def follow(self, other):
        for own, new in zip(self.parameters(), other.parameters()):
            own.data = own.data * (1 - self.decay) + new.data * self.decay
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    @torch.no_grad()
    def follow(self, other):
        for own, new in zip(self.parameters(), other.parameters()):
            own.data = own.data * self.decay + new.data * (1 - self.decay)
```

## References
- He et al. 2020, Momentum Contrast, equation 2: the weight of the old value is 0.999.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.defaults import defaults
from resnet_inspect.linter.source.syntax import SourceFile, called_name

SLOW = 0.9
"""From here on a number is the weight of what was there before."""
_SLOW = re.compile(r"decay|momentum", re.IGNORECASE)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such update of the network's own files."""
    for file in context.own_files:
        for node in ast.walk(file.tree):
            weight, kept = _of_sum(node) or _in_place(node) or (None, "")
            if weight is not None and isinstance(node, ast.stmt) and _is_slow(file, weight):
                yield Finding(
                    message=f"`{kept}` keeps 1 - `{ast.unparse(weight)}` of itself: the average is "
                    "hardly more than the last value",
                    place=file.span(node),
                    label=f"takes `{ast.unparse(weight)}` of the new value",
                    help=f"weight `{kept}` with `{ast.unparse(weight)}`",
                )


def _of_sum(node: ast.AST) -> tuple[ast.expr, str] | None:
    """Return ``m`` and the target of ``target = target * (1 - m) + other * m``."""
    match node:
        case ast.Assign(targets=[target], value=ast.BinOp(left=one, op=ast.Add(), right=other)):
            kept = _root(target)
            for first, second in ((one, other), (other, one)):
                rest, weight = _factors(first, kept), _factors(second, "")
                if kept and rest is not None and weight is not None:
                    slow = next(filter(None, map(_rest, rest)), None)
                    if slow is not None and ast.unparse(slow) in map(ast.unparse, weight):
                        return slow, kept
    return None


def _in_place(node: ast.AST) -> tuple[ast.expr, str] | None:
    """Return ``m`` and the target of ``target.mul_(1 - m).add_(other, alpha=m)``."""
    match node:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(
                    attr="add_",
                    value=ast.Call(func=ast.Attribute(value=target, attr="mul_"), args=[factor]),
                )
            )
        ):
            slow = _rest(factor)
            return (slow, _root(target)) if slow is not None else None
    return None


def _root(target: ast.expr) -> str:
    """Return what is updated, ``.data`` and slices left out."""
    while isinstance(target, ast.Subscript) or getattr(target, "attr", "") == "data":
        target = target.value  # type: ignore[attr-defined]
    return ast.unparse(target)


def _factors(node: ast.expr, holder: str) -> list[ast.expr] | None:
    """Return both factors of a product, one of which is made of ``holder``."""
    match node:
        case ast.BinOp(left=one, op=ast.Mult(), right=other):
            text = [_root(each) for each in (one, other)]
            return [one, other] if not holder or holder in text else None
    return None


def _rest(node: ast.expr) -> ast.expr | None:
    """Return ``m`` of ``1 - m``."""
    match node:
        case ast.BinOp(left=ast.Constant(value=1 | 1.0), op=ast.Sub(), right=rest):
            return rest
    return None


def _is_slow(file: SourceFile, weight: ast.expr) -> bool:
    """Whether a weight is near 1 by default, or named as one that is."""
    name = ast.unparse(weight).rpartition(".")[2]
    values = [
        value for one in file.functions for key, value in defaults(one).items() if key == name
    ]
    numbers = [one.value for one in values if isinstance(one, ast.Constant)]
    if isinstance(weight, ast.Constant):
        numbers = [weight.value]
    if numbers:
        return all(isinstance(one, float) and one >= SLOW for one in numbers)
    averages = any(called_name(one) in {"parameters", "state_dict"} for one in ast.walk(file.tree))
    return averages and _SLOW.search(name) is not None


RULE = Rule(
    code="RES610", name="average-exchanged", severity=Severity.ERROR, doc=__doc__, check=check
)
