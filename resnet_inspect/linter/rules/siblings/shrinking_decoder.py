"""A decoder enlarges its map and makes it smaller again: its skips come in the wrong order.

## What it does
Reports a resize to a smaller size behind a resize to a larger one, where each is joined with a map
of the encoder.

## Why is this bad?
A decoder begins with the deepest skip. From the shallowest on, the coarse map is enlarged at once
to the full size and then thrown away pixel by pixel, and the network's output is small.

## Example
```python
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.ModuleList(
            nn.Conv2d(width, 8, 3, stride=2, padding=1) for width in (3, 8, 8)
        )
        self.merge = nn.ModuleList(nn.Conv2d(16, 8, 3, padding=1) for _ in range(2))

    def forward(self, x):
        skips = []
        for conv in self.encoder:
            x = F.relu(conv(x))
            skips.append(x)
        for merge, skip in zip(self.merge, skips[:-1]):
            x = F.interpolate(x, size=skip.shape[2:])
            x = F.relu(merge(torch.cat([x, skip], 1)))
        return x


model = Decoder()
```

Use instead, the rest as above:

```python
class Decoder(nn.Module):
    def forward(self, x):
        skips = []
        for conv in self.encoder:
            x = F.relu(conv(x))
            skips.append(x)
        for merge, skip in zip(self.merge, reversed(skips[:-1])):
            x = F.interpolate(x, size=skip.shape[2:])
            x = F.relu(merge(torch.cat([x, skip], 1)))
        return x
```

## References
- Ronneberger et al. 2015, U-Net, figure 1.
"""

from collections.abc import Iterator
from math import prod

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import size

JOINS = frozenset({OpKind.CONCAT, OpKind.ADD})
BETWEEN = frozenset({OpKind.CONV, OpKind.NORM, OpKind.ACTIVATION}) | JOINS
RANK = 4


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such resize."""
    for node in context.graph.of_kind(OpKind.RESIZE):
        if _growth(context, node) >= 0 or not _joined(context, node, before=node):
            continue
        earlier = _enlarged(context, node)
        if earlier is not None and _joined(context, node, before=earlier):
            yield _finding(context, earlier, node)


def _growth(context: LintContext, node: Node) -> int:
    """Return by how many pixels a resize enlarges its map; negative where it makes it smaller."""
    old, new = context.graph.tensor(node.inputs[0]).shape, node.output.shape
    return prod(new[2:]) - prod(old[2:]) if len(old) == len(new) == RANK else 0


def _joined(context: LintContext, node: Node, *, before: Node) -> bool:
    """Whether a resized map is joined with one that was there before an operator."""
    for reader in context.readers(node):
        others = [context.origin(ref) for ref in reader.inputs] if reader.kind in JOINS else []
        if any(one.id < before.id and one.kind is not OpKind.INPUT for one in others):
            return True
    return False


def _enlarged(context: LintContext, node: Node) -> Node | None:
    """Return the enlargement that a map comes from, past the joins and layers between."""
    current = context.origin(node.inputs[0])
    while current.kind in BETWEEN and current.inputs:
        current = max((context.origin(ref) for ref in current.inputs), key=lambda one: one.id)
    enlarges = current.kind is OpKind.RESIZE and _growth(context, current) > 0
    return current if enlarges and _joined(context, current, before=current) else None


def _finding(context: LintContext, earlier: Node, node: Node) -> Finding:
    old, new = context.graph.tensor(node.inputs[0]).shape, node.output.shape
    source = earlier.source
    return Finding(
        message=f"the decoder enlarges its map to {size(earlier.output.shape[2:])} and then makes "
        f"it smaller: {size(old[2:])} to {size(new[2:])}",
        place=node.source,
        label="smaller again",
        secondary=(Place(source, "enlarged here"),) if source and source != node.source else (),
        modules=(node.module,) if node.module else (),
        node=node.id,
        help="join the deepest skip first: `reversed(skips)`, or `skips.pop()`",
    )


RULE = Rule(
    code="RES554", name="shrinking-decoder", severity=Severity.ERROR, doc=__doc__, check=check
)
