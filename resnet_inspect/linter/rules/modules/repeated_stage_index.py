"""Two stages take the same entry of the list of depths.

## What it does
Reports calls of one method, such as `_make_layer`, that take the entries of a list in order and
take one of them twice: `layers[0]`, `layers[0]`, `layers[1]`.

## Why is this bad?
The later stages have the depths of the ones before, and the list's last entry is never used.

## Example
```python
class Net(nn.Module):
    def __init__(self, depths=(1, 2, 3)):
        super().__init__()
        self.layer1 = self.make_layer(3, 8, depths[0])
        self.layer2 = self.make_layer(8, 16, depths[0])
        self.layer3 = self.make_layer(16, 32, depths[1])

    def make_layer(self, inputs, width, depth):
        layers = [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU()]
        for _ in range(depth):
            layers += [nn.Conv2d(width, width, 3, padding=1), nn.ReLU()]
        return nn.Sequential(*layers)

    def forward(self, x):
        return self.layer3(self.layer2(self.layer1(x)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self, depths=(1, 2, 3)):
        super().__init__()
        self.layer1 = self.make_layer(3, 8, depths[0])
        self.layer2 = self.make_layer(8, 16, depths[1])
        self.layer3 = self.make_layer(16, 32, depths[2])
```

## References
- He et al. 2015, Deep Residual Learning, table 1.
"""

import ast
from collections.abc import Iterator
from itertools import pairwise

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, called_name

FEWEST = 3
Entries = dict[tuple[str, str, int | str | None], list[ast.Subscript]]
"""By what is called, the list, and which argument it is."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for the first repeated entry of each list."""
    for file in context.own_files:
        for function in file.functions:
            for (called, name, _), entries in _entries(function).items():
                repeated = _repeated(entries)
                if function.name == "__init__" and repeated is not None:
                    yield Finding(
                        message=f"two calls of `{called}` take the same entry of `{name}`",
                        place=file.span(repeated),
                        label="taken before",
                        help="count on: each stage has an entry of its own",
                        fix=_counted_on(file, entries, repeated),
                    )


def _counted_on(
    file: SourceFile, entries: list[ast.Subscript], repeated: ast.Subscript
) -> Fix | None:
    """Take the next entry from the repeated one on."""
    rest = [one.slice for one in entries[entries.index(repeated) :]]
    edits = tuple(
        replace(file, one, str(one.value + 1))
        for one in rest
        if isinstance(one, ast.Constant) and isinstance(one.value, int)
    )
    return Fix(title="Count on", edits=edits, safe=False) if edits else None


def _entries(function: FunctionNode) -> Entries:
    """Return the entries of lists that calls of one method take, in the order of the source."""
    found: Entries = {}
    for statement in function.body:
        match statement:
            case ast.Assign(value=ast.Call() as call):
                named = ((keyword.arg, keyword.value) for keyword in call.keywords)
                for place, part in (*enumerate(call.args), *named):
                    if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name):
                        key = (called_name(call), part.value.id, place)
                        found.setdefault(key, []).append(part)
    return found


def _repeated(entries: list[ast.Subscript]) -> ast.Subscript | None:
    """Return the entry that repeats the one before, where the others count up."""
    values = [one.slice.value for one in entries if isinstance(one.slice, ast.Constant)]
    if len(values) < FEWEST or len(values) != len(entries):
        return None
    numbers = [value for value in values if isinstance(value, int)]
    steps = [b - a for a, b in pairwise(numbers)]
    if sorted(set(steps)) != [0, 1] or steps.count(0) > 1 or len(numbers) != len(values):
        return None
    return entries[steps.index(0) + 1]


RULE = Rule(
    code="RES517", name="repeated-stage-index", severity=Severity.WARNING, doc=__doc__, check=check
)
