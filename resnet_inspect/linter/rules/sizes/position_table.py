"""A table of positions is made for another number of positions.

## What it does
Reports a sum of a feature map, or its flattened positions, with a parameter of another length, as
position embeddings are. The place is where the module that owns the table is told its size.

## Why is this bad?
The forward pass fails: the map has as many positions as its strides leave of the image, and the
table was made for another image or other strides.

## Example
```python
class Net(nn.Module):
    def __init__(self, size=32):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 4, 4)
        self.position = nn.Parameter(torch.zeros(1, size // 8 * (size // 8), 8))

    def forward(self, x):
        x = self.conv(x).flatten(2).transpose(1, 2)
        return (x + self.position).mean(1)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self, size=32):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 4, 4)
        self.position = nn.Parameter(torch.zeros(1, size // 4 * (size // 4), 8))
```

## References
- Dosovitskiy et al. 2021, An Image is Worth 16x16 Words, section 3.2.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Module, Node, OpKind, ParameterId, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import shape


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the table of a sum that failed."""
    node = failed.node
    table = _table(context, node)
    if node.kind is not OpKind.ADD or table is None or not node.inputs:
        return
    owner = next(one for one in context.graph.modules if table in one.parameters)
    sizes = context.graph.parameters[table].tensor.shape
    arriving = context.graph.tensor(node.inputs[0]).shape
    place = _place(context, owner, table)
    yield Finding(
        message=f"`{context.graph.parameters[table].name}` of shape {shape(sizes)} is added to "
        f"{shape(arriving)}: it is made for another size",
        place=place,
        label=f"makes {shape(sizes)}",
        secondary=(Place(node.source, "fails here"),) if node.source else (),
        modules=(owner.path,),
        node=node.id,
        help="make it for the number of positions that the strides leave",
    )


def _table(context: LintContext, node: Node) -> ParameterId | None:
    """Return the parameter that a sum adds, itself or a part of it."""
    if node.parameters:
        return node.parameters[0]
    for ref in node.inputs:
        maker = context.producer(ref)
        while maker.kind in {OpKind.INDEX, OpKind.RESHAPE} and maker.inputs:
            maker = context.producer(maker.inputs[0])
        if maker.kind in {OpKind.INDEX, OpKind.RESHAPE} and maker.parameters:
            return maker.parameters[0]
    return None


def _place(context: LintContext, owner: Module, table: ParameterId) -> SourceSpan | None:
    """Return where the owner is constructed, or where the network itself makes the table."""
    if owner.definition is not None and owner.path:
        return owner.definition
    name = context.graph.parameters[table].name.rpartition(".")[2]
    return context.places.attribute(owner, name) or owner.class_source


RULE = Rule(
    code="RES122", name="position-table", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain),
)  # fmt: skip
