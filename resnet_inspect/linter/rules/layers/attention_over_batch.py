"""Attention runs over the images of a batch.

## What it does
Reports `nn.MultiheadAttention` that takes `(positions, batch, width)`, as it does by default, and
is handed `(batch, positions, width)`: the first dimension grows with the batch.

## Why is this bad?
The positions of an image do not see each other, and images of one batch do. No error is raised, and
a batch of one looks right.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 4, 4)
        self.attention = nn.MultiheadAttention(8, 2)

    def forward(self, x):
        x = F.relu(self.conv(x)).flatten(2).transpose(1, 2)
        return self.attention(x, x, x, need_weights=False)[0].mean(1)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 4, 4)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
```

## References
- PyTorch documentation, `torch.nn.MultiheadAttention`: `batch_first`.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Graph, ModuleCall, ModulePath
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import with_keyword
from resnet_inspect.linter.rule import Rule

ATTENTION = "torch.nn.modules.activation.MultiheadAttention"
RANK = 3
"""(batch, positions, width)"""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer, seen in two traces of different batches.

    What a copy of a layer was constructed with is not known: none is reported.
    """
    for call in _attention(context.graph):
        copied = context.places.constructor(call.module) is None
        if copied or context.places.argument(call.module, "batch_first") is not None:
            continue
        if any(_follows_batch(context.graph, call, other) for other in context.others):
            sizes = context.graph.tensor(call.inputs[0]).shape
            place = context.graph.module(call.module).definition
            yield Finding(
                message=f"`{call.module}` attends over the batch: it takes (positions, batch, "
                f"width), its input {sizes} begins with the batch",
                place=place,
                label="`batch_first=True` is missing",
                modules=(call.module,),
                fix=with_keyword(
                    context.sources,
                    context.graph.module(call.module).definition,
                    "batch_first",
                    "True",
                ),
                help="pass `batch_first=True`",
            )


def _attention(graph: Graph) -> Iterator[ModuleCall]:
    for call in graph.calls:
        if call.inputs and graph.module(call.module).qualified_type == ATTENTION:
            yield call


def _follows_batch(graph: Graph, call: ModuleCall, other: Graph) -> bool:
    """Whether the first dimension grows with the batch, and the second does not."""
    images = [one.inputs()[0].output.shape[:1] for one in (graph, other)]
    there = _same_call(other, call.module)
    if images[0] == images[1] or there is None:
        return False
    old, new = (graph.tensor(call.inputs[0]).shape, other.tensor(there.inputs[0]).shape)
    if len(old) != RANK or len(new) != RANK:
        return False
    return (old[:1], new[:1]) == tuple(images) and old[1] == new[1]


def _same_call(graph: Graph, path: ModulePath) -> ModuleCall | None:
    return next((call for call in _attention(graph) if call.module == path), None)


RULE = Rule(
    code="RES312", name="attention-over-batch", severity=Severity.ERROR, doc=__doc__, check=check
)
