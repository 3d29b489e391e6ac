"""A normalization inside the main path starts at zero, and not its last one.

## What it does
Reports an initialization that sets the scale of a normalization to zero where further layers of
the main path follow it.

## Why is this bad?
Only the last scale may be zero: the block is the identity then, and its scale gets a gradient. With
zeros in the middle the layers behind read nothing but zeros, and those before get no gradient.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        nn.init.zeros_(self.bn1.weight)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(out)) + x)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8), Block(8))
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
        nn.init.zeros_(self.bn2.weight)
```

## References
- Goyal et al. 2017, Accurate, Large Minibatch SGD, section 5.1.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.graph.paths import name
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.zeroed import Zeroed, zeroed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

LAYERS = frozenset({OpKind.CONV, OpKind.LINEAR})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such statement."""
    known = {one.attribute: one for one in zeroed(context)}
    seen = set[str]()
    for join in context.joins if known else ():
        for norm in _inside(join):
            found = known.get(name(norm.module))
            if found and found.attribute not in seen and _speaks_of(context, join, found):
                seen.add(found.attribute)
                yield _finding(norm, found)


def _inside(join: Join) -> list[Node]:
    """Return the normalizations of a main path that a layer of it follows."""
    last = max((node.id for node in join.main if node.kind in LAYERS), default=-1)
    return [node for node in join.main if node.kind is OpKind.NORM and node.id < last]


def _speaks_of(context: LintContext, join: Join, found: Zeroed) -> bool:
    """Whether a statement is in the block's class or asks for it."""
    type_ = context.graph.module(context.block(join).module).type
    outward = list(found.file.outward(found.call))
    own = any(isinstance(one, ast.ClassDef) and one.name == type_ for one in outward)
    tests = [one.test for one in outward if isinstance(one, ast.If)]
    return own or any(_names(test, type_) for test in tests)


def _names(test: ast.expr, type_: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == type_ for part in ast.walk(test))


def _finding(norm: Node, found: Zeroed) -> Finding:
    return Finding(
        message=f"{layer(norm)} starts at zero inside the main path: the layers behind it read "
        "zeros, and those before it get no gradient",
        place=found.file.span(found.call),
        label="not the last of its main path",
        modules=(norm.module,),
        node=norm.id,
        help="zero the last normalization of the main path only",
    )


RULE = Rule(
    code="RES320", name="zeroed-inside-branch", severity=Severity.ERROR, doc=__doc__, check=check
)
