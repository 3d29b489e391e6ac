"""A pre-activation network pools its last sum as it is.

## What it does
Mentions a network of pre-activation blocks without a normalization and an activation between its
last join and the pooling.

## Why is this bad?
In a pre-activation network the sums grow with depth, and each block normalizes its own input. The
classifier needs the same: the paper adds a final normalization and ReLU.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        out = self.conv1(F.relu(self.bn1(x)))
        out = self.conv2(F.relu(self.bn2(out)))
        return out + x


model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False),
    Block(8), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

Use instead, the rest as above:

```python
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, bias=False),
    Block(8), Block(8), nn.BatchNorm2d(8), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
)
```

## References
- He et al. 2016, Identity Mappings in Deep Residual Networks, appendix.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import Form, form_of, normed
from resnet_inspect.linter.evidence.scope import activation_text
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule

POOLING = frozenset({OpKind.POOL, OpKind.REDUCE})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield a finding for the pooling of such a network."""
    joins = context.joins
    if not joins or any(form_of(context, join) is not Form.PRE for join in joins):
        return
    if not any(node.kind is OpKind.NORM for node in joins[-1].main):
        return
    for reader in context.readers(joins[-1].node):
        if reader.kind in POOLING and not normed(context, reader):
            fix = _fix(context, reader)
            yield Finding(
                message="the last sum is pooled without normalization and activation",
                place=context.call_place(reader),
                label="reads the bare sum",
                modules=(reader.module,),
                node=reader.id,
                fix=fix,
                severity=Severity.WARNING if fix is not None else None,
                help="normalize and activate before pooling: `relu(bn(x))`",
            )


def _fix(context: LintContext, pool: Node) -> Fix | None:
    """Call the network's normalization that nothing calls, where it has one."""
    called = {call.module for call in context.graph.calls}
    idle = [
        one.path
        for one in context.graph.modules
        if "Norm" in one.type and one.path not in called and one.path and "." not in one.path
    ]
    found = call_at(context.sources, context.call_place(pool))
    if len(idle) != 1 or found is None or not found[1].args:
        return None
    file, call = found
    activate = activation_text(context, pool.source)
    text = f"{activate}(self.{idle[0]}({file.code(call.args[0])}))"
    edit = replace(file, call.args[0], text)
    return Fix(title=f"Call `self.{idle[0]}`", edits=(edit,), safe=False)


RULE = Rule(
    code="RES308", name="missing-final-norm", severity=Severity.INFO, doc=__doc__, check=check
)
