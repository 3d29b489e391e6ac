"""A gate multiplies the map that it was computed from, and nothing bounds it.

## What it does
Reports a product of a map with one weight a channel or one a position, made from that map by
pooling and a convolution or linear layer whose result no sigmoid or softmax has seen.

## Why is this bad?
The weights can be negative or grow with the map: the product is then of second order in the
features, and training gets unstable. The papers' gates lie between 0 and 1.

## Example
```python
class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, x):
        seen = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], dim=1)
        return x * self.conv(seen)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Gate())
```

Use instead, the rest as above:

```python
class Gate(nn.Module):
    def forward(self, x):
        seen = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], dim=1)
        return x * torch.sigmoid(self.conv(seen))
```

## References
- Woo et al. 2018, CBAM, equations 4 and 5; Hu et al. 2018, Squeeze-and-Excitation, equation 3.
- Peachypie98/CBAM issue 2.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import wrapped
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

SHAPING = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.RESIZE})
BETWEEN = frozenset({
    OpKind.CONV, OpKind.LINEAR, OpKind.NORM, OpKind.ACTIVATION, OpKind.CONCAT, OpKind.ADD,
    OpKind.POOL, OpKind.REDUCE,
}) | SHAPING  # fmt: skip
POOLING = frozenset({OpKind.POOL, OpKind.REDUCE})
MAP_RANK = 3


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such product."""
    for node in context.graph.of_kind(OpKind.MULTIPLY):
        if len(node.inputs) != 2 or node.parameters:  # noqa: PLR2004 - a map and its weights
            continue
        for gate, gated in (node.inputs, node.inputs[::-1]):
            made = _linear(context, gate)
            if made is not None and _weighs(context, gate, gated) and _pooled(context, gate, gated):
                yield _finding(context, node, made)
                break


def _linear(context: LintContext, ref: Ref) -> Node | None:
    """Return the convolution, linear layer or sum of two that a tensor is, as it was computed."""
    node = context.origin(ref)
    while node.kind in SHAPING and node.inputs:
        node = context.origin(node.inputs[0])
    if node.kind is OpKind.ADD and len(node.inputs) > 1:
        return node if all(_linear(context, one) for one in node.inputs) else None
    return node if node.kind in {OpKind.CONV, OpKind.LINEAR} else None


def _weighs(context: LintContext, gate: Ref, gated: Ref) -> bool:
    """Whether a tensor has one value a channel, or one a position, of a feature map."""
    weights, values = (context.graph.tensor(one).shape for one in (gate, gated))
    if len(weights) != len(values) or len(values) < MAP_RANK or weights == values:
        return False
    channel = weights[1] == values[1] > 1 and set(weights[2:]) == {1}
    return channel or (weights[1] == 1 < values[1] and weights[2:] == values[2:])


def _pooled(context: LintContext, gate: Ref, gated: Ref) -> bool:
    """Whether the weights were computed from the map that they weigh, pooled on the way."""
    source = context.origin(gated)
    pending, seen, pooled = [context.origin(gate)], set[int](), False
    while pending:
        node = pending.pop()
        if node is source:
            return pooled
        if node.id in seen or node.kind not in BETWEEN or node.id < source.id:
            continue
        seen.add(node.id)
        pooled = pooled or node.kind in POOLING
        pending += [context.origin(ref) for ref in node.inputs]
    return False


def _finding(context: LintContext, node: Node, made: Node) -> Finding:
    place = context.call_place(made)
    return Finding(
        message=f"what {layer(made)} makes multiplies the map as it is: no sigmoid bounds the gate",
        place=node.source,
        label="weights without bounds",
        modules=(node.module,),
        node=node.id,
        fix=_fix(context, made) if place is not None else None,
        help="put a sigmoid behind the last layer of the gate",
    )


def _fix(context: LintContext, made: Node) -> Fix | None:
    if context.in_container(made):
        return None
    return wrapped(
        context.sources, context.call_place(made), "torch.sigmoid(", "Call `torch.sigmoid`"
    )


RULE = Rule(
    code="RES217", name="gate-without-sigmoid", severity=Severity.WARNING, doc=__doc__, check=check
)
