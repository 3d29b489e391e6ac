"""A tensor is added to itself.

## What it does
Reports a sum both of whose operands are the same tensor, and a gated sum `w * a + (1 - w) * a`.

## Why is this bad?
`out + out` is `2 * out`, and the gated sum is `a`: a wrong variable was written, and the shortcut
or the other branch is missing.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv(x))
        return out + out
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        out = F.relu(self.conv(x))
        return out + x
```

## References
- jackyko1991/vnet-tensorflow issue 12: a residual block that added its output to itself.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.operands import operand_expressions
from resnet_inspect.linter.evidence.scope import variables_before
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.remedies.shortcuts.kept_input import kept_input
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import shape

PAIR = 2
COMPLEMENTS = frozenset({"rsub", "sub"})
"""``1 - w``"""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such sum."""
    for node in context.graph.of_kind(OpKind.ADD):
        gated = _gates_one(context, node)
        if not (gated or _doubles(context, node)):
            continue
        sizes = shape(context.graph.tensor(node.inputs[0]).shape)
        fixes = list(_fixes(context, node))
        how = "mixed with itself by a gate" if gated else "added to itself"
        yield Finding(
            message=f"a tensor of shape {sizes} is {how}",
            place=node.source,
            label="both operands are the same tensor",
            modules=(node.module,),
            node=node.id,
            fix=fixes[0] if fixes else None,
            other_fixes=tuple(fixes[1:]),
            help="one of the two is meant to be the other branch"
            if gated
            else "add the block's input instead",
        )


def _doubles(context: LintContext, node: Node) -> bool:
    match node.inputs:
        case (one, other):
            return one.index == other.index and context.origin(one) is context.origin(other)
    return False


def _gates_one(context: LintContext, node: Node) -> bool:
    """Whether a sum is ``w * a + (1 - w) * a``."""
    products = [context.producer(ref) for ref in node.inputs]
    if len(products) != PAIR or any(one.kind is not OpKind.MULTIPLY for one in products):
        return False
    first, second = ({context.origin(ref).id for ref in one.inputs} for one in products)
    weights = [context.graph.nodes[place] for place in first ^ second]
    if len(first & second) != 1 or len(weights) != PAIR:
        return False
    return any(_complement(context, *pair) for pair in (weights, weights[::-1]))


def _complement(context: LintContext, node: Node, weight: Node) -> bool:
    """Whether a node is ``1 - weight``."""
    read = [context.origin(ref).id for ref in node.inputs]
    return node.op in COMPLEMENTS and read == [weight.id]


def _fixes(context: LintContext, node: Node) -> Iterator[Fix]:
    """Yield other variables for the second operand, those that nothing reads first."""
    operands = operand_expressions(context, node)
    file = context.sources.of(node.source)
    if file is None or not operands:
        return
    own = _last_name(operands[-1])
    read = {one.id for one in ast.walk(operands[-1]) if isinstance(one, ast.Name)}
    for name in variables_before(file, own) if own is not None else ():
        if own is not None and name not in read:
            yield Fix(title=f"Add `{name}`", edits=(replace(file, own, name),), safe=False)
    function = file.function(own)
    name, kept = kept_input(file, function) if function is not None else ("", ())
    if own is not None and name and kept:
        yield Fix(
            title=f"Keep the input and add `{name}`",
            edits=(*kept, replace(file, own, name)), safe=False,
        )  # fmt: skip


def _last_name(operand: ast.expr) -> ast.Name | None:
    """Return the variable that an operand is, or that it weights."""
    match operand:
        case ast.Name():
            return operand
        case ast.BinOp(right=ast.Name() as name) | ast.BinOp(left=ast.Name() as name):
            return name
    return None


RULE = Rule(
    code="RES207", name="added-to-itself", severity=Severity.ERROR, doc=__doc__, check=check
)
