"""The network's output goes through a softmax.

## What it does
Reports a softmax whose result is an output of a classifier in training mode. `log_softmax`, and a
softmax whose input is returned as well, are fine or only mentioned. A loss in the same file that is
handed a softmax, `F.cross_entropy(x.softmax(1), y)`, is reported at its place.

## Why is this bad?
`nn.CrossEntropyLoss` applies a log-softmax itself: with a second one in the network the gradients
become tiny and the loss cannot go below a bound.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return F.softmax(self.fc(x), dim=1)
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(x)
```

## References
- PyTorch documentation, `torch.nn.CrossEntropyLoss`: the input is expected to contain the logits.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Graph, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import unwrapped
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.source.syntax import called_name

MATRIX = 2
PASSING = frozenset({OpKind.RESHAPE, OpKind.COPY})
WITH_LOGITS = frozenset({"BCEWithLogitsLoss", "binary_cross_entropy_with_logits"})
OF_PROBABILITIES = frozenset({"BCELoss", "binary_cross_entropy"})
LOSSES = frozenset({"cross_entropy", "CrossEntropyLoss"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such softmax."""
    yield from _losses(context)
    yield from _sigmoid(context)
    returned = {one.ref.node for one in context.graph.outputs if one.ref is not None}
    for output in context.graph.outputs:
        node = _softmax(context.graph, output.ref.node) if output.ref is not None else None
        if node is None or any(ref.node in returned for ref in node.inputs):
            continue
        log = node.op == "log_softmax"
        classifies = len(node.output.shape) == MATRIX
        yield Finding(
            message=f"the output goes through `{node.op}`: "
            + ("pair it with `nn.NLLLoss`" if log else "`nn.CrossEntropyLoss` applies its own"),
            place=context.call_place(node),
            label="not logits",
            modules=(node.module,) if node.module else (),
            node=node.id,
            fix=unwrapped(context.sources, context.call_place(node), "Return the logits"),
            help="return the logits, and apply the softmax where probabilities are needed",
            severity=None if classifies and not log else Severity.INFO,
        )


def _losses(context: LintContext) -> Iterator[Finding]:
    """Yield the cross-entropies of the network's files that are handed a softmax."""
    for file in context.own_files:
        for call in ast.walk(file.tree):
            loss = called_name(call) or called_name(getattr(call, "func", None))
            if not isinstance(call, ast.Call) or loss not in LOSSES or not call.args:
                continue
            if called_name(call.args[0]) == "softmax":
                yield Finding(
                    message=f"`{loss}` is handed probabilities: it applies a softmax itself",
                    place=file.span(call.args[0]),
                    label="not logits",
                    help="hand it the logits",
                )


def _sigmoid(context: LintContext) -> Iterator[Finding]:
    """Yield a sigmoid at the output where the file trains with a loss that applies its own."""
    called = {
        called_name(node) for file in context.own_files for node in ast.walk(file.tree)
    }  # fmt: skip
    if called.isdisjoint(WITH_LOGITS) or not called.isdisjoint(OF_PROBABILITIES):
        return
    returned = {one.ref.node for one in context.graph.outputs if one.ref is not None}
    for node in context.graph.of_kind(OpKind.ACTIVATION):
        if node.op == "sigmoid" and node.id in returned:
            yield Finding(
                message="the output goes through `sigmoid`: `BCEWithLogitsLoss` applies its own",
                place=context.call_place(node),
                label="not logits",
                modules=(node.module,) if node.module else (),
                node=node.id,
                fix=unwrapped(context.sources, context.call_place(node), "Return the logits"),
                help="return the logits",
            )


def _softmax(graph: Graph, place: int) -> Node | None:
    node = graph.nodes[place]
    while node.kind in PASSING and node.inputs:
        node = graph.nodes[node.inputs[0].node]
    return node if node.kind is OpKind.SOFTMAX else None


RULE = Rule(
    code="RES510", name="softmax-output", severity=Severity.WARNING, doc=__doc__, check=check,
    traces=Traces.TRAINING,
)  # fmt: skip
