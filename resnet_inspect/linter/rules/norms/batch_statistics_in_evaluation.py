"""A normalization uses the batch's statistics in evaluation.

## What it does
Reports a batch normalization that has running statistics and, with the network in evaluation mode,
does not use them: `F.batch_norm(..., training=True)`.

## Why is this bad?
What the network says of an image depends on the other images of the batch, and the running
statistics go on changing.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.register_buffer("mean", torch.zeros(8))
        self.register_buffer("variance", torch.ones(8))

    def forward(self, x):
        x = self.conv(x)
        return F.relu(F.batch_norm(x, self.mean, self.variance, training=True))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = self.conv(x)
        return F.relu(F.batch_norm(x, self.mean, self.variance, training=self.training))
```

## References
- Ioffe and Szegedy 2015, Batch Normalization, algorithm 2.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, NormAttrs, OpKind, ParameterKind, SourceSpan
from resnet_inspect.linter.context import LintContext, is_builtin
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import replaced, with_keyword
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import argument
from resnet_inspect.linter.words import layer

TRAINING = 5
"""The position of ``training`` in ``F.batch_norm``."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such normalization of an evaluated network."""
    if context.graph.run.training:
        return
    for node in context.graph.of_kind(OpKind.NORM):
        match node.attrs:
            case NormAttrs(uses_batch_statistics=True) if _keeps_statistics(context, node):
                yield Finding(
                    message=f"{layer(node)} normalizes by the batch's own statistics in evaluation",
                    place=_place(context, node),
                    label="not the running statistics",
                    modules=(node.module,),
                    node=node.id,
                    fix=_fix(context, node),
                    help="pass `training=self.training`",
                )


def _keeps_statistics(context: LintContext, node: Node) -> bool:
    """Whether running statistics were handed over, and no module of torch decided against them."""
    buffers = [context.graph.parameters[place].kind for place in node.parameters]
    return ParameterKind.BUFFER in buffers and not is_builtin(context.module(node))


def _place(context: LintContext, node: Node) -> SourceSpan | None:
    """Return the argument that says so, else the call."""
    file, call = context.sources.of(node.source), context.sources.at(node.source)
    said = argument(call, "training", TRAINING) if isinstance(call, ast.Call) else None
    return file.span(said) if file is not None and said is not None else node.source


def _fix(context: LintContext, node: Node) -> Fix | None:
    place, text = _place(context, node), "self.training"
    if place != node.source:
        return replaced(context.sources, place, text, f"Pass `training={text}`")
    return with_keyword(context.sources, place, "training", text)


RULE = Rule(
    code="RES310", name="batch-statistics-in-evaluation", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
