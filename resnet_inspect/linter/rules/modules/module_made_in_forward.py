"""The forward constructs a module.

## What it does
Reports a layer with parameters, or a dropout, that is constructed while the network runs. Other
modules without parameters are only mentioned.

## Why is this bad?
A layer gets new random weights in each call: it is neither trained nor saved. A new module is in
training mode, so that a dropout drops in evaluation, too, and batch normalization ignores `eval()`.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(nn.Dropout(0.5)(x))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.fc(self.dropout(x))
```

## References
- PyTorch documentation, `torch.nn.Module`.
"""

from collections.abc import Iterator

from resnet_inspect.graph import Module, ModuleCall, ModulePath, OpKind
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.unregistered import (
    constructor_of,
    made_in_forward,
    parameters_of,
)
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.remedies.calls.moved_module import moved
from resnet_inspect.linter.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each expression that calls such a module, its children left out."""
    reported: list[ModulePath] = []
    for call in context.graph.calls:
        module = context.graph.module(call.module)
        if module.registered or any(is_within(module.path, one) for one in reported):
            continue
        if made_in_forward(context, call):
            reported.append(module.path)
            yield _finding(context, call, module)


def _finding(context: LintContext, call: ModuleCall, module: Module) -> Finding:
    count = parameters_of(context, module)
    drops = any(node.kind is OpKind.DROPOUT for node in context.graph.nodes_of(call))
    cost = "made anew in each call"
    if count:
        cost = f"its {count:,} parameters are new in each call, so not trained or saved"
    elif drops:
        cost = "a new module is in training mode, so it drops in evaluation, too"
    where = call.source
    place = constructor_of(context, call) or where or module.definition
    return Finding(
        message=f"the forward constructs `{module.type}`: {cost}",
        place=place,
        cause=f"{where.file}:{where.function}" if where is not None else "",
        label="constructed in the forward",
        modules=(module.path,),
        help="construct it once, in `__init__`",
        fix=moved(context, call),
        severity=None if count or drops else Severity.INFO,
    )


RULE = Rule(
    code="RES511", name="module-made-in-forward", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
