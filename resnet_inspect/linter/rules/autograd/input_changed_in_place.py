"""The forward changes its own input.

## What it does
Reports an in-place operator on the network's input, or on a view of it: `x.sub_(mean)`, `x /= 255`,
a first layer that is `nn.ReLU(inplace=True)`. Where a shortcut reads the input later, that is the
greater harm, and reported instead (RES201).

## Why is this bad?
The caller's tensor changes. A second pass over the same batch sees other values, augmented copies
and losses that compare with the input are wrong, and an input that needs a gradient raises an
error.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        x /= 255
        return F.relu(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = x / 255
        return F.relu(self.conv(x))
```

## References
- PyTorch documentation, Autograd mechanics, In-place operations.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

VIEWS = frozenset({OpKind.RESHAPE, OpKind.INDEX})
SAME = frozenset({"detach", "data", "identity", "contiguous", "requires_grad_"})
"""Copies that share their input's memory; a reshape may, too."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for the first such operator on each input."""
    forks = [_given(context, join.fork) for join in context.joins]
    changed = {node.id for node in forks if node is not None}
    for node in context.graph.nodes:
        for position in node.mutates:
            given = _given(context, node.inputs[position])
            if given is not None and given.id not in changed:
                changed.add(given.id)
                yield _finding(context, node)


def _given(context: LintContext, ref: Ref) -> Node | None:
    """Return the input whose memory a tensor shares."""
    node = context.producer(ref)
    while node.inputs and (node.kind in VIEWS or node.op in SAME or node.inplace):
        node = context.producer(node.inputs[0])
    return node if node.kind is OpKind.INPUT else None


def _finding(context: LintContext, node: Node) -> Finding:
    return Finding(
        message=f"{layer(node)} overwrites the network's input: the caller's tensor changes",
        place=context.call_place(node),
        label="writes into the caller's tensor",
        modules=(node.module,),
        node=node.id,
        fix=_fix(context, node),
        help="compute a new tensor: `x = x - mean`, or `inplace=False`",
    )


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Assign the result of the operator that makes a new tensor."""
    if context.is_layer(node):
        return layer_fix(context, node, "inplace", "False", "Leave the input as it is")
    match expression_at(context.sources, node.source):
        case (file, ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) as call):
            bare = isinstance(file.parents.get(call), ast.Expr)
            text = f"{name}.{method.rstrip('_')}" + file.code(call)[len(f"{name}.{method}") :]
            edit = replace(file, call, f"{name} = {text}" if bare else text)
            return Fix(title="Make a new tensor", edits=(edit,), safe=True)
    return None


RULE = Rule(
    code="RES403", name="input-changed-in-place", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
