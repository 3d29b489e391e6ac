"""A container holds None where it calls a layer.

## What it does
Reports an `nn.Sequential` one of whose places is None.

## Why is this bad?
The forward pass raises, "'NoneType' object is not callable". A layer that is left out on purpose is
an `nn.Identity()`, or no element at all.

## Example
```python
class Net(nn.Module):
    def __init__(self, drop=0.0):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.Dropout(drop) if drop > 0 else None,
            nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self, drop=0.0):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.Dropout(drop) if drop > 0 else nn.Identity(),
            nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x)
```

## Fix safety
Safe: the forward pass failed before.

## References
- PyTorch documentation, `torch.nn.Identity`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.empty_places import empty_places
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such container."""
    for one in empty_places(context):
        module = context.graph.module(one.container)
        place = context.places.assignment(one.path) or module.definition
        fixes = (*filter(None, [_fix(context, place)]), *_elsewhere(context, place))
        yield Finding(
            message=f"`{one.path}` is None, and `{one.container}` calls it",
            place=place,
            label="may be None",
            modules=(one.container,),
            fix=fixes[0] if fixes else None,
            other_fixes=fixes[1:],
            help="use `nn.Identity()` where there is to be no layer",
        )


def _fix(context: LintContext, place: SourceSpan | None) -> Fix | None:
    found = expression_at(context.sources, place)
    nones = [
        one
        for one in (ast.walk(found[1]) if found is not None else ())
        if isinstance(one, ast.Constant) and one.value is None
    ]
    if found is None or len(nones) != 1:
        return None
    edit = replace(found[0], nones[0], "nn.Identity()")
    return Fix(title="Put `nn.Identity()` there", edits=(edit,), safe=True)


def _elsewhere(context: LintContext, place: SourceSpan | None) -> Iterator[Fix]:
    """Yield each None that a condition of the same function may choose."""
    file = context.sources.of(place)
    function = file.function_at(place.line) if file is not None and place is not None else None
    for one in ast.walk(function) if function is not None else ():
        branches = [one.body, one.orelse] if isinstance(one, ast.IfExp) else []
        for branch in branches:
            if file is not None and isinstance(branch, ast.Constant) and branch.value is None:
                edit = replace(file, branch, "nn.Identity()")
                yield Fix(title="Choose `nn.Identity()`", edits=(edit,), safe=True)


RULE = Rule(
    code="RES523", name="none-in-container", severity=Severity.ERROR, doc=__doc__, check=check
)
