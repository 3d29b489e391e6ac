"""An assignment that should freeze parameters changes nothing.

## What it does
Reports `requires_grad` set on a module, and a misspelled attribute (`requiresGrad`) set on the
parameters that a loop goes through.

## Why is this bad?
Python accepts any attribute. A module has no `requires_grad`, and a parameter no `requiresGrad`:
the layers are trained on, and fine-tuning destroys what they had learned.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.trunk.requires_grad = False
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.trunk(x).mean((2, 3)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.trunk.requires_grad_(False)
        self.fc = nn.Linear(8, 10)
```

## References
- PyTorch documentation, `torch.nn.Module.requires_grad_`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name, self_attribute

FLAG = "requires_grad"
LOOPS = frozenset({"parameters", "named_parameters"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such assignment in the network's classes."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        if file is None or owner is None:
            continue
        for node in ast.walk(owner):
            match node:
                case ast.Assign(targets=[ast.Attribute(value=holder, attr=attribute)]):
                    why = _why(context, module, holder, attribute)
                    if why:
                        yield _finding(file, node, why)


def _why(context: LintContext, module: Module, holder: ast.expr, attribute: str) -> str:
    """Tell why setting an attribute freezes nothing; empty where it may."""
    if attribute.replace("_", "").lower() != FLAG.replace("_", ""):
        return ""
    if attribute != FLAG:
        return f"`{attribute}` is no attribute of torch: `{FLAG}` is meant"
    path = f"{module.path}.{self_attribute(holder)}".lstrip(".")
    known = {one.path for one in context.graph.modules}
    return "a module has no `requires_grad`" if self_attribute(holder) and path in known else ""


def _finding(file: SourceFile, node: ast.Assign, why: str) -> Finding:
    loop = file.enclosing(node, ast.For)
    over = called_name(loop.iter) if isinstance(loop, ast.For) else ""
    return Finding(
        message=f"this freezes nothing: {why}",
        place=file.span(node),
        label="only a new attribute",
        help=f"`parameter.{FLAG} = False`" if over in LOOPS else f"call `.{FLAG}_(False)`",
        fix=_fix(file, node, plain=over in LOOPS),
    )


def _fix(file: SourceFile, node: ast.Assign, *, plain: bool) -> Fix | None:
    """Write the attribute as torch calls it, or call the method that a module has."""
    target = node.targets[0]
    if not isinstance(target, ast.Attribute):
        return None
    holder, value = file.code(target.value), file.code(node.value)
    text = f"{holder}.{FLAG} = {value}" if plain else f"{holder}.{FLAG}_({value})"
    edit = Edit.replace(file.span(node), text)
    return Fix(title=f"Write `{text}`", edits=(edit,), safe=False)


RULE = Rule(
    code="RES405", name="freezes-nothing", severity=Severity.WARNING, doc=__doc__, check=check
)
