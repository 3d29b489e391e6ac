"""The network works for some input sizes only.

## What it does
Mentions an operator that works at the input size asked for and fails at another one: an odd one, a
non-square one, or twice the size; and says which sizes work. It is a warning where the network
promises others: its docstring speaks of any size, or it returns maps and a join fails at twice the
size.

## Why is this bad?
It is worth knowing before the network is used at another resolution. Global pooling in the head and
layers that round alike make a network work at any size.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv(x)), 32)
        return self.fc(torch.flatten(x, 1))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))
```

## References
- Lin et al. 2014, Network in Network, section 3.2.
"""

from collections.abc import Iterator
from dataclasses import replace

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.claims.sizes import promises_sizes
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule, Traces


def check(context: LintContext) -> Iterator[Finding]:
    """Yield what fails at a size that was not asked for."""
    if context.same_size:
        return
    for one in context.explanations:
        node = one.finding.node
        failed = context.graph.nodes[node] if node is not None else None
        promised = promises_sizes(context, failed)
        if not one.every_size:
            yield replace(one.finding, severity=Severity.WARNING if promised else None)


RULE = Rule(
    code="RES119", name="fixed-input-size", severity=Severity.INFO, doc=__doc__, check=check,
    traces=Traces.EVERY,
)  # fmt: skip
