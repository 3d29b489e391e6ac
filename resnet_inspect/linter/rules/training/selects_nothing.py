"""A loop that initializes or freezes selects nothing of the network.

## What it does
Reports a loop over `modules()` whose `isinstance` names a layer for another number of dimensions
than the network has, and one over `named_parameters()` or `named_modules()` whose condition looks
for a name that none of them has.

## Why is this bad?
Nothing fails: the layers keep the weights that torch gave them, and what should be frozen is
trained, or the other way round.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)
        for m in self.modules():
            if isinstance(m, nn.BatchNorm1d):
                nn.init.constant_(m.weight, 0.5)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 0.5)
```

## References
- PyTorch documentation, `torch.nn.Module.named_parameters`.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.graph import ModulePath
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.scopes import receiver
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name

MODULES = frozenset({"modules", "named_modules", "children", "named_children"})
NAMED = frozenset({"named_parameters", "named_modules", "named_children"})
_DIMENSIONS = re.compile(r"(?P<kind>\w+?)(?P<dimensions>[123])d$")
PIECES = 2


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such condition."""
    for file in context.own_files:
        for loop in ast.walk(file.tree):
            if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Call):
                called = called_name(loop.iter)
                if called in MODULES:
                    yield from _types(context, file, loop)
                if called in NAMED and receiver(loop.iter) in {"self", "model", "net"}:
                    yield from _names(context, file, loop)


def _types(context: LintContext, file: SourceFile, loop: ast.For) -> Iterator[Finding]:
    """Yield the classes that a loop asks for and that the network has for other dimensions."""
    have = {module.type for module in context.graph.modules}
    asked = [
        (one, _last(one))
        for call in ast.walk(loop)
        if isinstance(call, ast.Call) and called_name(call) == "isinstance"
        for one in _classes(call)
    ]
    names = {name for _, name in asked}
    for node, name in asked:
        others = {_twin(name, dimensions) for dimensions in "123"} - {name, ""}
        present = sorted(others & have)
        if present and name not in have and names.isdisjoint(others):
            yield Finding(
                message=f"the loop looks for `{name}`, and the network has `{present[0]}` only",
                place=file.span(node),
                label="selects nothing",
                help=f"write `{present[0]}`",
            )


def _last(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _classes(call: ast.Call) -> list[ast.expr]:
    """Return the classes that an ``isinstance`` asks for."""
    if len(call.args) != PIECES:
        return []
    asked = call.args[1]
    return list(asked.elts) if isinstance(asked, ast.Tuple) else [asked]


def _twin(name: str, dimensions: str) -> str:
    match = _DIMENSIONS.match(name)
    return f"{match['kind']}{dimensions}d" if match is not None else ""


def _names(context: LintContext, file: SourceFile, loop: ast.For) -> Iterator[Finding]:
    """Yield the names that the conditions of a loop look for in vain, all of them."""
    variable = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else None
    if not isinstance(variable, ast.Name):
        return
    known = _known(context, file, loop)
    asked = [one for test in _tests(loop) for one in _texts(test, variable.id)]
    if known and asked and not any(_found(how, text, known) for how, text, _ in asked):
        how, text, node = asked[0]
        yield Finding(
            message=f"no name of the network {_HOW[how]} `{text}`: the condition selects nothing",
            place=file.span(node),
            label="no such name",
            help=f"names are such as `{min(known)}` and `{max(known)}`",
        )


_HOW = {"startswith": "begins with", "endswith": "ends with", "in": "contains", "==": "is"}


def _known(context: LintContext, file: SourceFile, loop: ast.For) -> set[str]:
    """Return the names that a loop goes through; empty where that cannot be told."""
    graph = context.graph
    owner = file.enclosing(loop, ast.ClassDef)
    root = graph.modules[0]
    if owner is None:
        path = root.path
    else:
        same = [one for one in graph.modules if one.type == getattr(owner, "name", "")]
        if len(same) != 1 or receiver(loop.iter) != "self":  # type: ignore[arg-type]
            return set()
        path = same[0].path
    names = {name for one in graph.parameters for name in one.names}
    names |= {str(one.path) for one in graph.modules}
    inside = {name for name in names if is_within(ModulePath(name), path)} if path else names
    return {name.removeprefix(f"{path}.") for name in inside} - {""}


def _tests(loop: ast.For) -> list[ast.expr]:
    return [one.test for one in ast.walk(loop) if isinstance(one, ast.If | ast.IfExp)]


def _texts(test: ast.expr, variable: str) -> Iterator[tuple[str, str, ast.expr]]:
    """Yield what a condition asks of a name: how, for which text, and where it says so."""
    for node in ast.walk(test):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="startswith" | "endswith" as how),
                args=[given],
            ) if name == variable:
                options = given.elts if isinstance(given, ast.Tuple) else [given]
                for one in options:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield how, one.value, node
            case ast.Compare(
                left=ast.Constant(value=str(text)),
                ops=[ast.In() | ast.NotIn()],
                comparators=[ast.Name(id=name)],
            ) if name == variable:
                yield "in", text, node
            case ast.Compare(
                left=ast.Name(id=name),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=str(text))],
            ) if name == variable:
                yield "==", text, node


def _found(how: str, text: str, known: set[str]) -> bool:
    match how:
        case "startswith":
            return any(one.startswith(text) for one in known)
        case "endswith":
            return any(one.endswith(text) for one in known)
        case "in":
            return any(text in one for one in known)
    return text in known


RULE = Rule(
    code="RES603", name="selects-nothing", severity=Severity.WARNING, doc=__doc__, check=check
)
