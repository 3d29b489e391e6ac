"""A map is multiplied by a scale that begins at zero, and nothing is added.

## What it does
Reports a product with a parameter that the constructor sets to zero, where the product is not a
summand of a join: at the start of training the map is all zeros.

## Why is this bad?
Such a scale lets a residual branch fade in, as the attention of SAGAN and ReZero do: `gamma * out +
x`. Without the sum it cuts off what lies before it.

## Example
```python
class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return self.gamma * self.conv(x)


model = nn.Sequential(Scaled(), nn.ReLU())
```

Use instead, the rest as above:

```python
class Scaled(nn.Module):
    def forward(self, x):
        return self.gamma * self.conv(x) + x
```

## References
- Zhang et al. 2019, Self-Attention Generative Adversarial Networks, equation 3.
- Bachlechner et al. 2021, ReZero is All You Need, equation 4.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.zeroed import Zeroed, zeroed
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule

JOINING = frozenset({OpKind.ADD, OpKind.CONCAT, OpKind.ARITHMETIC, OpKind.OTHER, OpKind.MULTIPLY})
"""What may add something to the product, or turn the scale around: ``x * (1 + gamma)``."""
HANDING_ON = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY, OpKind.DROPOUT})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such product."""
    scales = {one.attribute: one for one in zeroed(context) if one.owner == "self"}
    for node in context.graph.of_kind(OpKind.MULTIPLY):
        owner = context.module(node)
        own = [one for one in node.parameters if one in owner.parameters]
        names = [context.graph.parameters[one].name.rpartition(".")[2] for one in own]
        found = next((scales[one] for one in names if one in scales), None)
        if found is None or len(node.inputs) != 1 or not _here(context, node, found):
            continue
        if not _joined(context, node):
            yield _finding(node, found)


def _here(context: LintContext, node: Node, scale: Zeroed) -> bool:
    """Whether the parameter is zeroed in the class whose forward multiplies by it."""
    file = context.class_file(context.module(node))
    return file is scale.file


def _joined(context: LintContext, node: Node) -> bool:
    """Whether anything is added to a product, reshaped or not, before a layer reads it."""
    readers = context.readers(node)
    return not readers or any(
        one.kind in JOINING or (one.kind in HANDING_ON and _joined(context, one)) for one in readers
    )


def _finding(node: Node, scale: Zeroed) -> Finding:
    return Finding(
        message=f"the map is multiplied by `{scale.attribute}`, which begins at zero, and nothing "
        "is added: it is all zeros",
        place=node.source,
        label="zero at first",
        secondary=(Place(scale.file.span(scale.call), "set to zero here"),),
        modules=(node.module,),
        node=node.id,
        help=f"add the input: `self.{scale.attribute} * out + x`",
    )


RULE = Rule(
    code="RES218", name="scaled-to-zero", severity=Severity.WARNING, doc=__doc__, check=check
)
