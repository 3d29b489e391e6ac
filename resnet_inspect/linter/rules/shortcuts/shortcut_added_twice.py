"""The shortcut is added twice.

## What it does
Reports a sum that adds a tensor to a sum that contains it already, with no convolution between.

## Why is this bad?
The block computes `F(x) + 2x`: the identity doubles in each block, and activations grow with
the depth.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = self.conv(x)
        out = out + x
        return F.relu(out + x)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        out = self.conv(x)
        return F.relu(out + x)
```

## References
- yakhyo/darknet-pytorch issue 2: a residual connection applied twice.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.operands import operand_expressions
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.expressions import expression_at, replaced
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.rule import Rule

BETWEEN = frozenset({OpKind.ADD, OpKind.ACTIVATION, OpKind.NORM, OpKind.COPY, OpKind.DROPOUT})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each second sum."""
    for node in context.graph.of_kind(OpKind.ADD):
        first = _first_sum(context, node)
        if first is not None:
            yield Finding(
                message="the shortcut is added here although it is part of the sum already",
                place=node.source,
                label="added a second time",
                secondary=(Place(first.source, "first added here"),) if first.source else (),
                modules=(node.module,),
                node=node.id,
                fix=_fix(context, node),
                help="remove one of the two additions",
            )


def _first_sum(context: LintContext, node: Node) -> Node | None:
    if len(node.inputs) != 2 or node.inputs[0] == node.inputs[1]:  # noqa: PLR2004 - a sum of two
        return None
    for total, other in (node.inputs, node.inputs[::-1]):
        found = _sum_with(context, total, other)
        if found is not None and not _gathered(context, node, total, found):
            return found
    return None


def _gathered(context: LintContext, node: Node, total: Ref, first: Node) -> bool:
    """Whether a block's sum is among the outputs that the network gathers, read elsewhere too."""
    return (
        node.module != first.module
        and len(context.graph.users(context.graph.nodes[total.node])) > 1
    )


def _sum_with(context: LintContext, total: Ref, other: Ref) -> Node | None:
    """Look up from ``total`` for a sum that has ``other`` among its operands."""
    addend = context.origin(other)
    node = context.origin(total)
    while node is not addend and node.kind in BETWEEN and node.inputs:
        operands = [context.origin(ref) for ref in node.inputs]
        if node.kind is OpKind.ADD and addend in operands and len(set(node.inputs)) > 1:
            return node
        node = max(operands, key=lambda operand: operand.id)
    return None


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Put the operand that is a sum already in place of the second sum."""
    found = expression_at(context.sources, node.source)
    operands = operand_expressions(context, node)
    if found is None or len(operands) != len(node.inputs):
        return None
    total = max(range(len(operands)), key=lambda place: context.origin(node.inputs[place]).id)
    text = found[0].code(operands[total])
    return replaced(context.sources, node.source, text, "Add it once")


RULE = Rule(
    code="RES206", name="shortcut-added-twice", severity=Severity.ERROR, doc=__doc__, check=check
)
