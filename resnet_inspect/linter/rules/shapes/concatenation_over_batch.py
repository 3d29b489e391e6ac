"""Feature maps are concatenated along the batch.

## What it does
Reports a concatenation along the first dimension of two maps of the same images whose result the
network returns, or hands to a layer that takes the channels of both.

## Why is this bad?
The network makes more results than it was given images, or the next layer gets too few channels.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        a = F.relu(self.conv1(x))
        b = F.relu(self.conv2(a))
        return self.head(torch.cat([a, b]))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        a = F.relu(self.conv1(x))
        b = F.relu(self.conv2(a))
        return self.head(torch.cat([a, b], dim=1))
```

## References
- PyTorch documentation, `torch.cat`: `dim` is 0 unless it is given.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConcatAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.failures.misread import channels
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.expressions import with_keyword
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer, shape

BETWEEN = frozenset({OpKind.ACTIVATION, OpKind.NORM, OpKind.POOL, OpKind.RESIZE, OpKind.PAD})


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield the concatenation that a layer with too few channels reads."""
    widths = channels(context, failed.node)
    joined = _concatenation(context, failed.node) if widths is not None else None
    if widths is None or joined is None:
        return
    made = sum(context.graph.tensor(ref).shape[1] for ref in joined.inputs)
    if made == widths[1]:
        yield _finding(context, joined, failed.node)


def _concatenation(context: LintContext, node: Node) -> Node | None:
    """Return the concatenation along the batch that a layer reads."""
    before = context.origin(node.inputs[0])
    while before.kind in BETWEEN and before.inputs:
        before = context.origin(before.inputs[0])
    attrs = before.attrs
    if not isinstance(attrs, ConcatAttrs) or attrs.dim % max(len(before.output.shape), 1):
        return None
    return before


def _finding(context: LintContext, joined: Node, reader: Node) -> Finding:
    shapes = [shape(context.graph.tensor(ref).shape) for ref in joined.inputs]
    source = reader.source
    return Finding(
        message=f"the concatenation runs along the batch: {' and '.join(shapes)} become "
        f"{shape(joined.output.shape)}, and {layer(reader)} takes the channels of both",
        place=joined.source,
        label=f"makes {shape(joined.output.shape)}",
        secondary=(Place(source, "fails here"),) if source and source != joined.source else (),
        modules=(joined.module,) if joined.module else (),
        node=reader.id,
        fix=with_keyword(context.sources, joined.source, "dim", "1"),
        help="concatenate the channels: `dim=1`",
        cause=f"concatenation {joined.source}",
    )


RULE = Rule(
    code="RES126", name="concatenation-over-batch", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, before=("RES110",)),
)  # fmt: skip
