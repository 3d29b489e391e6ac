"""A reshape is undone by the next one with nothing between.

## What it does
Reports a `view` that splits the channels into groups and is followed, in the same function, by one
that merges them again: a channel shuffle that lacks its transposition.

## Why is this bad?
Nothing is shuffled: the groups never exchange what they know.

## Example
```python
def shuffle(x, groups):
    n, c, h, w = x.shape
    x = x.view(n, groups, c // groups, h, w)
    return x.reshape(n, c, h, w)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, groups=2)

    def forward(self, x):
        return self.conv2(shuffle(F.relu(self.conv1(x)), 2))
```

Use instead:

```python
def shuffle(x, groups):
    n, c, h, w = x.shape
    x = x.view(n, groups, c // groups, h, w).transpose(1, 2)
    return x.reshape(n, c, h, w)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, groups=2)

    def forward(self, x):
        return self.conv2(shuffle(F.relu(self.conv1(x)), 2))
```

## Fix safety
Unsafe: the output changes.

## References
- Zhang et al. 2018, ShuffleNet, section 3.1: reshape, transpose, flatten.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.remedies.transposed import transposed_between
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import shape

RESHAPES = frozenset({"view", "reshape", "flatten", "unflatten"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such pair in one function."""
    for node in context.graph.of_kind(OpKind.RESHAPE):
        before = context.origin(node.inputs[0]) if node.inputs else node
        if _undoes(context, node, before) and _one_function(context, node, before):
            yield _finding(context, node, before)


def _undoes(context: LintContext, node: Node, before: Node) -> bool:
    """Whether two reshapes in a row split a dimension and leave the shape as it was."""
    if node.op not in RESHAPES or before.op not in RESHAPES or not node.outputs:
        return False
    if not before.outputs or not before.inputs or len(context.readers(before)) > 1:
        return False
    given = context.graph.tensor(before.inputs[0]).shape
    return given == node.output.shape and len(before.output.shape) > len(given) > 1


def _one_function(context: LintContext, node: Node, before: Node) -> bool:
    file = context.sources.of(node.source)
    if file is None or node.source is None or before.source is None:
        return False
    if not context.is_users(node.source) or node.source.file != before.source.file:
        return False
    return file.function_at(node.source.line) is file.function_at(before.source.line)


def _split_at(context: LintContext, before: Node) -> int:
    """Return the first of the dimensions that a reshape split."""
    given, made = context.graph.tensor(before.inputs[0]).shape, before.output.shape
    return next(place for place, side in enumerate(made) if given[place : place + 1] != (side,))


def _finding(context: LintContext, node: Node, before: Node) -> Finding:
    split = shape(before.output.shape)
    first = before.source
    return Finding(
        message=f"the reshape to {split} is undone by the next one: nothing changes places",
        place=node.source,
        label=f"{split} → {shape(node.output.shape)}",
        secondary=(Place(first, "split here"),) if first and first != node.source else (),
        modules=(node.module,) if node.module else (),
        node=node.id,
        fix=transposed_between(context, before, node, _split_at(context, before)),
        help="exchange the two dimensions between: `.transpose(1, 2)`",
    )


RULE = Rule(code="RES124", name="undone-reshape", severity=Severity.ERROR, doc=__doc__, check=check)
