"""A ResNeXt has no grouped convolution.

## What it does
Reports a network whose class or factory is called ResNeXt and none of whose convolutions has
groups.

## Why is this bad?
Aggregated transformations are what makes a ResNeXt: without groups its blocks are bottlenecks of
another width, with many times the parameters.

## Example
```python
class Block(nn.Module):
    def __init__(self, width, cardinality):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.conv3 = nn.Conv2d(width, width, 1)
        self.cardinality = cardinality

    def forward(self, x):
        out = F.relu(self.conv2(F.relu(self.conv1(x))))
        return F.relu(self.conv3(out) + x)


class ResNeXt(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU())
        self.blocks = nn.Sequential(Block(16, 4), Block(16, 4))

    def forward(self, x):
        return self.blocks(self.stem(x))


model = ResNeXt()
```

Use instead, the rest as above:

```python
class Block(nn.Module):
    def __init__(self, width, cardinality):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, groups=cardinality)
        self.conv3 = nn.Conv2d(width, width, 1)
```

## References
- Xie et al. 2017, Aggregated Residual Transformations for Deep Neural Networks, figure 3c.
"""

import re
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import convolutions_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.arguments.layer_fix import layer_fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.places import parameter_names

BOTTLENECK = 3
_NAME = re.compile(r"resne?xt", re.IGNORECASE)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding at the first block's convolution that should have groups."""
    run = context.graph.run
    factory = run.source.function if run.source is not None else ""
    names = (run.network, factory, context.graph.modules[0].type)
    if (
        not any(_NAME.search(name or "") for name in names)
        or context.class_file(context.graph.modules[0]) is None
    ):
        return
    convs = [conv for join in context.joins for conv in convolutions_of(join)]
    if not convs or any(_groups(conv) > 1 for conv in convs):
        return
    wide = next((conv for conv in convs if _kernel(conv) >= BOTTLENECK), None)
    if wide is not None:
        yield Finding(
            message=f"`{run.network}` has no grouped convolution: its blocks are no ResNeXt's",
            place=context.setting(wide, "groups"),
            label="groups=1",
            modules=(wide.module,),
            node=wide.id,
            fix=_fix(context, wide),
            help="pass the cardinality as `groups`",
        )


def _groups(conv: Node) -> int:
    return conv.attrs.groups if isinstance(conv.attrs, ConvAttrs) else 1


def _kernel(conv: Node) -> int:
    return max(conv.attrs.kernel_size) if isinstance(conv.attrs, ConvAttrs) else 1


def _fix(context: LintContext, conv: Node) -> Fix | None:
    """Pass the argument of the block that is named for it."""
    found = context.places.constructor(conv.module) if context.is_layer(conv) else None
    function = found[0].function(found[1]) if found is not None else None
    for name in parameter_names(function) if function is not None else ():
        if name in {"cardinality", "groups", "card", "C"}:
            return layer_fix(context, conv, "groups", name, f"Pass `groups={name}`")
    return None


RULE = Rule(
    code="RES515", name="groups-contradict-name", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
