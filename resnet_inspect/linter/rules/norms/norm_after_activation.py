"""Here the normalization comes after the activation, elsewhere before it.

## What it does
Reports convolution, activation, normalization in this order where most places of the network have
the normalization before the activation.

## Why is this bad?
One of the two is a slip. The normalization of a rectified output has another distribution than its
siblings, and the sum at the join mixes them.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        out = self.bn1(F.relu(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + x)


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    nn.Conv2d(8, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + x)


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

## References
- Ioffe and Szegedy 2015, Batch Normalization, section 3.2: normalize before the non-linearity.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each exception to the network's own order."""
    late = [node for node in context.graph.of_kind(OpKind.NORM) if _is_late(context, node)]
    usual = sum(_is_usual(context, node) for node in context.graph.of_kind(OpKind.NORM))
    places = {context.call_place(node) for node in late}
    if not late or (usual <= len(late) and len(places) > 1):
        return
    for node in late if usual else ():
        act = context.origin(node.inputs[0])
        yield Finding(
            message=f"{layer(node)} normalizes after `{act.op}`; {usual} other "
            f"{'place normalizes' if usual == 1 else 'places normalize'} before it",
            place=context.call_place(node),
            label="after the activation",
            modules=(node.module,),
            node=node.id,
            fix=_fix(context, node),
            help="swap the two: convolution, normalization, activation",
        )


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Exchange two calls that stand in one another: ``bn(relu(x))``."""
    match expression_at(context.sources, context.call_place(node)):
        case (file, ast.Call(func=norm, args=[ast.Call(func=act, args=[_, *_])])):
            edits = (replace(file, norm, file.code(act)), replace(file, act, file.code(norm)))
            return Fix(title="Normalize before the activation", edits=edits, safe=False)
    return None


def _is_late(context: LintContext, node: Node) -> bool:
    """Whether convolution, activation and normalization follow each other in this order."""
    if not node.inputs:
        return False
    act = context.origin(node.inputs[0])
    if act.kind is not OpKind.ACTIVATION or len(context.readers(act)) != 1:
        return False
    return context.origin(act.inputs[0]).kind is OpKind.CONV


def _is_usual(context: LintContext, node: Node) -> bool:
    if not node.inputs or context.origin(node.inputs[0]).kind is not OpKind.CONV:
        return False
    return any(reader.kind is OpKind.ACTIVATION for reader in context.readers(node))


RULE = Rule(
    code="RES307", name="norm-after-activation", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
