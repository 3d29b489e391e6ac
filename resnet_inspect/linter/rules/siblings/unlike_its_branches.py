"""One of several parallel branches ends without the activation that the others end with.

## What it does
Reports a branch that ends in a convolution or normalization where the others, two at least, end in
an activation, and nothing activates what they are joined to.

## Why is this bad?
The next layer gets negative values from this branch only, at another scale: a line was forgotten.

## Example
```python
class Branches(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.one = nn.Sequential(nn.Conv2d(width, 8, 1), nn.BatchNorm2d(8), nn.ReLU())
        self.three = nn.Sequential(nn.Conv2d(width, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.five = nn.Sequential(nn.Conv2d(width, 8, 5, padding=2), nn.BatchNorm2d(8))

    def forward(self, x):
        return torch.cat([self.one(x), self.three(x), self.five(x)], 1)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Branches(8))
```

Use instead, the rest as above:

```python
class Branches(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.one = nn.Sequential(nn.Conv2d(width, 8, 1), nn.BatchNorm2d(8), nn.ReLU())
        self.three = nn.Sequential(nn.Conv2d(width, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.five = nn.Sequential(nn.Conv2d(width, 8, 5, padding=2), nn.BatchNorm2d(8), nn.ReLU())
```

## References
- Szegedy et al. 2015, Going Deeper with Convolutions, section 5: all convolutions are rectified.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.branches import Branch, branches
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

SHARED = 3
"""Branches over one tensor, the odd one among them."""
LAYERS = frozenset({OpKind.CONV, OpKind.NORM})
SETTLING = frozenset({OpKind.NORM, OpKind.ACTIVATION})
"""Readers of the join that make up for what a branch lacks."""
WINDOWLESS = frozenset({OpKind.POOL, OpKind.PAD, OpKind.COPY, OpKind.DROPOUT})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such branch."""
    for join in context.graph.of_kind(OpKind.CONCAT):
        found = [one for one in branches(context, join) if one.convolutions]
        alike = [one for one in found if one.start == found[0].start]
        if len(alike) < SHARED or len(alike) < len(join.inputs) - 1:
            continue
        odd = [one for one in alike if _last(one).kind in LAYERS]
        active = [one for one in alike if _last(one).kind is OpKind.ACTIVATION]
        settled = any(reader.kind in SETTLING for reader in context.readers(join))
        if len(odd) == 1 and len(active) == len(alike) - 1 and not settled:
            yield _finding(context, _last(odd[0]), len(active))


def _last(branch: Branch) -> Node:
    """Return the last operator of a branch that changes values, pools left out."""
    return next(node for node in reversed(branch.nodes) if node.kind not in WINDOWLESS)


def _finding(context: LintContext, last: Node, others: int) -> Finding:
    return Finding(
        message=f"no activation follows {layer(last)}: the {others} other branches end in one",
        place=context.call_place(last),
        label="not activated",
        modules=(last.module,),
        node=last.id,
        help="activate it as the others are",
    )


RULE = Rule(
    code="RES555", name="unlike-its-branches", severity=Severity.WARNING, doc=__doc__, check=check
)
