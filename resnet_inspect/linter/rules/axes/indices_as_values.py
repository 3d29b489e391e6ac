"""The indices of a maximum are used where its values are meant.

## What it does
Reports a sum, product or concatenation of a feature map with the indices that `torch.max(x, dim)`,
`topk` or `sort` return beside the values, or with what `argmax` returns.

## Why is this bad?
An index tells which channel or pixel is largest, not how large it is, and no gradient goes through
it. Torch turns it into a float silently.

## Example
```python
class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, x):
        mean = x.mean(1, keepdim=True)
        largest = torch.max(x, 1, keepdim=True)[1]
        return x * torch.sigmoid(self.conv(torch.cat([mean, largest], 1)))


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Gate())
```

Use instead, the rest as above:

```python
class Gate(nn.Module):
    def forward(self, x):
        mean = x.mean(1, keepdim=True)
        largest = torch.max(x, 1, keepdim=True)[0]
        return x * torch.sigmoid(self.conv(torch.cat([mean, largest], 1)))
```

## References
- Woo et al. 2018, CBAM, section 3.2: the spatial gate concatenates mean and maximum.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule

BESIDE_VALUES = frozenset({"max", "min", "topk", "sort", "kthvalue", "median", "mode"})
INDICES = frozenset({"argmax", "argmin", "argsort"})
THROUGH = frozenset({OpKind.RESHAPE, OpKind.COPY, OpKind.REDUCE})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each operator whose indices are taken for values."""
    seen = set[int]()
    for node in context.graph.of_kind(OpKind.CONCAT, OpKind.ADD, OpKind.MULTIPLY):
        makers = [_indices(context, ref) for ref in node.inputs]
        for maker in makers if None in makers else ():
            if maker is None or _is_mask(maker, node):
                continue
            if maker.id not in seen:
                seen.add(maker.id)
                yield _finding(maker, node)


def _is_mask(maker: Node, node: Node) -> bool:
    """Whether a choice is multiplied with what is chosen: ``mask * a + (1 - mask) * b``."""
    return maker.op in INDICES and node.kind is OpKind.MULTIPLY


def _indices(context: LintContext, ref: Ref) -> Node | None:
    """Return the operator whose indices a tensor is, None where it holds anything else."""
    node = context.producer(ref)
    while node.kind in THROUGH and node.inputs and node.op not in BESIDE_VALUES | INDICES:
        ref = node.inputs[0]
        node = context.producer(ref)
    beside = node.op in BESIDE_VALUES and ref.index == 1
    return node if beside or node.op in INDICES else None


def _finding(maker: Node, reader: Node) -> Finding:
    return Finding(
        message=f"`{reader.op}` takes the indices that `{maker.op}` returns, not its values",
        place=maker.source,
        label="the second result holds indices",
        secondary=(Place(reader.source, "read here"),) if reader.source else (),
        modules=(maker.module,) if maker.module else (),
        node=maker.id,
        help=f"take the first result of `{maker.op}`, or call `amax`",
    )


RULE = Rule(
    code="RES142", name="indices-as-values", severity=Severity.ERROR, doc=__doc__, check=check
)
