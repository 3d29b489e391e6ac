"""A new layer is frozen together with the pretrained ones.

## What it does
Reports a loop that sets `requires_grad` to False for all parameters of a network behind the line
that replaced one of its layers, where nothing is made trainable afterwards.

## Why is this bad?
The layer that was to be trained keeps its random weights: nothing of the network learns.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 1000)

    def forward(self, x):
        return self.fc(F.relu(self.trunk(x)).mean((2, 3)))


def transfer(net, classes):
    net.fc = nn.Linear(8, classes)
    for parameter in net.parameters():
        parameter.requires_grad = False
    return net
```

Use instead, the rest as above:

```python
def transfer(net, classes):
    for parameter in net.parameters():
        parameter.requires_grad = False
    net.fc = nn.Linear(8, classes)
    return net
```

## References
- PyTorch tutorials, Transfer Learning for Computer Vision, ConvNet as fixed feature extractor.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.scopes import Scope, receiver, scopes
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import called_name

FLAG = "requires_grad"


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such loop or call."""
    for scope in scopes(context):
        for place, held in _freezings(scope):
            new = _replaced_before(scope, place, held)
            if new is not None and not _opened_after(scope, place):
                layer = ast.unparse(new.targets[0])
                yield Finding(
                    message=f"`{layer}` is new, and frozen here with the rest of `{held}`",
                    place=scope.file.span(place),
                    label="freezes the new layer as well",
                    secondary=(Place(scope.file.span(new), "replaced here"),),
                    help=f"freeze first, and replace `{layer}` behind it",
                )


def _freezings(scope: Scope) -> Iterator[tuple[ast.stmt, str]]:
    """Yield the statements that freeze all parameters of something, and of what."""
    for node in scope.nodes:
        match node:
            case ast.For(iter=ast.Call() as rounds, body=[ast.stmt() as only]):
                if called_name(rounds) in {"parameters", "named_parameters"} and _freezes(only):
                    yield only, receiver(rounds)
            case ast.Expr(value=ast.Call(args=[ast.Constant(value=False)]) as call):
                if called_name(call) == f"{FLAG}_":
                    yield node, receiver(call)


def _freezes(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(
            targets=[ast.Attribute(attr="requires_grad")], value=ast.Constant(value=no)
        ):
            return no is False
        case ast.Expr(value=ast.Call(args=[ast.Constant(value=False)]) as call):
            return called_name(call) == f"{FLAG}_"
    return False


def _replaced_before(scope: Scope, place: ast.stmt, held: str) -> ast.Assign | None:
    """Return the last layer of ``held`` that was made anew above a statement."""
    made = [
        node
        for node in scope.nodes
        if isinstance(node, ast.Assign)
        and node.lineno < place.lineno
        and isinstance(node.targets[0], ast.Attribute)
        and _within(ast.unparse(node.targets[0].value), held)
        and ast.unparse(node.value).startswith(("nn.", "torch.nn."))
        and not ast.unparse(node.value).endswith("Identity()")
    ]
    return made[-1] if made and held != "self" else None


def _within(owner: str, held: str) -> bool:
    return owner == held or owner.startswith(f"{held}.")


def _opened_after(scope: Scope, place: ast.stmt) -> bool:
    """Whether something is made trainable, or replaced, behind a statement."""
    for node in scope.nodes:
        if getattr(node, "lineno", 0) <= place.lineno:
            continue
        match node:
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value):
                if name == FLAG or ast.unparse(value).startswith(("nn.", "torch.nn.")):
                    return True
            case ast.Call() if called_name(node) == f"{FLAG}_" and not _closes(node):
                return True
    return False


def _closes(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and not call.args[0].value


RULE = Rule(
    code="RES602", name="frozen-new-layer", severity=Severity.ERROR, doc=__doc__, check=check
)
