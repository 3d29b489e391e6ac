"""Two of several branches are the same, and layers in a row skip a step of their progression.

## What it does
Reports, of three and more branches that differ only in kernel or dilation, two that do not differ
in these either; and, of four and more layers whose dilations are multiplied by the same number
each time, one that departs from that.

## Why is this bad?
Branches with different dilations see different scales. Two equal ones compute one scale twice and
leave another out: usually a line that was copied and not changed.

## Example
```python
class Context(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.near = nn.Conv2d(width, width, 3, padding=1)
        self.middle = nn.Conv2d(width, width, 3, padding=2, dilation=2)
        self.far = nn.Conv2d(width, width, 3, padding=2, dilation=2)

    def forward(self, x):
        return torch.cat([self.near(x), self.middle(x), self.far(x)], 1)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Context(8))
```

Use instead, the rest as above:

```python
class Context(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.near = nn.Conv2d(width, width, 3, padding=1)
        self.middle = nn.Conv2d(width, width, 3, padding=2, dilation=2)
        self.far = nn.Conv2d(width, width, 3, padding=4, dilation=4)
```

## References
- Chen et al. 2017, Rethinking Atrous Convolution, section 3.3.
- Yu and Koltun 2016, Multi-Scale Context Aggregation by Dilated Convolutions, table 1.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.branches import Branch, branches
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer, plain

ALIKE = 3
"""Branches that make a family."""
SERIES = 4
RATIOS = (2, 3, 4)
NUMBER = re.compile(r"\d+")


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each pair of equal branches, and each step out of a series."""
    for join in context.graph.of_kind(OpKind.CONCAT, OpKind.ADD):
        yield from _repeated(context, join)
    for row in _rows(context.graph.nodes).values():
        yield from _departing(context, row)


def _repeated(context: LintContext, join: Node) -> Iterator[Finding]:
    families: dict[object, list[Branch]] = defaultdict(list)
    for branch in branches(context, join):
        if branch.convolutions:
            families[branch.start, branch.form].append(branch)
    for family in families.values():
        windows = [branch.windows for branch in family]
        if len(family) < ALIKE or len(set(windows)) != len(family) - 1:
            continue
        second = next(at for at, one in enumerate(windows) if one in windows[:at])
        yield _same(context, family[windows.index(windows[second])], family[second])


def _same(context: LintContext, first: Branch, second: Branch) -> Finding:
    one, other = _telling(first), _telling(second)
    place = context.setting(one, "dilation")
    return Finding(
        message=f"{layer(other)} does what {layer(one)} does, {_windows(other)}: the others "
        "differ from each other",
        place=context.setting(other, "dilation"),
        label="as another branch",
        secondary=(Place(place, "the same"),) if place is not None else (),
        modules=(other.module,),
        node=other.id,
        help="give each branch a kernel or dilation of its own",
    )


def _telling(branch: Branch) -> Node:
    """Return the convolution with the widest view, by which a branch is known."""
    return max(branch.convolutions, key=_view)


def _view(node: Node) -> int:
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs):
        return 0
    return max(
        (kernel - 1) * step for kernel, step in zip(attrs.kernel_size, attrs.dilation, strict=False)
    )


def _windows(node: Node) -> str:
    attrs = node.attrs
    if not isinstance(attrs, ConvAttrs):
        return ""
    return f"kernel {plain(attrs.kernel_size)} and dilation {plain(attrs.dilation)}"


def _rows(nodes: tuple[Node, ...]) -> dict[object, list[Node]]:
    """Group convolutions whose paths differ in numbers only, and whose kernels are equal."""
    rows: dict[object, list[Node]] = defaultdict(list)
    for node in nodes:
        if isinstance(node.attrs, ConvAttrs) and max(node.attrs.kernel_size) > 1:
            rows[NUMBER.sub("#", node.module), node.attrs.kernel_size].append(node)
    return rows


def _departing(context: LintContext, row: list[Node]) -> Iterator[Finding]:
    """Yield the only layer inside a row that is not on its geometric progression."""
    steps = [max(node.attrs.dilation) for node in row if isinstance(node.attrs, ConvAttrs)]
    for ratio in RATIOS if len(steps) >= SERIES else ():
        right = [steps[0] * ratio**at for at in range(len(steps))]
        wrong = [at for at, pair in enumerate(zip(steps, right, strict=True)) if len(set(pair)) > 1]
        if len(wrong) == 1 and 0 < wrong[0] < len(steps) - 1:
            node = row[wrong[0]]
            yield Finding(
                message=f"{layer(node)} has dilation {steps[wrong[0]]} among "
                f"{', '.join(map(str, steps))}: {right[wrong[0]]} would go on from the others",
                place=context.setting(node, "dilation"),
                label=f"dilation {steps[wrong[0]]}",
                modules=(node.module,),
                node=node.id,
                help=f"dilate it by {right[wrong[0]]}, and pad for that",
            )


RULE = Rule(
    code="RES553", name="repeated-branch", severity=Severity.WARNING, doc=__doc__, check=check
)
