"""A reshape exchanges the sizes of two dimensions and leaves the values where they are.

## What it does
Reports a `view` or `reshape` whose result has the dimensions of its input in another order, such as
(N, C, L) to (N, L, C), where `transpose` or `permute` was meant.

## Why is this bad?
It runs, and each row of the result is made of values of several channels or positions.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = F.relu(self.conv(x))
        n, c, h, w = x.shape
        return self.fc(x.view(n, h * w, c))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = F.relu(self.conv(x))
        return self.fc(x.flatten(2).transpose(1, 2))
```

## Fix safety
Unsafe: the output changes.

## References
- PyTorch documentation, `torch.Tensor.view`: the values keep their order in memory.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, permutations
from operator import mul

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.graph.shapes import Shape
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.transposed import permuted_first
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import shape

RESHAPES = frozenset({"view", "reshape"})
FOLDED = 2
"""Dimensions that a network for images takes together: the clips and their frames."""

MOST = 5
"""Dimensions whose orders are tried."""
ORDERS = {
    3: ((0, 2, 1),),
    4: ((0, 2, 3, 1), (0, 3, 1, 2), (0, 2, 1, 3)),
    5: ((0, 2, 3, 4, 1), (0, 4, 1, 2, 3)),
}
"""Permutations that a fix tries, by the rank: channels last, channels first, two exchanged."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such reshape."""
    failed = {failure.node for failure in context.graph.failures}
    for node in context.graph.of_kind(OpKind.RESHAPE):
        if node.op not in RESHAPES or not node.inputs or not node.outputs or node.id in failed:
            continue
        given, made = context.graph.tensor(node.inputs[0]).shape, node.output.shape
        if context.is_users(node.source) and (
            _reorders_at_every_size(context, node) or _unfolds_exchanged(context, given, made)
        ):
            yield _finding(context, node, given)


def _reorders_at_every_size(context: LintContext, node: Node) -> bool:
    """Whether dimensions are exchanged in all traces: sides may equal the width by chance."""
    same = [
        (graph.tensor(one.inputs[0]).shape, one.output.shape)
        for graph in context.graphs
        for one in graph.of_kind(OpKind.RESHAPE)
        if (one.source, one.module, one.op) == (node.source, node.module, node.op)
        and one.inputs and one.outputs
    ]  # fmt: skip
    return bool(same) and all(reorders(given, made) for given, made in same)


def _unfolds_exchanged(context: LintContext, given: Shape, made: Shape) -> bool:
    """Whether images and times, taken together before, are taken apart in the other order."""
    outer = made[:FOLDED]
    if len(outer) < FOLDED or outer[0] == outer[1] or given[:1] != (outer[0] * outer[1],):
        return False
    folded = [
        context.graph.tensor(node.inputs[0]).shape[:FOLDED]
        for node in context.graph.of_kind(OpKind.RESHAPE)
        if node.inputs and node.outputs and node.output.shape[:1] == given[:1]
    ]
    return outer[::-1] in folded and outer not in folded


def reorders(given: Shape, made: Shape) -> bool:
    """Whether a shape has another one's dimensions exchanged, and is no split or merger of it.

    Example:
        >>> reorders((2, 8, 49), (2, 49, 8)), reorders((2, 8, 7, 7), (2, 49, 8))
        (True, True)
        >>> reorders((2, 64, 8, 8), (2, 8, 8, 64)), reorders((2, 8, 7, 7), (2, 8, 49))
        (False, False)
    """
    if given[:1] != made[:1]:
        return False
    return any(
        len(old) > 1 and len(new) > 1 and old != new and _exchanged(old, new)
        for old, new in _parts(_sizes(given[1:]), _sizes(made[1:]))
    )


def _sizes(sizes: Shape) -> list[int]:
    """Leave out dimensions of 1, which may stand anywhere."""
    return [side for side in sizes if side != 1]


def _parts(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the shortest runs of dimensions of both shapes that hold the same values."""
    ends, at = list(accumulate(new, mul)), [0, 0]
    for place, end in enumerate(accumulate(old, mul)):
        if end in ends:
            until = ends.index(end) + 1
            yield list(old[at[0] : place + 1]), list(new[at[1] : until])
            at = [place + 1, until]


def _exchanged(old: Sequence[int], new: Sequence[int]) -> bool:
    """Whether dimensions, neighbors taken together or not, stand in another order."""
    if len(old) > MOST or len(new) > MOST:
        return False
    return any(list(order) == list(new) for one in _merged(old) for order in permutations(one))


def _merged(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Yield the shapes that come of merging neighboring dimensions, the given one first."""
    yield list(sizes)
    for place in range(len(sizes) - 1):
        joined = [*sizes[:place], sizes[place] * sizes[place + 1], *sizes[place + 2 :]]
        if len(joined) > 1:
            yield from _merged(joined)


def _fixes(context: LintContext, node: Node, given: Shape) -> Iterator[Fix]:
    """Yield the permutations after which the reshape only splits or merges dimensions."""
    for order in ORDERS.get(len(given), ()):
        moved = tuple(given[place] for place in order)
        if moved != given and _splits_or_merges(moved, node.output.shape):
            yield from filter(None, [permuted_first(context, node, order)])


def _splits_or_merges(given: Shape, made: Shape) -> bool:
    """Whether one shape comes of the other by taking neighbours together or apart."""
    ends = [set(accumulate(_sizes(one), mul)) for one in (given, made)]
    return ends[0] <= ends[1] or ends[1] <= ends[0]


def _finding(context: LintContext, node: Node, given: Shape) -> Finding:
    fixes = tuple(_fixes(context, node, given))
    read, made = shape(given), shape(node.output.shape)
    return Finding(
        message=f"`{node.op}` makes {made} of {read}: sizes change places, values do not",
        place=node.source,
        label=f"{read} → {made}",
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=fixes[0] if fixes else None,
        other_fixes=fixes[1:],
        help="use `transpose` or `permute`, which move the values",
    )


RULE = Rule(
    code="RES125", name="reshaped-for-transposed", severity=Severity.ERROR, doc=__doc__, check=check
)
