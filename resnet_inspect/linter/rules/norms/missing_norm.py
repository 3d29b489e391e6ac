"""A convolution of a normalized block has no normalization.

## What it does
Reports a convolution of a post-activation block that no normalization follows although one follows
all others of its main path, and a projection without one where the network's other projections have
one. A lone projection, and a stem, without normalization are only mentioned.

## Why is this bad?
Its output is added to, or activated beside, normalized ones at another scale, and training is less
stable.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.conv2(out)
        return F.relu(out + x)


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + x)
```

## Fix safety
Unsafe: what the network computes changes, and it gets further parameters.

## References
- He et al. 2015, Deep Residual Learning, section 3.4: normalization after each convolution.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, OpKind, SourceSpan
from resnet_inspect.graph.paths import parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import (
    MIXING,
    are_factors,
    convolutions_of,
    dense_convolutions,
    normed,
    normed_before,
    starts_with_convolution,
)
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.remedies.added_norm import added_norms
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

FOLLOWERS = frozenset({OpKind.ACTIVATION, OpKind.CONV, OpKind.ADD})
"""What reads a convolution that should have been normalized; gates and attention do not."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such convolution."""
    for join in context.joins:
        if _looks_usual(join):
            yield from _main_path(context, join)
    yield from _projections(context)


def _looks_usual(join: Join) -> bool:
    return dense_convolutions(join) and not any(node.kind in MIXING for node in join.main)


def _main_path(context: LintContext, join: Join) -> Iterator[Finding]:
    convs = [conv for conv in convolutions_of(join) if not _single_channel(conv)]
    bare = [conv for conv in convs if not normed(context, conv)]
    if len(bare) != 1 or len(convs) < 2 or normed_before(context, join):  # noqa: PLR2004 - one with, one without
        return
    if bare[0] is convs[-1] and _normed_later(context, join):
        return
    if len(bare[0].inputs) > 1:  # its weight is computed: a spectral norm, say
        return
    readers = context.readers(bare[0])
    if len(readers) == 1 and readers[0].kind is OpKind.CONV and are_factors(bare[0], readers[0]):
        return
    if readers and all(reader.kind in FOLLOWERS for reader in readers):
        yield _finding(
            context,
            bare[0],
            "the block's other convolutions are normalized",
            _place(context, bare[0]),
        )


def _normed_later(context: LintContext, join: Join) -> bool:
    """Whether a block is pre-activation at its end, so that its last convolution stays as it is.

    The block's input may come activated already, as it does behind the stem of such a network.
    """
    reads_norm = any(reader.kind is OpKind.NORM for reader in context.readers(join.node))
    return reads_norm or not starts_with_convolution(context, join)


def _single_channel(conv: Node) -> bool:
    return isinstance(conv.attrs, ConvAttrs) and conv.attrs.out_channels == 1


def _projections(context: LintContext) -> Iterator[Finding]:
    pairs = [
        (join, join.projection)
        for join in context.joins
        if join.projection is not None and _main_is_normed(context, join)
    ]
    some = any(normed(context, conv) for _, conv in pairs)
    for _, conv in pairs:
        if not normed(context, conv) and conv.kind is OpKind.CONV:
            why = "other projections are normalized" if some else "the main path is normalized"
            yield _finding(
                context, conv, why, context.definition(conv), None if some else Severity.INFO
            )


def _main_is_normed(context: LintContext, join: Join) -> bool:
    convs = convolutions_of(join)
    return bool(convs) and all(normed(context, conv) for conv in convs)


def _place(context: LintContext, conv: Node) -> SourceSpan | None:
    """Point at the call where a normalization exists already, else at the construction."""
    owner = parent(conv.module)
    called = {call.module for call in context.graph.calls}
    idle = any(
        "Norm" in module.type and parent(module.path) == owner and module.path not in called
        for module in context.graph.modules
    )
    return context.call_place(conv) if idle else context.definition(conv)


def _finding(
    context: LintContext,
    conv: Node,
    why: str,
    place: SourceSpan | None,
    severity: Severity | None = None,
) -> Finding:
    fixes = () if severity is Severity.INFO else tuple(added_norms(context, conv))
    return Finding(
        message=f"no normalization follows {layer(conv)}, though {why}",
        place=place,
        label="not normalized",
        modules=(conv.module,),
        node=conv.id,
        fix=fixes[0] if fixes else None,
        other_fixes=fixes[1:],
        help="add a normalization after it",
        severity=severity,
    )


RULE = Rule(code="RES304", name="missing-norm", severity=Severity.WARNING, doc=__doc__, check=check)
