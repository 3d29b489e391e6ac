"""Branches over one map are concatenated along its height or width.

## What it does
Reports a concatenation along height or width of equal maps that parallel branches computed from
one tensor.

## Why is this bad?
Branches describe the same pixels, and their channels belong beside each other. Side by side they
make a larger map whose parts have nothing to do with each other at their border.

## Example
```python
class Branches(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.small = nn.Conv2d(width, width, 1)
        self.large = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return torch.cat([self.small(x), self.large(x)], dim=-1)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Branches(8))
```

Use instead, the rest as above:

```python
class Branches(nn.Module):
    def forward(self, x):
        return torch.cat([self.small(x), self.large(x)], dim=1)
```

## References
- Szegedy et al. 2015, Going Deeper with Convolutions: filter concatenation.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConcatAttrs, Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.arguments.axis import with_axis
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import shape

RANK = 4
MAPS = frozenset({OpKind.CONV, OpKind.NORM, OpKind.ACTIVATION, OpKind.POOL})
"""What a branch is made of."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such concatenation."""
    for node in context.graph.of_kind(OpKind.CONCAT):
        attrs, shapes = node.attrs, [context.graph.tensor(ref).shape for ref in node.inputs]
        if not isinstance(attrs, ConcatAttrs) or len(shapes) < 2 or len(set(shapes)) > 1:  # noqa: PLR2004
            continue
        if len(shapes[0]) == RANK and attrs.dim % RANK > 1 and min(shapes[0][2:]) > 1:
            starts = [_start(context, ref) for ref in node.inputs]
            if None not in starts and len(set(starts)) == 1:
                yield _finding(context, node, shapes[0])


def _start(context: LintContext, ref: Ref) -> Ref | None:
    """Return the tensor that a branch begins with, None where it has no convolution."""
    node, convolved = context.producer(ref), False
    while node.kind in MAPS and len(node.inputs) == 1:
        convolved = convolved or node.kind is OpKind.CONV
        ref = node.inputs[0]
        node = context.producer(ref)
        if convolved and len(context.graph.users(node)) > 1:
            break
    return ref if convolved else None


def _finding(context: LintContext, node: Node, sizes: tuple[int, ...]) -> Finding:
    return Finding(
        message=f"{len(node.inputs)} maps of {shape(sizes)} over the same pixels become "
        f"{shape(node.output.shape)}: they are put side by side, not channel by channel",
        place=node.source,
        label=f"makes {shape(node.output.shape)}",
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=with_axis(context, node, 1),
        help="concatenate the channels: `dim=1`",
    )


RULE = Rule(
    code="RES143", name="concatenation-over-pixels", severity=Severity.ERROR, doc=__doc__,
    check=check,
)  # fmt: skip
