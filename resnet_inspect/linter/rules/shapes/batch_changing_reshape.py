"""A reshape turns pixels into further images of the batch.

## What it does
Reports a `view` or `reshape` to a matrix whose first dimension is no longer the batch, at the input
size asked for or at another one, where the network's output is then for another number of images.
At another size it is mentioned only, unless the constructor takes a size and ignores it: a Wide
ResNet for 32 pixels is right as it is.

## Why is this bad?
`view(-1, C)` never fails: where the map before it is larger than expected, it silently makes four
rows of one image, and the loss compares them with one label.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv(x)), 8)
        return self.fc(x.view(-1, 4))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.adaptive_avg_pool2d(F.relu(self.conv(x)), 1)
        return self.fc(torch.flatten(x, 1))
```

## References
- xternalz/WideResNet-pytorch issue 1: one image of 256 pixels in, 64 rows out.
- prlz77/ResNeXt.pytorch issue 12.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Graph, Node, OpKind, PoolAttrs, ReshapeAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.claims.image_sizes import ignores_size
from resnet_inspect.linter.evidence.reshapes import batch_of, changes_batch
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.head_fix import adaptive_pool, flatten_edit
from resnet_inspect.linter.remedies.pooled_head import pooled_head
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.words import shape

PLAIN = 2
"""Dimensions of a batch of features; more have positions."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such reshape."""
    batch = batch_of(context.graph)
    if not batch:
        return
    for node in context.graph.of_kind(OpKind.RESHAPE):
        if changes_batch(context.graph, node, batch) and not _one(node):
            yield _finding(context, node, batch)
            return


def _one(node: Node) -> bool:
    """Whether the reshape asks for a fixed batch, which :mod:`.fixed_batch_size` reports."""
    return isinstance(node.attrs, ReshapeAttrs) and node.attrs.requested[:1] not in {(-1,), ()}


def _finding(context: LintContext, node: Node, batch: int) -> Finding:
    source = context.graph.tensor(node.inputs[0]).shape
    rows = node.output.shape[0]
    return Finding(
        message=f"{_call(node)} makes {rows} rows of a batch of {batch}: "
        f"{shape(source)} → {shape(node.output.shape)}" + _input(context.graph),
        place=node.source,
        label=f"{shape(source)} → {shape(node.output.shape)}",
        modules=(node.module,),
        node=node.id,
        fix=_fix(context, node),
        other_fixes=tuple(_other_fixes(context, node)),
        help="flatten from dimension 1, `torch.flatten(x, 1)`, after global pooling",
        severity=None if context.same_size or ignores_size(context) else Severity.INFO,
    )


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Flatten, and pool globally where a fixed pool made the map."""
    flat = flatten_edit(context, node.source)
    before = context.origin(node.inputs[0])
    pool = adaptive_pool(context, before) if isinstance(before.attrs, PoolAttrs) else None
    edits = tuple(edit for edit in (pool, flat) if edit is not None)
    return Fix(title="Pool globally, and flatten", edits=edits, safe=False) if edits else None


def _other_fixes(context: LintContext, node: Node) -> Iterator[Fix]:
    """Yield the repair of a head whose classifier is made for one size."""
    source = context.graph.tensor(node.inputs[0]).shape
    for reader in context.readers(node):
        if reader.kind is OpKind.LINEAR and context.is_layer(reader) and len(source) > PLAIN:
            yield from filter(None, [pooled_head(context, reader, source[1])])


def _call(node: Node) -> str:
    asked = node.attrs.requested if isinstance(node.attrs, ReshapeAttrs) else ()
    return f"`{node.op}({', '.join(map(str, asked))})`"


def _input(graph: Graph) -> str:
    inputs = graph.inputs()
    return f" for an input of {shape(inputs[0].output.shape)}" if inputs else ""


RULE = Rule(
    code="RES114", name="batch-changing-reshape", severity=Severity.ERROR, doc=__doc__,
    check=check, traces=Traces.EVERY,
)  # fmt: skip
