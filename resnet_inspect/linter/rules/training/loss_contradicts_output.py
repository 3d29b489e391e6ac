"""A loss is handed what another loss is made for.

## What it does
Reports a loss of the network's file that wants logits and is handed probabilities, one that wants
probabilities or their logarithms and is handed logits, as the network returns them or as the
training code computes them, a classifier whose logits end in a ReLU, and a cross-entropy over a
single output.

## Why is this bad?
Most of these run. A second sigmoid leaves hardly a gradient, the likelihood of logits falls without
bound, a ReLU hides all negative logits, and the cross-entropy of one class is 0 whatever it is.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))


def loss_of(net, images, labels):
    return F.nll_loss(net(images), labels)
```

Use instead, the rest as above:

```python
def loss_of(net, images, labels):
    return F.cross_entropy(net(images), labels)
```

## References
- PyTorch documentation, `torch.nn.NLLLoss`, `torch.nn.BCELoss` and `torch.nn.KLDivLoss`: inputs.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.final_operator import final_operators
from resnet_inspect.linter.evidence.training.losses import LossCall, loss_calls, made_losses
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.source.syntax import called_name

LOGITS, PROBABILITIES, LOGARITHMS = "logits", "probabilities", "log-probabilities"

WANTED = {
    "CrossEntropyLoss": LOGITS, "BCEWithLogitsLoss": LOGITS, "BCELoss": PROBABILITIES,
    "NLLLoss": LOGARITHMS, "KLDivLoss": LOGARITHMS,
}  # fmt: skip
MADE = {
    "softmax": PROBABILITIES, "Softmax": PROBABILITIES, "sigmoid": PROBABILITIES,
    "log_softmax": LOGARITHMS, "LogSoftmax": LOGARITHMS, "Sigmoid": PROBABILITIES,
    "logsigmoid": LOGARITHMS, "Softmax2d": PROBABILITIES,
}  # fmt: skip
OPERATORS = frozenset({OpKind.LINEAR, OpKind.CONV})
MATRIX = 2


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such loss, or for the operator that makes the output."""
    if context.graph.failures:
        return
    handed = [(one, _form(one.handed)) for one in loss_calls(context)]
    for loss, form in handed:
        if form and not _fits(loss.kind, form) and not _is_softmax_rule(loss):
            yield _at_loss(loss, form)
    if not any(form for _, form in handed):
        yield from _output(context)


def _form(value: ast.expr | None) -> str:
    """Return what an expression computes; empty where only the network could tell."""
    name = called_name(value)
    if name in {"log", "clamp"} and isinstance(value, ast.Call):
        return LOGARITHMS if name == "log" else ""
    return MADE.get(name, "") or MADE.get(called_name(getattr(value, "func", None)), "")


def _fits(kind: str, form: str) -> bool:
    """Whether a loss can do with what it is handed; logarithms of a softmax are logits as well."""
    wanted = WANTED.get(kind, form)
    return wanted == form or (wanted == LOGITS and form == LOGARITHMS)


def _is_softmax_rule(loss: LossCall) -> bool:
    """Whether the rule on softmax outputs says it already."""
    value = loss.call.args[0]
    return loss.kind == "CrossEntropyLoss" and called_name(value) == "softmax"


def _at_loss(loss: LossCall, form: str) -> Finding:
    return Finding(
        message=f"`{loss.kind}` wants {WANTED[loss.kind]} and is handed {form}",
        place=loss.scope.file.span(loss.handed or loss.call),
        label=form,
        help=f"hand it {WANTED[loss.kind]}, or take the loss that is for {form}",
        severity=Severity.ERROR,
    )


def _output(context: LintContext) -> Iterator[Finding]:
    """Yield what the only loss of a file and the network's only output do not agree in."""
    losses, finals = made_losses(context) - {"KLDivLoss"}, final_operators(context)
    if len(losses) != 1 or len(finals) != 1:
        return
    (kind,), (node,) = losses, finals
    yield from _kind_of_output(context, kind, node)
    if kind == "CrossEntropyLoss" and node.kind is OpKind.LINEAR and node.output.shape[1:] == (1,):
        yield _at_output(
            context, node, "the network has one output, and the cross-entropy of one class is "
            "always 0", "use `nn.BCEWithLogitsLoss`, or two outputs",
        )  # fmt: skip


def _kind_of_output(context: LintContext, kind: str, node: Node) -> Iterator[Finding]:
    form = _form_of(node)
    if node.kind is OpKind.ACTIVATION and "relu" in node.op and WANTED[kind] == LOGITS:
        yield _at_output(
            context, node, f"the logits go through `{node.op}`: those below 0 are lost and get no "
            "gradient", "return what the last layer makes",
        )  # fmt: skip
    elif form and not _fits(kind, form) and (kind, node.op) not in _SAID:
        yield _at_output(
            context, node, f"`{kind}` wants {WANTED[kind]}, and the network returns {form}",
            f"return {WANTED[kind]}, or take the loss that is for {form}",
        )  # fmt: skip


_SAID = frozenset({
    ("CrossEntropyLoss", "softmax"), ("BCEWithLogitsLoss", "sigmoid"), ("NLLLoss", "softmax"),
})  # fmt: skip
"""Pairs that the rule on softmax outputs reports."""


def _form_of(node: Node) -> str:
    if node.kind in OPERATORS:
        return LOGITS
    return MADE.get(node.op, "")


def _at_output(context: LintContext, node: Node, message: str, advice: str) -> Finding:
    losses = loss_calls(context)
    loss = losses[0] if len(losses) == 1 and node.kind in OPERATORS else None
    place = loss.scope.file.span(loss.call) if loss is not None else context.call_place(node)
    return Finding(
        message=message, place=place, label="what the loss is handed", node=node.id, help=advice,
        modules=(node.module,) if node.module else (), severity=Severity.ERROR,
    )  # fmt: skip


RULE = Rule(
    code="RES605", name="loss-contradicts-output", severity=Severity.ERROR, doc=__doc__,
    check=check, traces=Traces.TRAINING,
)  # fmt: skip
