"""A dropout stays on in evaluation.

## What it does
Reports `F.dropout(x)` whose `training`, which is True by default, was not given, where the network
is in evaluation mode. A dropout module that the forward constructs is reported as such (RES511).
A dropout of one's own is reported where its test for training is the wrong way round.

## Why is this bad?
Predictions are random: the same image gives another answer each time, and accuracy suffers.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(F.dropout(x, 0.5))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(F.dropout(x, 0.5, training=self.training))
```

## References
- Srivastava et al. 2014, Dropout, section 4: no unit is dropped at test time.
- PyTorch documentation, `torch.nn.functional.dropout`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, OtherAttrs
from resnet_inspect.linter.context import LintContext, is_builtin
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import with_keyword
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import argument, called_name, self_attribute
from resnet_inspect.linter.words import layer

RANDOM = frozenset({"bernoulli", "bernoulli_", "rand", "rand_like", "dropout", "dropout2d"})
TRAINING = 2
"""The position of ``training`` behind the tensor and the probability."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such dropout of an evaluated network."""
    if context.graph.run.training:
        return
    yield from _inverted(context)
    for node in context.graph.of_kind(OpKind.DROPOUT):
        if _drops(node) and context.is_users(node.source) and not _asked_for(context, node):
            yield Finding(
                message=f"{layer(node)} drops values in evaluation, too: `training` is not given",
                place=node.source,
                label="always on",
                modules=(node.module,),
                node=node.id,
                fix=with_keyword(context.sources, node.source, "training", "self.training"),
                help="pass `training=self.training`",
            )


def _inverted(context: LintContext) -> Iterator[Finding]:
    """Yield the tests for training that let a random operator run in evaluation only."""
    for file in context.own_files:
        for function in file.functions:
            for place, test in enumerate(function.body):
                rest = function.body[place + 1 :]
                if isinstance(test, ast.If) and _leaves_in_training(test) and _random(rest):
                    yield Finding(
                        message="values are drawn in evaluation and never in training: the test is "
                        "the wrong way round",
                        place=file.span(test.test),
                        label="returns in training",
                        help="write `not self.training`",
                    )


def _leaves_in_training(test: ast.If) -> bool:
    """Whether a condition returns an argument as it is where the module is in training."""
    if not isinstance(test.body[-1], ast.Return) or not isinstance(test.body[-1].value, ast.Name):
        return False
    options = test.test.values if isinstance(test.test, ast.BoolOp) else [test.test]
    alternative = not isinstance(test.test, ast.BoolOp) or isinstance(test.test.op, ast.Or)
    return alternative and any(self_attribute(one) == "training" for one in options)


def _random(statements: list[ast.stmt]) -> bool:
    return any(called_name(one) in RANDOM for part in statements for one in ast.walk(part))


def _drops(node: Node) -> bool:
    attrs = node.attrs
    return isinstance(attrs, OtherAttrs) and bool(attrs.get("training")) and bool(attrs.get("p"))


def _asked_for(context: LintContext, node: Node) -> bool:
    """Whether it is a module, or ``training=True`` was written, as Monte Carlo dropout does."""
    call = context.sources.at(node.source)
    if is_builtin(context.module(node)) or not isinstance(call, ast.Call):
        return True
    return argument(call, "training", TRAINING) is not None


RULE = Rule(
    code="RES311", name="dropout-in-evaluation", severity=Severity.WARNING, doc=__doc__, check=check
)
