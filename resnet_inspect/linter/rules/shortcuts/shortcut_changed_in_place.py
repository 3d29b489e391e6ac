"""An in-place operator changes the block's input before it is joined.

## What it does
Reports a shortcut that no longer carries the block's input, since an in-place operator of the main
path has overwritten it. Where the input has no negative values an in-place ReLU changes nothing
and is left alone.

## Why is this bad?
The block computes `F(x) + relu(x)` instead of `F(x) + x`, without any error.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        out = self.conv1(self.relu(x))
        out = self.conv2(F.relu(out))
        return out + x
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)
        self.relu = nn.ReLU()
```

## Fix safety
Unsafe: the network computes something else than before, what was meant.

## References
- rosinality/vq-vae-2-pytorch issue 60: an in-place ReLU first in the residual branch.
- pytorch/pytorch issue 44194.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ModuleCall, Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.operands import shortcut_operand
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import set_argument
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.rule import Rule

NON_NEGATIVE = frozenset({"relu", "relu6", "sigmoid", "softplus", "hardsigmoid"})
UNCHANGED_BY = frozenset({"relu", "leaky_relu", "prelu", "elu", "selu", "celu"})
"""Operators that leave non-negative values as they are, apart from a scale."""
KEEPING_SIGN = frozenset({OpKind.POOL, OpKind.COPY, OpKind.DROPOUT, OpKind.RESHAPE, OpKind.CONCAT})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such operator."""
    for join in context.joins:
        node = context.producer(join.fork)
        block = _changing_block(context, join, node)
        if block is not None and not _harmless(context, node) and not _meant(context, join, node):
            yield _finding(context, join, node, block)


def _changing_block(context: LintContext, join: Join, node: Node) -> ModuleCall | None:
    """Return the block whose input ``node`` overwrites inside it."""
    if not node.inplace:
        return None
    changed = node.inputs[node.mutates[0]]
    for call in context.calls_around(join.node.call):
        inside = call.first_node <= node.id < call.end_node
        if inside and any(_same_tensor(context, changed, ref) for ref in call.inputs):
            return call
    return None


def _same_tensor(context: LintContext, changed: Ref, ref: Ref) -> bool:
    while changed != ref:
        node = context.producer(changed)
        if not node.inplace:
            return False
        changed = node.inputs[node.mutates[0]]
    return True


def _harmless(context: LintContext, node: Node) -> bool:
    if node.op not in UNCHANGED_BY:
        return False
    return _non_negative(context, node.inputs[node.mutates[0]])


def _non_negative(context: LintContext, ref: Ref) -> bool:
    node = context.producer(ref)
    if node.op in NON_NEGATIVE:
        return True
    if node.kind in KEEPING_SIGN or node.kind is OpKind.ADD:
        return bool(node.inputs) and all(_non_negative(context, one) for one in node.inputs)
    return False


def _meant(context: LintContext, join: Join, node: Node) -> bool:
    """Whether the shortcut is the changed tensor by its author's will: ``x = self.relu(x)``."""
    operand = shortcut_operand(context, join)
    place = context.call_place(node) or node.source
    if operand is None or node.source is None or place is None:
        return False
    if node.source.file != operand.file.path:
        return False
    statement = operand.file.statement(operand.file.at(node.source))
    targets = {one.id for one in _targets(statement)}
    if operand.name in targets:
        return True
    return any(
        isinstance(one.value, ast.Name)
        and one.value.id in targets
        and one.lineno > node.source.line
        for one in operand.assignments()
    )


def _targets(statement: ast.stmt | None) -> list[ast.Name]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return [one for one in targets if isinstance(one, ast.Name)]


def _finding(context: LintContext, join: Join, node: Node, block: ModuleCall) -> Finding:
    source = join.node.source
    return Finding(
        message=f"`{node.op}` overwrites the block's input, so that the shortcut brings "
        f"`{node.op}(x)` to the join instead of `x`",
        place=context.definition(node) if context.is_layer(node) else node.source,
        label="changes the block's input in place",
        secondary=(Place(source, "adds the changed tensor"),) if source else (),
        modules=(block.module,),
        node=node.id,
        help="use `inplace=False` here",
        fix=_out_of_place(context, node),
    )


def _out_of_place(context: LintContext, node: Node) -> Fix | None:
    if not context.is_layer(node):
        return None
    edit = set_argument(context.places, node.module, "inplace", "False")
    return Fix(title="Use `inplace=False`", edits=(edit,), safe=False) if edit else None


RULE = Rule(
    code="RES201", name="shortcut-changed-in-place", severity=Severity.ERROR, doc=__doc__,
    check=check,
)  # fmt: skip
