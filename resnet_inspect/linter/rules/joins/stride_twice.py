"""Two convolutions of one main path take the block's stride.

## What it does
Reports a join whose operands have different sizes since the main path strides in two of its
convolutions while the shortcut strides once. Where the shortcut strides as much, both of them are
given the same variable: a warning.

## Why is this bad?
The addition fails, or the map shrinks four times where two was meant.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, stride=2, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1, stride=2)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + self.shortcut(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.shortcut = nn.Conv2d(3, 8, 1, stride=2)
```

## Fix safety
Safe: the forward pass failed before.

## References
- He et al. 2015, Deep Residual Learning, section 3.3: one convolution of a block strides.
- open-mmlab/mmdetection issue 576: a basic block that strides in both.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Aspect, Failed
from resnet_inspect.linter.failures.mismatch import Mismatch, mismatch_of
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.join import Join, convolutions, stride_of, total_stride
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer, plain


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the later of two convolutions that stride, where a join fails for it."""
    mismatch = mismatch_of(context, failed)
    if mismatch is None or not mismatch.sized or mismatch.bare or mismatch.strides_agree:
        return
    strided = _strided(mismatch.join)
    if len(strided) > 1 and stride_of(strided[0]) == mismatch.shortcut_stride:
        yield _failing(mismatch, strided[0], strided[-1])


def _strided(join: Join) -> list[Node]:
    """Return the convolutions that stride one behind the other: branches side by side may all."""
    found: list[Node] = []
    behind: set[int] = set()
    for node in join.main:
        reads = not found or any(ref.node in behind for ref in node.inputs)
        if node in convolutions((node,)) and max(stride_of(node) or (1,)) > 1 and reads:
            found.append(node)
            behind = {node.id}
        elif any(ref.node in behind for ref in node.inputs):
            behind.add(node.id)
    return found


def _failing(mismatch: Mismatch, first: Node, later: Node) -> Finding:
    context = mismatch.context
    place = context.setting(first, "stride")
    return mismatch.finding(
        f"the main path strides twice: {layer(first)} by {plain(stride_of(first))} and "
        f"{layer(later)} by {plain(stride_of(later))}, the shortcut by "
        f"{plain(mismatch.shortcut_stride)}",
        context.setting(later, "stride"),
        label=f"strides again by {plain(stride_of(later))}",
        secondary=(Place(place, "the first stride"),) if place else (),
        modules=(later.module,),
        help="keep the stride in one of the two convolutions",
        fix=layer_fix(context, later, "stride", "1", "Stride once"),
    )


def check(context: LintContext) -> Iterator[Finding]:
    """Yield a finding for each join that fits only since the shortcut strides as much."""
    failed = {failure.node for failure in context.graph.failures}
    for join in context.joins:
        strided = _strided(join)
        if len(strided) > 1 and join.node.id not in failed and _same_stride(context, strided):
            yield _silent(context, join, strided)


def _same_stride(context: LintContext, convs: list[Node]) -> bool:
    """Whether convolutions in a row, made by one constructor, take the same variable as stride."""
    if not _in_a_row(context, convs[0], convs[-1]):
        return False
    found = [context.places.constructor(conv.module) for conv in convs if conv.module]
    functions = {one[0].function(one[1]) for one in found if one is not None}
    if len(functions) > 1:
        return False
    values = [context.places.argument(conv.module, "stride") for conv in convs if conv.module]
    names = [one.id for one in values if isinstance(one, ast.Name)]
    return len(names) > 1 and len(set(names)) == 1


def _in_a_row(context: LintContext, first: Node, later: Node) -> bool:
    """Whether one path without joins leads from the first to the later one."""
    node = later
    while len(node.inputs) == 1 and node is not first:
        node = context.producer(node.inputs[0])
    return node is first


def _silent(context: LintContext, join: Join, convs: list[Node]) -> Finding:
    first, later = convs[0], convs[-1]
    place = context.setting(first, "stride")
    total = "×".join(map(str, total_stride(join.main)))
    return Finding(
        message=f"both {layer(first)} and {layer(later)} take the block's stride: "
        f"the block strides by {total}",
        place=context.setting(later, "stride"),
        label="strides again",
        secondary=(Place(place, "the first stride"),) if place else (),
        modules=(later.module,),
        node=later.id,
        help="keep the stride in one of the two convolutions",
        severity=Severity.WARNING,
    )


RULE = Rule(
    code="RES105", name="stride-twice", severity=Severity.ERROR, doc=__doc__, check=check,
    failures=Failures(explain, before=("RES102",), settles=frozenset({Aspect.SIZE})),
)  # fmt: skip
