"""A method that prepares the network is never called.

## What it does
Reports a method whose name says that it initializes, or that begins with an underscore, and whose
name nothing in the network's files mentions again, in a class that derives from `nn.Module`.

## Why is this bad?
What it does, an initialization mostly, does not happen.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def _init_weights(self):
        nn.init.orthogonal_(self.conv.weight)

    def forward(self, x):
        return F.relu(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self._init_weights()
```

## References
- He et al. 2015, Delving Deep into Rectifiers, section 2.2: why the first weights matter.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile

_PREPARES = re.compile(
    r"^_(?!_)|^(?:weights?_init|init_?weights?|initiali[sz]e(?:_weights?)?)$"
    r"|^(?:reset|init)_parameters$"
)
_HOOKS = re.compile(
    r"^_(?:load_from_state_dict|save_to_state_dict|forward_unimplemented|apply|call_impl|get_name"
    r"|named_members|replicate_for_data_parallel|version)"
)
"""Methods that torch calls by their names."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such method of the network's classes."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        if file is None or owner is None or file not in context.own_files or not _plain(owner):
            continue
        for function in owner.body:
            if not isinstance(function, FunctionNode) or not _is_forgotten(context, function):
                continue
            root = context.class_file(context.graph.modules[0])
            alone = root is file and not _in_package(file)
            if function.name.startswith("_") or alone:
                yield Finding(
                    message=f"nothing calls `{module.type}.{function.name}`",
                    place=file.header(function),
                    label="never called",
                    modules=(module.path,) if module.path else (),
                    help=f"call `self.{function.name}()` at the end of the constructor, or remove "
                    "it",
                )


def _plain(owner: ast.ClassDef) -> bool:
    """Whether a class derives from ``nn.Module`` and nothing else that could call its methods."""
    return bool(owner.bases) and all(ast.unparse(one).endswith("Module") for one in owner.bases)


def _in_package(file: SourceFile) -> bool:
    """Whether a file imports from its own package, whose other files may call its methods."""
    return any(isinstance(one, ast.ImportFrom) and one.level for one in ast.walk(file.tree))


def _is_forgotten(context: LintContext, function: FunctionNode) -> bool:
    if not _PREPARES.search(function.name) or _HOOKS.search(function.name):
        return False
    return not function.decorator_list and not any(
        _mentions(file, function.name) for file in context.own_files
    )


def _mentions(file: SourceFile, name: str) -> bool:
    """Whether a file reads an attribute or variable of a name, or has it in a text."""
    for node in ast.walk(file.tree):
        match node:
            case ast.Attribute(attr=one) | ast.Name(id=one) | ast.Constant(value=str(one)):
                if one == name:
                    return True
    return False


RULE = Rule(
    code="RES546", name="uncalled-method", severity=Severity.WARNING, doc=__doc__, check=check
)
