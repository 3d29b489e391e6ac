"""Two layers in a row are initialized with zeros.

## What it does
Reports a convolution or linear layer whose weights an initialization sets to zero although it sets
the scale of what reads it, a normalization or a learned factor, to zero as well.

## Why is this bad?
The gradient of each is a product with the other, so both are 0 for ever: the branch never learns.
To start as the identity, a block zeroes one of them.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        nn.init.zeros_(self.conv.weight)
        nn.init.zeros_(self.bn.weight)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)) + x)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8))
```

Use instead:

```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        nn.init.zeros_(self.bn.weight)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)) + x)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8))
```

## Fix safety
Unsafe: the network starts from other weights.

## References
- Goyal et al. 2017, Accurate, Large Minibatch SGD, section 5.1: the last scale of a block is 0.
- Zhang et al. 2019, Fixup Initialization, section 3: the last convolution is.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ModulePath, Node, OpKind
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.zeroed import Zeroed, zeroed
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.statements import removed
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

LAYERS = frozenset({OpKind.CONV, OpKind.LINEAR})
SCALES = frozenset({OpKind.NORM, OpKind.MULTIPLY})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each statement that zeroes such a layer."""
    known = {one.attribute: one for one in zeroed(context)}
    for node in context.graph.nodes if len(known) > 1 else ():
        first = known.get(name(node.module)) if node.kind in LAYERS else None
        second = _scale(context, node, known) if first is not None else None
        if first is not None and second is not None and first.owner == second.owner:
            yield _finding(node, first, second)


def _scale(context: LintContext, node: Node, known: dict[str, Zeroed]) -> Zeroed | None:
    """Return the zeroed scale that multiplies all that a layer makes."""
    readers = context.readers(node)
    if len(readers) != 1 or readers[0].kind not in SCALES:
        return None
    reader, parameters = readers[0], context.graph.parameters
    if reader.kind is OpKind.NORM and parent(reader.module) == parent(node.module):
        return known.get(name(reader.module))
    names = [name(ModulePath(parameters[one].name)) for one in reader.parameters]
    return next((known[one] for one in names if one in known), None)


def _finding(node: Node, first: Zeroed, second: Zeroed) -> Finding:
    return Finding(
        message=f"{layer(node)} and `{second.attribute}`, which scales it, both start as zeros: "
        "no gradient ever reaches either",
        place=first.file.span(first.call),
        label="zero, as its scale is",
        secondary=(Place(second.file.span(second.call), "the scale"),),
        modules=(node.module,),
        node=node.id,
        fix=_fix(first),
        help="zero the scale only",
    )


def _fix(first: Zeroed) -> Fix | None:
    """Leave out the statement that zeroes the layer."""
    statement = first.file.statement(first.call)
    if not isinstance(statement, ast.Expr):
        return None
    edit = removed(first.file, statement)
    return Fix(title="Leave the layer as it is initialized", edits=(edit,), safe=False)


RULE = Rule(
    code="RES315", name="zero-initialized-twice", severity=Severity.ERROR, doc=__doc__, check=check
)
