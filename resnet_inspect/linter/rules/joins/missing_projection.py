"""The shortcut is the identity although the main path changes the shape.

## What it does
Reports a join whose operands have different shapes since the block needs a projection and has
none. The place is where that is decided: a condition that is too narrow, a caller that passes no
projection, or else the join.

## Why is this bad?
The addition fails. A projection is needed where the stride is not 1 or the widths differ; testing
only one of the two is the most common mistake in hand-written ResNets.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1, stride=2)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + self.shortcut(x))
```

## References
- He et al. 2015, Deep Residual Learning, section 3.3, options A and B.
- kuangliu/pytorch-cifar issue 109 and pytorch/vision issue 1970 discuss the condition.
"""

from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.projection_place import (
    Decision,
    DecisionKind,
    projection_decision,
)
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.failures.mismatch import SPATIAL, Mismatch, mismatch_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.remedies.shortcuts.projection_fixes import projection_fixes
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import size


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield where it is decided that a join's shortcut has no projection."""
    mismatch = mismatch_of(context, failed)
    if mismatch is None or not mismatch.bare:
        return
    if mismatch.wide or (mismatch.sized and not mismatch.widths_differ):
        yield _finding(mismatch)


def _finding(mismatch: Mismatch) -> Finding:
    context, join = mismatch.context, mismatch.join
    decision = projection_decision(context, join)
    label, advice = _advice(decision)
    fixes = [*filter(None, [_fix(decision)]), *projection_fixes(context, join, decision)]
    what = "has no convolution" if join.shortcut else "is the identity"
    return mismatch.finding(
        f"the shortcut {what} although the main path has {_difference(mismatch)}",
        decision.span,
        label=label,
        modules=(context.block(join).module,),
        help=advice,
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
    )


def _advice(decision: Decision) -> tuple[str, str]:
    """Return what stands under the place, and what to do there."""
    match decision.kind:
        case DecisionKind.IDLE:
            return "the projection is not used", f"call `{decision.name}` here"
        case DecisionKind.CONDITION:
            usual = "build the projection where `stride != 1 or in_channels != out_channels`"
            return "too narrow", usual
        case DecisionKind.ARGUMENT:
            return f"no `{decision.name}` passed", f"pass the projection as `{decision.name}`"
        case DecisionKind.JOIN:
            usual = "project the shortcut: a 1×1 convolution with the main path's width and stride"
            return "the operands differ", usual


def _fix(decision: Decision) -> Fix | None:
    if not decision.wanted or decision.span is None:
        return None
    edit = Edit.replace(decision.span, decision.wanted)
    return Fix(title=f"Test `{decision.wanted}`", edits=(edit,), safe=True)


def _difference(mismatch: Mismatch) -> str:
    main, shortcut = mismatch.main, mismatch.shortcut
    parts = []
    if main[1] != shortcut[1]:
        parts.append(f"{main[1]} channels against {shortcut[1]}")
    if main[SPATIAL:] != shortcut[SPATIAL:]:
        parts.append(f"{size(main[SPATIAL:])} against {size(shortcut[SPATIAL:])}")
    return " and ".join(parts)


RULE = Rule(
    code="RES101", name="missing-projection", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, before=("RES105", "RES106")),
)  # fmt: skip
