"""Attention weights sum to one over another dimension than the one that they sum up.

## What it does
Follows the softmax of a product of queries and keys to the product with the values, and any softmax
to the sum of the map that it weighs, and reports it where the dimension of the softmax is not the
one that is summed over.

## Why is this bad?
What a position gets is no mean of the values: its weights sum to anything, and the values' own
weights to one.

## Example
```python
class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.query, self.key, self.value = (nn.Conv2d(width, width, 1) for _ in range(3))

    def forward(self, x):
        query, key, value = (one(x).flatten(2) for one in (self.query, self.key, self.value))
        weights = torch.softmax(query.transpose(1, 2) @ key, dim=1)
        return (value @ weights.transpose(1, 2)).view_as(x) + x


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Attention(8))
```

Use instead, the rest as above:

```python
class Attention(nn.Module):
    def forward(self, x):
        query, key, value = (one(x).flatten(2) for one in (self.query, self.key, self.value))
        weights = torch.softmax(query.transpose(1, 2) @ key, dim=-1)
        return (value @ weights.transpose(1, 2)).view_as(x) + x
```

## References
- Vaswani et al. 2017, Attention Is All You Need, section 3.2.1.
- Wang et al. 2018, Non-local Neural Networks, section 3.2.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, ReduceAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.axes import moved_axis, softmax_axis
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.remedies.arguments.axis import with_axis
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import shape

SCALING = frozenset({
    OpKind.ARITHMETIC, OpKind.MULTIPLY, OpKind.ADD, OpKind.COPY, OpKind.DROPOUT, OpKind.OTHER
})  # fmt: skip
"""What is done to similarities before they become weights: scaled, shifted, masked."""

PRODUCTS = frozenset({"matmul", "bmm", "mm"})
RANK = 3
STEPS = 8


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such softmax."""
    for node in context.graph.of_kind(OpKind.SOFTMAX):
        axis = softmax_axis(node)
        if axis is None or len(node.output.shape) < RANK:
            continue
        yield from _weighted_sums(context, node, axis)
        if not _of_product(context, node):
            continue
        for product, summed in _products(context, node, axis):
            yield _finding(context, node, axis, product, summed)


def _weighted_sums(context: LintContext, node: Node, axis: int) -> Iterator[Finding]:
    """Yield the softmax if maps of its shape are weighed with it and summed over the rest."""
    for product in context.readers(node):
        same = product.kind is OpKind.MULTIPLY and len(product.inputs) > 1
        if not same or len({context.graph.tensor(ref).shape for ref in product.inputs}) > 1:
            continue
        for total in context.readers(product):
            dims = total.attrs.dims if isinstance(total.attrs, ReduceAttrs) else ()
            summed = [one % len(node.output.shape) for one in dims]
            if total.op == "sum" and summed and axis not in summed:
                yield _finding(context, node, axis, total, summed[0])
                return


def _of_product(context: LintContext, node: Node) -> bool:
    """Whether a softmax is of similarities: what a product of two tensors made."""
    for _ in range(STEPS):
        node = context.producer(node.inputs[0])
        if node.kind is OpKind.MATMUL:
            return len(node.inputs) > 1
        if node.kind not in SCALING or not node.inputs:
            break
    return False


def _products(context: LintContext, node: Node, axis: int) -> Iterator[tuple[Node, int]]:
    """Yield the products that sum over another dimension, with that dimension of the softmax."""
    order: tuple[int, ...] = tuple(range(len(node.output.shape)))
    pending = [(node, order)]
    while pending:
        current, order = pending.pop()
        for reader in context.graph.users(current):
            if reader.kind is OpKind.MATMUL and reader.op in PRODUCTS:
                summed = _summed(reader, current, order)
                if summed not in {None, axis}:
                    yield reader, summed if summed is not None else axis
            elif reader.outputs:
                moved = [moved_axis(reader, place) for place in range(len(order))]
                if None not in moved and len(reader.output.shape) == len(order):
                    new = tuple(order[moved.index(one)] for one in range(len(order)))
                    pending.append((reader, new))


def _summed(product: Node, operand: Node, order: tuple[int, ...]) -> int | None:
    """Return which dimension of the softmax a product sums over."""
    places = [place for place, ref in enumerate(product.inputs) if ref.node == operand.id]
    if len(places) != 1 or len(product.inputs) < 2:  # noqa: PLR2004 - a product of two
        return None
    return order[-1] if places[0] == 0 else order[-2]


def _finding(context: LintContext, node: Node, axis: int, product: Node, summed: int) -> Finding:
    return Finding(
        message=f"the softmax of {shape(node.output.shape)} runs over dimension {axis}, and what "
        f"it weighs is summed over dimension {summed}",
        place=context.call_place(node),
        label=f"sums to one along dimension {axis}",
        secondary=(Place(product.source, "sums up here"),) if product.source else (),
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=with_axis(context, node, summed),
        help=f"take the softmax over dimension {summed}, or transpose the weights",
    )


RULE = Rule(code="RES141", name="attention-axis", severity=Severity.ERROR, doc=__doc__, check=check)
