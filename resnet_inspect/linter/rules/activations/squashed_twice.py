"""A sigmoid, tanh or softmax reads what another activation has cut off already.

## What it does
Reports a sigmoid, tanh or softmax that directly reads a layer's rectified, squashed or normalized
output: a ReLU before a sigmoid or tanh, a sigmoid or softmax before another one.

## Why is this bad?
Half of the second function's range is out of reach: a sigmoid of a ReLU never falls below 0.5, so
that a gate cannot close, and a tanh of it never makes a dark pixel.

## Example
```python
class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weigh = nn.Sequential(
            nn.Linear(width, width // 4), nn.ReLU(), nn.Linear(width // 4, width), nn.ReLU()
        )

    def forward(self, x):
        return x * torch.sigmoid(self.weigh(x.mean((2, 3))))[:, :, None, None]


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Gate(8))
```

Use instead, the rest as above:

```python
class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weigh = nn.Sequential(
            nn.Linear(width, width // 4), nn.ReLU(), nn.Linear(width // 4, width)
        )
```

## References
- Hu et al. 2018, Squeeze-and-Excitation Networks, section 3.2.
- Radford et al. 2016, DCGAN: ReLU in all layers of the generator but the last, which has tanh.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule

RECTIFIED = frozenset({"relu", "relu6", "softplus"})
SQUASHED = frozenset({"sigmoid", "hardsigmoid"})
LAYERS = frozenset({OpKind.CONV, OpKind.LINEAR, OpKind.NORM})
SUMS = frozenset({OpKind.ADD})
SHAPING = frozenset({OpKind.RESHAPE, OpKind.INDEX})

LEFT = {
    ("rectified", "sigmoid"): "never falls below 0.5",
    ("rectified", "hardsigmoid"): "never falls below 0.5",
    ("rectified", "tanh"): "is never negative",
    ("squashed", "sigmoid"): "stays between 0.5 and 0.73",
    ("squashed", "tanh"): "stays between 0 and 0.76",
    ("squashed", "softmax"): "is nearly uniform",
    ("softmax", "sigmoid"): "stays between 0.5 and 0.73",
    ("softmax", "softmax"): "is nearly uniform",
}
"""What remains of the second function behind the first."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such pair."""
    for node in context.graph.of_kind(OpKind.ACTIVATION, OpKind.SOFTMAX):
        for first in _operands(context, node) if node.inputs else ():
            left = LEFT.get((_class(first), node.op), "")
            if left and first.inputs and _of_layer(context, first.inputs[0]):
                yield _finding(context, first, node, left)


def _operands(context: LintContext, node: Node) -> list[Node]:
    """Return what a function reads; the terms where that is a sum and all are activations."""
    first = _behind_shapes(context, node.inputs[0])
    if first.kind is not OpKind.ADD or len(first.inputs) < 2:  # noqa: PLR2004 - a number is added
        return [first]
    terms = [_behind_shapes(context, ref) for ref in first.inputs]
    return terms[:1] if len({_class(term) for term in terms}) == 1 else []


def _behind_shapes(context: LintContext, ref: Ref) -> Node:
    node = context.origin(ref)
    while node.kind in SHAPING and node.inputs:
        node = context.origin(node.inputs[0])
    return node


def _class(node: Node) -> str:
    if node.op in RECTIFIED:
        return "rectified"
    if node.op in SQUASHED:
        return "squashed"
    return "softmax" if node.op == "softmax" else ""


def _of_layer(context: LintContext, ref: Ref) -> bool:
    node = context.origin(ref)
    return node.kind in LAYERS and bool(node.parameters)


def _finding(context: LintContext, first: Node, second: Node, left: str) -> Finding:
    return Finding(
        message=f"`{second.op}` reads what `{first.op}` made: its result {left}",
        place=context.call_place(first),
        label="not before another activation",
        secondary=(Place(second.source, "read here"),) if second.source else (),
        modules=(first.module,) if first.module else (),
        node=first.id,
        help=f"leave out `{first.op}`",
    )


RULE = Rule(
    code="RES340", name="squashed-twice", severity=Severity.WARNING, doc=__doc__, check=check
)
