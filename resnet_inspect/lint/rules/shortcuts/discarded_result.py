"""A layer runs and its result reaches no output.

## What it does
Reports a convolution or linear layer that is computed for nothing: its result is overwritten or
never read, in evaluation and in training. The place is the next layer that reads the same tensor,
which mostly should have read the result.

## Why is this bad?
The layer gets no gradient, and costs time. Mostly the next line reads the wrong variable.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(x)
        return F.relu(out + x)
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        return F.relu(out + x)
```

## References
- shaohua0116/Multiview2Novelview issue 11: the second convolution reads the block's input.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.evidence.liveness import LAYERS, DeadPath, dead_paths, live_nodes
from resnet_inspect.lint.evidence.unused_shortcuts import unused_shortcuts
from resnet_inspect.lint.finding import Finding, Place, Severity
from resnet_inspect.lint.rule import Rule
from resnet_inspect.lint.words import layer

READERS = LAYERS | {OpKind.NORM}


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such layer."""
    shortcuts = {unused.node.id for unused in unused_shortcuts(context) if unused.node}
    for dead in dead_paths(context):
        if dead.first.id not in shortcuts:
            yield _finding(context, dead)


def _finding(context: LintContext, dead: DeadPath) -> Finding:
    reader = _should_have_read(context, dead)
    computed = dead.source_span
    place = reader.source if reader is not None else computed
    message = f"the result of {layer(dead.first)} reaches no output"
    if reader is not None:
        message += f": {layer(reader)} reads its input instead"
    return Finding(
        message=message,
        place=place,
        label="reads past the discarded result" if reader else "never used",
        secondary=(Place(computed, "computed for nothing"),)
        if computed and reader is not None
        else (),
        modules=(dead.block.module,),
        node=dead.first.id,
        help="read the result here" if reader else "use the result, or remove the layer",
    )


def _should_have_read(context: LintContext, dead: DeadPath) -> Node | None:
    """Return the next layer of the same block that reads the same tensor."""
    live = live_nodes(context.graph)
    for node in context.graph.nodes_of(dead.block):
        if node.id <= dead.last.id or node.id not in live or node.kind not in READERS:
            continue
        if dead.source in node.inputs:
            return node
    return None


RULE = Rule(
    code="RES209", name="discarded-result", severity=Severity.WARNING, doc=__doc__, check=check
)
