"""All layers of a kind start with constant weights.

## What it does
Reports an initialization that goes through the modules of a network and sets the weights of each
convolution or linear layer to one number, or the scale of each normalization to zero.

## Why is this bad?
Equal weights compute equal channels and get equal gradients: they stay equal. Normalizations that
all begin with a scale of zero stop the gradient of everything before the last one.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8), nn.ReLU()
        )
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.constant_(module.weight, 0)
                nn.init.constant_(module.bias, 1)

    def forward(self, x):
        return self.body(x)


model = Net()
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8), nn.ReLU()
        )
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.constant_(module.weight, 1)
                nn.init.constant_(module.bias, 0)
```

## References
- He et al. 2015, Delving Deep into Rectifiers, section 2.2.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, argument, called_name

FIXED = {"zeros_": 0.0, "ones_": 1.0, "zero_": 0.0}
GIVEN = frozenset({"constant_", "constant", "fill_"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such statement."""
    for file in context.own_files:
        for call in ast.walk(file.tree):
            if isinstance(call, ast.Call):
                value, owner = _constant(call), _owner(call)
                what = _initialized(file, call, owner) if value is not None and owner else ""
                last = what == "linear layer" and not value and _only_classifier(context)
                if what and not last and (what != "normalization" or not value):
                    yield _finding(file, call, what, value or 0)


def _only_classifier(context: LintContext) -> bool:
    """Whether there is one linear layer: a classifier may start at 0, as its classes differ."""
    return len({node.module for node in context.graph.of_kind(OpKind.LINEAR)}) == 1


def _constant(call: ast.Call) -> float | None:
    """Return the number that a call fills a tensor with."""
    name = called_name(call)
    if name in FIXED:
        return FIXED[name]
    value = argument(call, "val", len(call.args) - 1) if name in GIVEN and call.args else None
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        return float(value.value)
    return None


def _owner(call: ast.Call) -> str:
    """Return the variable whose ``weight`` a call fills."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    targets = [call.args[0]] if call.args else []
    for target in [*targets, *([owner] if owner is not None else [])]:
        match target:
            case (
                ast.Attribute(attr="weight", value=ast.Name(id=name))
                | ast.Attribute(
                    attr="data", value=ast.Attribute(attr="weight", value=ast.Name(id=name))
                )
            ):
                return name
    return ""


def _initialized(file: SourceFile, call: ast.Call, owner: str) -> str:
    """Return which kind of layer a statement initializes wherever there is one."""
    condition = file.enclosing(call, ast.If)
    loop = file.enclosing(call, ast.For)
    if not isinstance(condition, ast.If) or not _every_module(loop):
        return ""
    match condition.test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=tested), kinds]):
            said = ast.unparse(kinds) if tested == owner and _in_body(condition, call) else ""
            return _kind(said)
    return ""


def _every_module(loop: ast.AST | None) -> bool:
    called = called_name(loop.iter) if isinstance(loop, ast.For) else ""
    return called in {"modules", "named_modules"}


def _in_body(condition: ast.If, call: ast.Call) -> bool:
    return any(call is part for one in condition.body for part in ast.walk(one))


def _kind(said: str) -> str:
    if "Norm" in said:
        return "normalization" if "Conv" not in said and "Linear" not in said else ""
    return "convolution" if "Conv" in said else "linear layer" if "Linear" in said else ""


def _finding(file: SourceFile, call: ast.Call, what: str, value: float) -> Finding:
    harm = "none lets anything through" if what == "normalization" else "its channels stay equal"
    return Finding(
        message=f"the weights of each {what} start as {value:g}: {harm}",
        place=file.span(call),
        label="constant",
        help="start scales at 1 and offsets at 0, and draw other weights at random",
    )


RULE = Rule(
    code="RES319", name="constant-initialization", severity=Severity.ERROR, doc=__doc__,
    check=check,
)  # fmt: skip
