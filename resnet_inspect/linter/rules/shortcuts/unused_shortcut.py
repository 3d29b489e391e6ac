"""A shortcut is computed or kept, and never added.

## What it does
Reports a block without a join whose forward computes a shortcut from its input, or keeps the input
in a variable, and does nothing with it.

## Why is this bad?
The block is a plain one: the addition was forgotten.

## Example
```python
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        identity = x
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out)


model = nn.Sequential(Block(), Block())
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def forward(self, x):
        identity = x
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + identity)
```

## References
- He et al. 2015, Deep Residual Learning, figure 2.
- imedslab/pytorch_bn_fusion issue 2: a residual network without residual connections.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.unused_shortcuts import UnusedShortcut, unused_shortcuts
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.statements import removed
from resnet_inspect.linter.remedies.calls.unread_variable import variable_uses
from resnet_inspect.linter.remedies.shortcuts.sum_fix import with_sum
from resnet_inspect.linter.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each class of blocks."""
    best: dict[str, UnusedShortcut] = {}
    modules: dict[str, list[str]] = {}
    for unused in unused_shortcuts(context):
        best.setdefault(unused.block_type, unused)
        modules.setdefault(unused.block_type, []).append(unused.module)
    for unused in best.values():
        added = _fix(context, unused)
        fixes = [*((added,) if added is not None else ()), *variable_uses(context, unused.span)]
        yield Finding(
            message=f"{unused.text} and nothing adds it",
            place=unused.span,
            label="never used",
            modules=tuple(dict.fromkeys(modules[unused.block_type])),  # type: ignore[arg-type]
            node=unused.node.id if unused.node else None,
            fix=fixes[0] if fixes else None,
            other_fixes=tuple(fixes[1:]),
            help="add it to the main path before the last activation",
        )


def _fix(context: LintContext, unused: UnusedShortcut) -> Fix | None:
    """Add the variable that a statement assigns, or else what it computes."""
    file = context.sources.of(unused.span)
    found = file.statement(file.at(unused.span)) if file is not None else None
    match found:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return with_sum(context, unused.span, name)
        case ast.Expr(value=value) if file is not None:
            summed = with_sum(context, unused.span, file.code(value))
            if summed is not None:
                return replace(summed, edits=(removed(file, found), *summed.edits))
    return None


RULE = Rule(
    code="RES204", name="unused-shortcut", severity=Severity.ERROR, doc=__doc__, check=check
)
