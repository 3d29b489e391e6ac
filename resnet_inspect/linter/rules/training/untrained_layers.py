"""The optimizer is not handed layers that are to be trained.

## What it does
Reports an optimizer that is made before a layer of its network is replaced, one that is handed a
part of a network of which nothing is frozen, and a second network of the same function that no
optimizer is handed. Teachers, averaged copies and what is put into evaluation mode are left alone.

## Why is this bad?
The layers get gradients and keep the weights they began with. The loss falls all the same, less
far.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(F.relu(self.trunk(x)).mean((2, 3)))


def prepare(classes):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net.fc = nn.Linear(8, classes)
    return net, optimizer
```

Use instead, the rest as above:

```python
def prepare(classes):
    net = Net()
    net.fc = nn.Linear(8, classes)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    return net, optimizer
```

## References
- PyTorch documentation, `torch.optim`, constructing it.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.copies import is_copy
from resnet_inspect.linter.evidence.training.optimizers import Optimizer, optimizers
from resnet_inspect.linter.evidence.training.scopes import Scope, receiver, scopes
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name

_PROBING = re.compile(
    r"freez|frozen|requires_grad|no_grad|prob(?:e|ing)|(?:head|classifier|layer|linear)[- ]only"
    r"|only the|feature extract",
    re.IGNORECASE,
)
"""Words of a file that trains a part of its network on purpose."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such optimizer."""
    for scope in scopes(context):
        made = [one for one in optimizers(scope) if one.holders]
        for optimizer in made:
            yield from _replaced_later(scope, optimizer)
        if len(made) == 1:
            yield from _part(scope, made[0])
        if made:
            yield from _forgotten(scope, made)


def _replaced_later(scope: Scope, optimizer: Optimizer) -> Iterator[Finding]:
    """Yield the layers that are assigned to a network behind its optimizer."""
    for node in scope.nodes:
        if not isinstance(node, ast.Assign) or node.lineno <= optimizer.call.lineno:
            continue
        target = node.targets[0]
        held = ast.unparse(target).rpartition(".")[0]
        new = isinstance(target, ast.Attribute) and isinstance(node.value, ast.Call)
        if new and held in optimizer.holders and _is_layer(scope.file, node.value):
            yield Finding(
                message=f"`{ast.unparse(target)}` is replaced behind the optimizer, which goes on "
                "with the old layer",
                place=scope.file.span(node),
                label="never trained",
                secondary=(Place(scope.file.span(optimizer.call), "the optimizer"),),
                help="make the optimizer behind this line",
                severity=Severity.ERROR,
            )


def _is_layer(file: SourceFile, value: ast.expr) -> bool:
    text = ast.unparse(value)
    return text.startswith(("nn.", "torch.nn.")) or called_name(value) in {
        one.name for one in file.classes
    }


def _part(scope: Scope, optimizer: Optimizer) -> Iterator[Finding]:
    """Yield an optimizer that is handed one attribute of a local network and nothing else."""
    holders = sorted(optimizer.holders)
    networks = {one.partition(".")[0] for one in holders}
    whole = len(networks) != 1 or not all("." in one for one in holders) or "self" in networks
    if whole or len(holders) > 1 or _PROBING.search(scope.file.text):
        return
    network = networks.pop()
    if network in _networks(scope):
        yield Finding(
            message=f"the optimizer is handed `{holders[0]}` only, and nothing of `{network}` is "
            "frozen",
            place=scope.file.span(optimizer.call),
            label=f"the rest of `{network}` is never trained",
            help=f"hand it `{network}.parameters()`, or freeze the rest to say so",
        )


def _forgotten(scope: Scope, made: Sequence[Optimizer]) -> Iterator[Finding]:
    """Yield the networks of a scope that is all there is to train them, and that none is handed."""
    given = {one.partition(".")[0] for each in made for one in each.holders}
    kept = {receiver(one) for one in scope.calls("eval", "requires_grad_", "load_state_dict")}
    if not scope.calls("backward"):
        return
    for name, value in _networks(scope).items():
        if name in given | kept or is_copy(name) or _read_by(scope, name, given):
            continue
        if _called(scope, name):
            yield Finding(
                message=f"no optimizer is handed the parameters of `{name}`",
                place=scope.file.span(made[0].call),
                label=f"without `{name}`",
                secondary=(Place(scope.file.span(value), f"`{name}` is made here"),),
                help=f"add `{name}.parameters()`, or freeze it to say so",
            )


def _networks(scope: Scope) -> dict[str, ast.expr]:
    """Return the variables of a scope that hold networks of the file's classes."""
    known = {one.name for one in scope.file.classes if _is_module(one)}
    return {
        target.id: node.value
        for node in scope.nodes
        if isinstance(node, ast.Assign) and _makes(node.value, known)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_module(node: ast.ClassDef) -> bool:
    bases = " ".join(ast.unparse(one) for one in node.bases)
    return "Module" in bases and "Loss" not in node.name


def _makes(value: ast.expr, known: set[str]) -> bool:
    """Whether an expression constructs one of these classes: ``Net().to(device)`` as well."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        value = value.func.value
    return called_name(value) in known


def _called(scope: Scope, name: str) -> bool:
    return bool(scope.calls(name))


def _read_by(scope: Scope, name: str, given: set[str]) -> bool:
    """Whether a network that is trained was made of this one."""
    makers = [value for one in given for value in scope.values(one)]
    used = {one.id for value in makers for one in ast.walk(value) if isinstance(one, ast.Name)}
    return name in used


RULE = Rule(
    code="RES601", name="untrained-layers", severity=Severity.WARNING, doc=__doc__, check=check
)
