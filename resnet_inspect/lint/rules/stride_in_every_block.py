"""Every block of a stage strides.

## What it does
Reports blocks of equal width that one expression constructs and all of which stride, so that the map
halves in each block instead of once a stage.

## Why is this bad?
After two stages nothing is left of the map: only a stage's first block strides.

## Example
```python
class Block(nn.Module):
    def __init__(self, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.shortcut = nn.Conv2d(width, width, 1, stride)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + self.shortcut(x))


model = nn.Sequential(
    nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Sequential(*[Block(8, 2) for _ in range(3)])
)
```

Use instead:

```python
class Block(nn.Module):
    def __init__(self, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.shortcut = nn.Conv2d(width, width, 1, stride) if stride != 1 else nn.Identity()

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + self.shortcut(x))


model = nn.Sequential(
    nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Sequential(*[Block(8, 1 if i else 2) for i in range(3)])
)
```

## References
- He et al. 2015, Deep Residual Learning, table 1: conv3_1, conv4_1 and conv5_1 stride.
"""

from collections import defaultdict
from collections.abc import Iterator

from resnet_inspect.graph import ModulePath, SourceSpan
from resnet_inspect.graph.paths import parent
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.join import Join, total_stride
from resnet_inspect.lint.rule import Rule
from resnet_inspect.lint.words import count


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each loop of this kind."""
    for (owner, place), joins in _stages(context).items():
        strides = [max(total_stride(join.main), default=1) for join in joins]
        if len(joins) < 2 or min(strides) == 1:  # noqa: PLR2004 - every block of several
            continue
        if len({join.node.output.shape[1] for join in joins}) > 1:
            continue
        blocks = [context.block(join).module for join in joins]
        yield Finding(
            message=f"all {count(len(joins), 'block')} of `{owner}` stride by {strides[0]}: "
            "the map shrinks in each",
            place=place,
            label="strides in every iteration",
            modules=tuple(blocks),
            help="give the stride to the first block only",
        )


Stages = dict[tuple[ModulePath, SourceSpan | None], list[Join]]


def _stages(context: LintContext) -> Stages:
    """Group the joins by container and constructing expression."""
    stages: Stages = defaultdict(list)
    for join in context.joins:
        path = context.block(join).module
        owner = parent(path)
        if path and context.in_module_container(path):
            stages[owner, context.graph.module(path).definition].append(join)
    return stages


RULE = Rule(
    code="RES508", name="stride-in-every-block", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
