"""Layers that should stay in evaluation mode are trained with the others.

## What it does
Reports a constructor that puts layers of the network into evaluation mode in a class without a
`train` of its own, and a `train` that does not call the one it overrides, or does so last, or does
not return the network.

## Why is this bad?
`model.train()` reaches all layers: frozen statistics are overwritten from the first step on. An
overridden `train` that calls no other leaves the network in the mode it was in.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.bn.eval()

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)

    def train(self, mode=True):
        super().train(mode)
        self.bn.eval()
        return self

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))
```

## References
- PyTorch documentation, `torch.nn.Module.train`: it sets the mode of all modules below.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.scopes import receiver
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, called_name, method


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such class."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        if file is None or owner is None or file not in context.own_files:
            continue
        train = method(owner, "train")
        if train is not None:
            yield from _override(file, train)
        elif not any(one.name == base for base in _bases(owner) for one in file.classes):
            yield from _constructor(file, owner)


def _bases(owner: ast.ClassDef) -> list[str]:
    return [ast.unparse(one).rpartition(".")[2] for one in owner.bases]


def _constructor(file: SourceFile, owner: ast.ClassDef) -> Iterator[Finding]:
    """Yield the first call of ``eval`` in what constructs a network that has no ``train``."""
    for call in _calls(method(owner, "__init__"), "eval"):
        held = receiver(call)
        if held != "self" and not _outside(file, call, held):
            yield Finding(
                message=f"`{held}` is put into evaluation mode, which `train()` of the network "
                "undoes",
                place=file.span(call),
                label="until `train()` is called",
                help=f"override `train`, and call `{held}.eval()` behind `super().train(mode)`",
            )
            return


def _outside(file: SourceFile, call: ast.Call, held: str) -> bool:
    """Whether a local network is meant that a list or tuple hides from the network's modules."""
    init = file.function(call)
    loops = [one for one in file.outward(call) if isinstance(one, ast.For)]
    if held.startswith("self.") or any("self" in ast.unparse(one.iter) for one in loops):
        return False
    kept = [
        one for one in ast.walk(init or file.tree)
        if isinstance(one, ast.Assign) and ast.unparse(one.value) == held
        and ast.unparse(one.targets[0]).startswith("self.")
    ]  # fmt: skip
    return not kept


def _override(file: SourceFile, train: FunctionNode) -> Iterator[Finding]:
    """Yield what a ``train`` leaves out."""
    above = [one for one in _calls(train, "train") if "super" in receiver(one)]
    above += [one for one in _calls(train, "train") if _hands_itself(one)]
    back = _calls(train, "eval")
    if not above and not _calls(train, "setattr"):
        what, text = "never calls the `train` that it overrides", "super().train(mode)"
    elif above and back and max(one.lineno for one in back) < above[0].lineno:
        what = "calls the `train` that it overrides last, which undoes `eval`"
        text = "super().train(mode)` first, and `eval"
    elif not any(isinstance(one, ast.Return) and one.value is not None for one in ast.walk(train)):
        what, text = "returns nothing: `model = model.train()` loses the network", "return self"
    else:
        return
    yield Finding(
        message=f"`train` {what}",
        place=file.header(train),
        label="overrides `nn.Module.train`",
        help=f"write `{text}`",
        severity=Severity.INFO if text == "return self" else None,
    )


def _hands_itself(call: ast.Call) -> bool:
    """Whether a call is of the old form, ``nn.Module.train(self, mode)``."""
    return bool(call.args) and ast.unparse(call.args[0]) == "self"


def _calls(function: FunctionNode | None, name: str) -> list[ast.Call]:
    nodes = ast.walk(function) if function is not None else ()
    return [one for one in nodes if isinstance(one, ast.Call) and called_name(one) == name]


RULE = Rule(code="RES608", name="mode-lost", severity=Severity.WARNING, doc=__doc__, check=check)
