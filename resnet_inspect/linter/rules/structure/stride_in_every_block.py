"""Every block of a stage strides.

## What it does
Reports blocks of equal width that one expression constructs and all of which stride, so that the
map halves in each block instead of once a stage.

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

Use instead, the rest as above:

```python
class Block(nn.Module):
    def __init__(self, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.shortcut = nn.Conv2d(width, width, 1, stride) if stride != 1 else nn.Identity()


model = nn.Sequential(
    nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Sequential(*[Block(8, 1 if i else 2) for i in range(3)])
)
```

## References
- He et al. 2015, Deep Residual Learning, table 1: conv3_1, conv4_1 and conv5_1 stride.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from resnet_inspect.graph import ModulePath, SourceSpan
from resnet_inspect.graph.paths import parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.join import Join, convolutions, stride_of
from resnet_inspect.linter.remedies.arguments.first_only import first_only
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.blame import Blamed, blame
from resnet_inspect.linter.source.syntax import names_read
from resnet_inspect.linter.words import size


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each loop of this kind."""
    groups = {} if context.graph.failures else _groups(context)
    for (owner, place), joins in groups.items():
        pairs = pairwise(joins)
        again = [join for before, join in pairs if _both(context, before, join)]
        if not again or _varies(context, again[0]):
            continue
        yield Finding(
            message=f"each block of `{owner}` strides by {_stride(context, again[0])}: the map "
            f"shrinks to {size(joins[-1].node.output.shape[2:])}",
            place=place,
            label="strides in every iteration",
            modules=tuple(context.block(join).module for join in joins),
            help="give the stride to the first block of a stage only",
            fix=_fix(context, again[0]),
        )


Groups = dict[tuple[ModulePath, SourceSpan | None], list[Join]]


def _groups(context: LintContext) -> Groups:
    """Group the blocks, each taken once, by container and constructing expression."""
    groups: Groups = defaultdict(list)
    seen: set[ModulePath] = set()
    for join in context.joins:
        path = context.block(join).module
        if path and path not in seen and context.in_module_container(path):
            seen.add(path)
            groups[parent(path), context.graph.module(path).definition].append(join)
    return groups


def _both(context: LintContext, before: Join, join: Join) -> bool:
    """Whether two blocks in a row stride and have equal width, as those of one stage have."""
    widths = {one.node.output.shape[1] for one in (before, join)}
    return len(widths) == 1 and min(_stride(context, before), _stride(context, join)) > 1


def _stride(context: LintContext, join: Join) -> int:
    """Return by how much a block makes its map smaller."""
    before = context.graph.tensor(join.fork).shape[2:]
    after = context.graph.tensor(join.main_ref).shape[2:]
    return max((round(a / b) for a, b in zip(before, after, strict=False)), default=1)


def _fix(context: LintContext, join: Join) -> Fix | None:
    blamed = _deciding(context, join)
    return first_only(blamed) if blamed is not None else None


def _deciding(context: LintContext, join: Join) -> Blamed | None:
    """Return the call in the loop that decides about a block's stride."""
    conv = next((one for one in convolutions(join.main) if max(stride_of(one) or (1,)) > 1), None)
    return blame(context.places, conv.module, "stride") if conv and conv.module else None


def _varies(context: LintContext, join: Join) -> bool:
    """Whether the loop's own variable decides about the stride, or there is no loop."""
    blamed = _deciding(context, join)
    if blamed is None:
        return False
    loop = blamed.file.enclosing(blamed.call, ast.For, ast.ListComp, ast.GeneratorExp)
    if loop is None:
        return True
    read = names_read(blamed.value) if blamed.value is not None else set()
    return not read.isdisjoint(_targets(loop))


def _targets(loop: ast.AST) -> set[str]:
    targets = [loop.target] if isinstance(loop, ast.For) else []
    if isinstance(loop, ast.ListComp | ast.GeneratorExp):
        targets = [one.target for one in loop.generators]
    return {
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    }


RULE = Rule(
    code="RES508", name="stride-in-every-block", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
