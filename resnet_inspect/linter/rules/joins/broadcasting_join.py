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

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1)
```

## References
- PyTorch documentation, Broadcasting semantics.
"""

from collections.abc import Iterator

from resnet_inspect.analysis.facts import Sizes, Trouble, Verdict
from resnet_inspect.graph import Graph, Node, OpKind, Ref, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, shape

LEAST = 32
"""Smaller images than this nobody uses."""
MAP_RANK = 3
"""(N, C, L) and more."""


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


def at_other_sizes(graph: Graph, sizes: Sizes) -> Iterator[Finding]:
    """Yield the joins that broadcast at sizes near the one that was asked for."""
    for trouble in sizes.troubles:
        node = trouble.outcome.node
        if (
            trouble.outcome.verdict is not Verdict.BROADCASTS
            or node is None
            or not _likely(trouble)
        ):
            continue
        words = " and ".join(axis.word for axis in trouble.axes)
        at = str(trouble.sizes).removesuffix(" only").replace("…", " to ")
        yield Finding(
            code=RULE.code,
            name=RULE.name,
            severity=RULE.severity,
            message=f"with {words} {at} the join broadcasts a map of one row or column",
            place=graph.nodes[node].source,
            label="repeats one row or column",
            modules=(graph.nodes[node].module,),
            node=node,
            help="let both paths round alike",
            condition=f"with {words} {at}",
        )


def _likely(trouble: Trouble) -> bool:
    """Whether somebody may well use such a size: from half of the traced one on."""
    return any(
        size in trouble.sizes
        for axis in trouble.axes
        for size in range(max(LEAST, axis.traced // 2), 4 * axis.traced)
    )


def _finding(context: LintContext, node: Node, small: Ref) -> Finding:
    sizes, full = context.graph.tensor(small).shape, node.output.shape
    maker = _maker(context, small, full)
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
        severity=Severity.INFO if _context_vector(context, node, small) else None,
    )


def _context_vector(context: LintContext, node: Node, small: Ref) -> bool:
    """Whether a vector is added to each pixel on purpose.

    That is an embedding, or a pooled summary of the map itself, as in GCNet.
    """
    sizes, full = context.graph.tensor(small).shape, node.output.shape
    if len(sizes) != len(full) or sizes[:2] != full[:2]:
        return False
    if _expanded_vector(context, small):
        return True
    large = next(ref for ref in node.inputs if ref != small)
    return _depends(context, small, context.origin(large))


def _expanded_vector(context: LintContext, small: Ref) -> bool:
    """Whether a vector such as an embedding was given spatial dimensions on purpose."""
    node = context.origin(small)
    while node.kind in {OpKind.RESHAPE, OpKind.INDEX} and node.inputs:
        if len(context.graph.tensor(node.inputs[0]).shape) < MAP_RANK:
            return True
        node = context.origin(node.inputs[0])
    return False


def _depends(context: LintContext, ref: Ref, on: Node) -> bool:
    pending, seen = [ref.node], set()
    while pending:
        place = pending.pop()
        if place == on.id:
            return True
        if place > on.id and place not in seen:
            seen.add(place)
            pending += [one.node for one in context.graph.nodes[place].inputs]
    return False


def _place(context: LintContext, maker: Node, node: Node) -> SourceSpan | None:
    if maker.kind is OpKind.CONV and context.is_layer(maker):
        return context.setting(maker, "out_channels")
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
        pending += [context.graph.nodes[one.node] for one in node.inputs if one.node not in seen]
        seen.update(one.node for one in node.inputs)
    return False


def _maker(context: LintContext, ref: Ref, full: tuple[int, ...]) -> Node:
    """Return the node that first gave the small operand its size of 1."""
    node = context.producer(ref)
    sizes = node.output.shape
    small = [
        place
        for place, side in enumerate(sizes)
        if side == 1 and full[place:] and side != full[place]
    ]
    while node.inputs:
        before = context.graph.tensor(node.inputs[0]).shape
        if len(before) != len(sizes) or any(before[place] != 1 for place in small):
            break
        node = context.producer(node.inputs[0])
    return node


RULE = Rule(
    code="RES107", name="broadcasting-join", severity=Severity.ERROR, doc=__doc__, check=check
)
