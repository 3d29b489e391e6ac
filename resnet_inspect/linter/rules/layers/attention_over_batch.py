"""Attention or recurrence runs over the images of a batch.

## What it does
Reports `nn.MultiheadAttention`, `nn.LSTM`, `nn.GRU` and `nn.RNN` that take `(positions, batch,
width)`, as they do by default, and are handed `(batch, positions, width)`: the first dimension
grows with the batch.

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

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Graph, ModuleCall, ModulePath, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import with_keyword
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import called_name

OVER_POSITIONS = {
    "torch.nn.modules.activation.MultiheadAttention": "attends",
    "torch.nn.modules.rnn.LSTM": "recurs",
    "torch.nn.modules.rnn.GRU": "recurs",
    "torch.nn.modules.rnn.RNN": "recurs",
}
"""The layers that take the positions first, and what they do over them."""
TRANSFORMER = frozenset({"TransformerEncoderLayer", "TransformerDecoderLayer"})
RANK = 3
"""(batch, positions, width)"""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer, seen in two traces of different batches.

    A copy of a layer, as a transformer's encoder makes, is told by the one that was constructed.
    """
    for call in _attention(context.graph):
        copied = context.places.constructor(call.module) is None
        if context.places.argument(call.module, "batch_first") is not None:
            continue
        pattern = _copied_from(context) if copied else None
        if copied and pattern is None:
            continue
        if any(_follows_batch(context.graph, call, other) for other in context.others):
            sizes = context.graph.tensor(call.inputs[0]).shape
            place = pattern or context.graph.module(call.module).definition
            yield Finding(
                message=f"`{call.module}` {_does(context, call)} over the batch: it takes "
                f"(positions, batch, width), its input {sizes} begins with the batch",
                place=place,
                label="`batch_first=True` is missing",
                modules=(call.module,),
                fix=with_keyword(context.sources, place, "batch_first", "True"),
                help="pass `batch_first=True`",
                cause=f"copies of {pattern}" if pattern else "",
            )


def _does(context: LintContext, call: ModuleCall) -> str:
    return OVER_POSITIONS[context.graph.module(call.module).qualified_type]


def _copied_from(context: LintContext) -> SourceSpan | None:
    """Return the one layer that the files construct, if it is not told the order of dimensions."""
    found = [
        (file, call)
        for file in context.own_files
        for call in ast.walk(file.tree)
        if isinstance(call, ast.Call) and called_name(call) in TRANSFORMER
    ]
    if len(found) != 1:
        return None
    file, call = found[0]
    told = {keyword.arg for keyword in call.keywords}
    return file.span(call) if told.isdisjoint({None, "batch_first"}) else None


def _attention(graph: Graph) -> Iterator[ModuleCall]:
    for call in graph.calls:
        if call.inputs and graph.module(call.module).qualified_type in OVER_POSITIONS:
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
