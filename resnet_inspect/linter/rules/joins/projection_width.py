"""Main path and projection end with different numbers of channels.

## What it does
Reports a join whose operands have different widths although the shortcut has a projection. What
follows the join tells which of the two is wrong: the projection's width, or the last convolution
of the main path, where the expansion is easily forgotten.

## Why is this bad?
The addition fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 16, 1, stride=2)
        self.head = nn.Conv2d(8, 10, 1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return self.head(F.relu(out + self.shortcut(x)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1, stride=2)
        self.head = nn.Conv2d(8, 10, 1)
```

## References
- He et al. 2015, Deep Residual Learning, table 1: a bottleneck's output is four times its width.
- miraclewkf/ResNeXt-PyTorch issue 3: the width of a ResNeXt block, not projected back.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Aspect, Failed
from resnet_inspect.linter.failures.mismatch import Mismatch, mismatch_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.join import convolutions
from resnet_inspect.linter.remedies.arguments.norm_beside import with_norm
from resnet_inspect.linter.remedies.arguments.width_fixes import at_decision, like_neighbor
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.source.blame import local
from resnet_inspect.linter.words import layer


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the convolution or padding that ends a path with the wrong width."""
    mismatch = mismatch_of(context, failed)
    if mismatch is None or not mismatch.wide:
        return
    if mismatch.widening is not None:
        yield _padded(mismatch, mismatch.widening)
    elif mismatch.join.projection is not None or _main_path_alone_is_wrong(mismatch):
        yield _finding(mismatch)


def _main_path_alone_is_wrong(mismatch: Mismatch) -> bool:
    """Whether what follows takes the width of the shortcut, which is the identity."""
    join = mismatch.join
    agrees = _agrees_with_shortcut(mismatch) and bool(convolutions(join.main))
    return join.identity and agrees and not mismatch.sized


def _agrees_with_shortcut(mismatch: Mismatch) -> bool:
    widths = mismatch.consumers
    return mismatch.shortcut[1] in widths and mismatch.main[1] not in widths


def _padded(mismatch: Mismatch, node: Node) -> Finding:
    made, wanted = node.output.shape[1], mismatch.main[1]
    added = made - mismatch.context.graph.tensor(node.inputs[0]).shape[1]
    return mismatch.finding(
        f"the shortcut's `{node.op}` makes {made} channels, the main path {wanted}",
        node.source,
        label=f"{made} channels, {wanted} are needed",
        modules=(mismatch.context.block(mismatch.join).module,),
        help=f"add {wanted - made + added} channels in all",
    )


def _finding(mismatch: Mismatch) -> Finding:
    conv, wanted = _wrong_convolution(mismatch)
    main = conv in mismatch.join.main
    have = conv.output.shape[1]
    alone = list(_fixes(mismatch, conv, wanted))
    paired = (with_norm(mismatch.context, conv, fix) for fix in alone)
    fixes = [*filter(None, paired), *alone]
    return mismatch.finding(
        f"the main path ends with {mismatch.main[1]} channels, "
        f"the shortcut with {mismatch.shortcut[1]}: {layer(conv)} should make {wanted}",
        mismatch.context.setting(conv, "out_channels"),
        label=f"{have} channels, {'the shortcut' if main else 'the main path'} has {wanted}",
        modules=(conv.module,),
        help=_help(have, wanted, main=main),
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
    )


def _fixes(mismatch: Mismatch, conv: Node, wanted: int) -> Iterator[Fix]:
    """Yield the other path's expression, the expansion, or a number in place of a number."""
    context, join = mismatch.context, mismatch.join
    others = convolutions(join.shortcut if conv in join.main else join.main)
    for other in reversed(others[-1:]):
        fix = like_neighbor(context, conv, "out_channels", other, "out_channels")
        yield from filter(None, [fix])
    blamed = local(context.places, conv.module, "out_channels") if conv.module else None
    have = conv.output.shape[1]
    if blamed is not None:
        yield from at_decision(blamed, wanted, wanted // have if wanted % have == 0 else 1)


def _help(have: int, wanted: int, *, main: bool) -> str:
    if main and wanted % have == 0:
        return f"multiply its out_channels by the expansion, {wanted // have}"
    return f"use `out_channels={wanted}`"


def _wrong_convolution(mismatch: Mismatch) -> tuple[Node, int]:
    """Return the convolution to change and the width that the rest agrees on."""
    main, shortcut = mismatch.main[1], mismatch.shortcut[1]
    ours, theirs = convolutions(mismatch.join.main), convolutions(mismatch.join.shortcut)
    main_is_wrong = _agrees_with_shortcut(mismatch)
    if not mismatch.consumers & {shortcut, main}:
        main_is_wrong = shortcut > main
    if (main_is_wrong and ours) or not theirs:
        return ours[-1], shortcut
    return theirs[-1], main


RULE = Rule(
    code="RES103", name="projection-width", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, before=("RES101",), settles=frozenset({Aspect.WIDTH})),
)  # fmt: skip
