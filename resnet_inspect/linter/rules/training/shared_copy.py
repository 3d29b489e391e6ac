"""What should be a copy of a network is the network itself.

## What it does
Reports a teacher, an averaged or an old network that is assigned another network without copying
it, or with `copy.copy`, and a state dictionary that is kept as the best one without copying it.

## Why is this bad?
Both names are one object: the teacher changes with each step of the student, its loss is 0, and the
best weights are the last ones.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return F.relu(self.conv(x))


def prepare():
    student = Net()
    teacher = student
    return student, teacher
```

Use instead, the rest as above:

```python
def prepare():
    student = Net()
    teacher = copy.deepcopy(student)
    return student, teacher
```

## References
- Tarvainen and Valpola 2017, Mean teachers are better role models, section 2.
- PyTorch documentation, saving and loading models: `state_dict()` returns references.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.scopes import Scope, receiver, scopes
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import called_name

_COPY = re.compile(r"(^|[._])(teacher|ema|momentum|shadow|target|averaged?|old|prev(ious)?|frozen"
                   r"|swa|mean_teacher|key)(_|$)|_(ema|t|k|old|bar)$", re.IGNORECASE)  # fmt: skip
_BEST = re.compile(r"best|snapshot|backup|saved|initial|init_", re.IGNORECASE)
_NETWORK = re.compile(
    r"net(work)?|model|student|encoder|backbone|online|query|teacher", re.IGNORECASE
)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such assignment."""
    for scope in scopes(context):
        for node in scope.nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                yield from _of(context, scope, node)


def _of(context: LintContext, scope: Scope, node: ast.Assign) -> Iterator[Finding]:
    target = ast.unparse(node.targets[0])
    source = _uncopied(node.value)
    kept = _COPY.search(source) is not None
    if _COPY.search(target) and source and not kept and _is_network(context, scope, source):
        yield _finding(scope, node, f"`{target}` is `{source}` itself: it changes with it")
    elif (
        _BEST.search(target)
        and isinstance(node.value, ast.Call)
        and called_name(node.value) == "state_dict"
        and scope.file.text.count(target.rpartition(".")[2]) > 1
        and re.search(r"load_state_dict\(\s*" + re.escape(target), scope.file.text)
    ):
        held = receiver(node.value)
        yield _finding(
            scope, node, f"`{target}` holds references to the weights of `{held}`, which go on "
            "changing",
        )  # fmt: skip


def _uncopied(value: ast.expr) -> str:
    """Return what a name is bound to without copying it, or by a shallow copy."""
    match value:
        case ast.Name() | ast.Attribute():
            return ast.unparse(value)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="copy"), attr="copy"), args=[one]):
            return ast.unparse(one)
    return ""


def _is_network(context: LintContext, scope: Scope, name: str) -> bool:
    """Whether a name holds a network that is made here, or a module of the traced one."""
    if name.startswith("self."):
        paths = {str(one.path) for one in context.graph.modules}
        return any(one.rpartition(".")[2] == name.removeprefix("self.") for one in paths)
    classes = {one.name for one in scope.file.classes}
    made = scope.values(name)
    return any(called_name(one) in classes for one in made) or (
        not made and _NETWORK.search(name) is not None
    )


def _finding(scope: Scope, node: ast.Assign, message: str) -> Finding:
    return Finding(
        message=message, place=scope.file.span(node.value), label="not a copy",
        help=f"write `copy.deepcopy({ast.unparse(node.value)})`",
    )  # fmt: skip


RULE = Rule(code="RES607", name="shared-copy", severity=Severity.WARNING, doc=__doc__, check=check)
