"""Shortcut and main path round odd sizes differently.

## What it does
Reports a pool on a shortcut that rounds down where the padded convolution of the main path rounds
up. Both agree on even sizes, so it shows at odd sizes only. An error at the size asked for, else it
is mentioned.

## Why is this bad?
The network accepts 224 pixels and fails at 225 or 240.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.pool = nn.AvgPool2d(2)
        self.shortcut = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + self.shortcut(self.pool(x)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.pool = nn.AvgPool2d(2, ceil_mode=True, count_include_pad=False)
        self.shortcut = nn.Conv2d(3, 8, 1)
```

## Fix safety
Safe: at sizes that worked before nothing changes.

## References
- He et al. 2018, Bag of Tricks for Image Classification, figure 2c: ResNet-D.
- FrancescoSaverioZuppichini/glasses issue 236.
"""

from collections.abc import Iterator
from dataclasses import replace

from resnet_inspect.graph import Node, OpKind, PoolAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Aspect, Failed
from resnet_inspect.linter.failures.mismatch import SPATIAL, Mismatch, mismatch_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Failures, Rule, Traces
from resnet_inspect.linter.words import layer, size


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the pool or slice that rounds down where the other path rounds up."""
    mismatch = mismatch_of(context, failed)
    if mismatch is None or not mismatch.sized or mismatch.bare or not mismatch.strides_agree:
        return
    culprit = mismatch.rounding
    if isinstance(culprit.attrs, PoolAttrs) or culprit.kind is OpKind.INDEX:
        yield _finding(mismatch, culprit)


def _finding(mismatch: Mismatch, culprit: Node) -> Finding:
    context, pool = mismatch.context, isinstance(culprit.attrs, PoolAttrs)
    change = size(mismatch.source_size(culprit)), size(culprit.output.shape[SPATIAL:])
    found = mismatch.finding(
        f"{layer(culprit)} turns {change[0]} into {change[1]} while the other path makes "
        f"{size(mismatch.expected_size)}: one rounds down, the other up",
        context.definition(culprit),
        label=" → ".join(change),
        modules=(culprit.module,),
        help=_help(culprit if pool else None),
        fix=_fix(context, culprit) if pool else None,
    )
    return replace(found, severity=_severity(context))


def _severity(context: LintContext) -> Severity | None:
    """Return how bad it is: worth knowing where only sizes that nobody gave show it."""
    return Severity.ERROR if context.first is None else None


def _fix(context: LintContext, pool: Node) -> Fix | None:
    text = "True"
    counted = context.is_layer(pool) and context.places.argument(pool.module, "count_include_pad")
    if pool.op.startswith("avg_pool") and not counted:
        text = "True, count_include_pad=False"
    return layer_fix(context, pool, "ceil_mode", text, "Round up")


def _help(pool: Node | None) -> str:
    """Say how to round up: a mean must not count what is beyond the border."""
    if pool is None:
        return "round both alike"
    return "use `ceil_mode=True" + (", count_include_pad=False`" if "avg" in pool.op else "`")


RULE = Rule(
    code="RES106", name="odd-size-shortcut", severity=Severity.INFO, doc=__doc__,
    traces=Traces.EVERY,
    failures=Failures(explain, settles=frozenset({Aspect.SIZE}), every_size=True),
)  # fmt: skip
