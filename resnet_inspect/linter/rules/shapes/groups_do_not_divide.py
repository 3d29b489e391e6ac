"""The number of groups does not divide the channels.

## What it does
Reports a convolution or group normalization whose channels cannot be divided into its groups.

## Why is this bad?
The constructor or the forward pass fails. In ResNeXt the width must be a multiple of the
cardinality: `int(planes * base_width / 64) * groups`.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 20, 3, padding=1)

    def forward(self, x):
        return F.group_norm(self.conv(x), 8)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 24, 3, padding=1)
```

## References
- Xie et al. 2017, Aggregated Residual Transformations, table 1.
- mapillary/inplace_abn issue 21.
"""

from collections.abc import Iterator

from resnet_inspect.graph import NormAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield a group normalization whose channels its groups do not divide."""
    node = failed.node
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    groups = node.attrs.groups if isinstance(node.attrs, NormAttrs) else None
    if groups and len(source) > 1 and source[1] % groups:
        yield Finding(
            message=f"{layer(node)} divides {source[1]} channels into {groups} groups",
            place=context.definition(node),
            label=f"{source[1]} is not a multiple of {groups}",
            modules=(node.module,),
            node=node.id,
            help=f"choose a number of groups that divides {source[1]}",
        )


RULE = Rule(
    code="RES112", name="groups-do-not-divide", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain),
)  # fmt: skip
