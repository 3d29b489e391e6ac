"""Operands of different shapes are added by broadcasting.

## What it does
Reports a sum of feature maps of different shapes that torch accepts since one of them has size 1
somewhere, or fewer dimensions. Adding a globally pooled context vector is only mentioned.

## Why is this bad?
No error is raised, yet every channel, pixel or image gets the same summand: one channel, row or
batch entry is repeated.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 1, 1)

    def forward(self, x):
        out = self.conv2(F.relu(self.conv1(x)))
        return F.relu(out + self.shortcut(x))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        out = self.conv2(F.relu(self.conv1(x)))
        return F.relu(out + self.shortcut(x))
```

## References
- PyTorch documentation, Broadcasting semantics.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, Ref, SourceSpan
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding, Place, Severity
from resnet_inspect.lint.rule import Rule
from resnet_inspect.lint.words import layer, shape

MAP_RANK = 3
"""(N, C, L) and more."""
POOLING = frozenset({OpKind.POOL, OpKind.REDUCE})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such sum."""
    for node in context.graph.of_kind(OpKind.ADD):
        if len(node.inputs) != 2 or node.assumed:  # noqa: PLR2004 - a sum of two
            continue
        shapes = [context.graph.tensor(ref).shape for ref in node.inputs]
        if shapes[0] == shapes[1] or max(map(len, shapes)) < MAP_RANK:
            continue
        small = node.inputs[shapes[0] == node.output.shape]
        if not _from_input(context, small):
            continue
        yield _finding(context, node, small)


def _finding(context: LintContext, node: Node, small: Ref) -> Finding:
    sizes, full = context.graph.tensor(small).shape, node.output.shape
    maker = _maker(context, small)
    pooled = maker.kind in POOLING or _pooled(context, small)
    by_design = pooled and len(sizes) == len(full) and sizes[:2] == full[:2]
    place = _place(context, maker, node)
    away = node.source is not None and node.source != place
    return Finding(
        message=f"the join broadcasts {shape(sizes)} to {shape(full)}",
        place=place,
        label=f"{layer(maker)} makes {shape(sizes)}",
        secondary=(Place(node.source, f"{shape(sizes)} is repeated"),)
        if away and node.source
        else (),
        modules=(node.module,),
        node=node.id,
        help=f"give both operands the shape {shape(full)}",
        severity=Severity.INFO if by_design and not _shortcut(context, node, small) else None,
    )


def _place(context: LintContext, maker: Node, node: Node) -> SourceSpan | None:
    if maker.kind is OpKind.CONV and context.is_layer(maker):
        return context.places.setting(maker.module, "out_channels")
    if maker.kind in {OpKind.INPUT, OpKind.CONSTANT}:
        return node.source
    return context.definition(maker)


def _from_input(context: LintContext, ref: Ref) -> bool:
    """Whether a tensor is computed from the image, not an embedding or constant."""
    node = context.producer(ref)
    seen: set[int] = set()
    pending = [node]
    while pending:
        node = pending.pop()
        if node.kind is OpKind.INPUT:
            return True
        pending += [
            context.graph.nodes[one.node] for one in node.inputs if one.node not in seen
        ]
        seen.update(one.node for one in node.inputs)
    return False


def _maker(context: LintContext, ref: Ref) -> Node:
    """Return the node that first gave the small operand its shape."""
    node = context.origin(ref)
    sizes = node.output.shape
    while node.inputs and node.kind not in {OpKind.CONV, OpKind.LINEAR} | POOLING:
        before = context.origin(node.inputs[0])
        if before.output.shape != sizes and len(before.output.shape) == len(sizes):
            return node
        if before.kind is OpKind.INPUT:
            return node
        node, sizes = before, before.output.shape
    return node


def _pooled(context: LintContext, ref: Ref) -> bool:
    """Whether a global pooling made the operand small, with layers after it."""
    node = context.origin(ref)
    while node.inputs:
        if node.kind in POOLING:
            return True
        if len(node.output.shape) >= MAP_RANK and max(node.output.shape[2:]) > 1:
            return node.kind in {OpKind.MATMUL, OpKind.RESIZE}
        node = context.origin(node.inputs[0])
    return False


def _shortcut(context: LintContext, node: Node, small: Ref) -> bool:
    """Whether the small operand is the shortcut of a residual connection, without layers on it."""
    return any(
        join.node is node and join.shortcut_ref == small and join.projection is None
        for join in context.joins
    )


RULE = Rule(
    code="RES107", name="broadcasting-join", severity=Severity.ERROR, doc=__doc__, check=check
)
