"""Modules are kept in a plain list, tuple or dict.

## What it does
Reports modules with parameters that a forward calls and that their owner does not know as children,
since they are kept in a plain Python container or constructed inside the forward.

## Why is this bad?
`parameters()` does not list them: the optimizer never trains them, `state_dict()` does not save
them, and `.to(device)` leaves them behind.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.convs = [nn.Conv2d(8, 8, 3, padding=1) for _ in range(3)]

    def forward(self, x):
        x = self.stem(x)
        for conv in self.convs:
            x = F.relu(conv(x))
        return x
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.convs = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(3)])
```

## Fix safety
Unsafe: the state dict gains the parameters.

## References
- PyTorch documentation, `torch.nn.ModuleList`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module, SourceSpan
from resnet_inspect.graph.paths import is_within, name, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.unregistered import made_in_forward, parameters_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.places import Places
from resnet_inspect.linter.source.syntax import SourceFile, method, self_attribute
from resnet_inspect.linter.words import count


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each container."""
    groups: dict[SourceSpan | None, list[Module]] = {}
    for module in _topmost(context):
        groups.setdefault(_place(context, module), []).append(module)
    for place, modules in groups.items():
        total = sum(parameters_of(context, module) for module in modules)
        yield Finding(
            message=f"{count(len(modules), 'module')} kept in a plain container: the {total:,} "
            "parameters are not registered, so not trained, saved or moved",
            place=place,
            label="not registered",
            modules=tuple(module.path for module in modules),
            help="use `nn.ModuleList`",
            fix=_fix(context, place),
        )


def _topmost(context: LintContext) -> Iterator[Module]:
    new = {call.module for call in context.graph.calls if made_in_forward(context, call)}
    loose = [
        module
        for module in context.graph.modules
        if not module.registered and not any(is_within(module.path, one) for one in new)
    ]
    paths = {module.path for module in loose}
    for module in loose:
        path, inner = parent(module.path), False
        while path and not inner:
            inner, path = path in paths, parent(path)
        if not inner and parameters_of(context, module):
            yield module


def _place(context: LintContext, module: Module) -> SourceSpan | None:
    """Return the expression that is assigned to the container's name."""
    if context.sources.of(module.definition) is None or module.definition is None:
        return module.definition
    return _assigned_value(context, module) or module.definition


def _assigned_value(context: LintContext, module: Module) -> SourceSpan | None:
    attribute, owner = _attribute(context, module)
    if owner is None or owner.class_source is None:
        return None
    file = context.sources.file(owner.class_source.file)
    node = file.class_at(owner.type, owner.class_source.line) if file is not None else None
    init = method(node, "__init__")
    for statement in ast.walk(init) if init is not None else ():
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        if file is not None and any(self_attribute(one) == attribute for one in targets):
            value = getattr(statement, "value", None)
            return _list_of(file, node, value) if isinstance(value, ast.expr) else None
    return None


def _list_of(file: SourceFile, owner: ast.ClassDef | None, value: ast.expr) -> SourceSpan:
    """Return the assigned list, or what the method that makes it returns."""
    if isinstance(value, ast.Call) and (name_of := self_attribute(value.func)):
        made_by = method(owner, name_of)
        for node in ast.walk(made_by) if made_by is not None else ():
            if isinstance(node, ast.Return) and node.value is not None:
                return file.span(node.value)
    return file.span(value)


def _attribute(context: LintContext, module: Module) -> tuple[str, Module | None]:
    """Return the attribute that holds the container, and its owner."""
    path = module.path
    parts: list[str] = []
    places = Places(context.graph, context.sources)
    while path:
        parts.append(name(path))
        path = parent(path)
        try:
            return parts[-1], places.module(path)
        except KeyError:
            continue
    return "", None


def _fix(context: LintContext, place: SourceSpan | None) -> Fix | None:
    file = context.sources.of(place)
    node = file.at(place) if file is not None else None
    if file is None or not isinstance(node, ast.List | ast.ListComp) or place is None:
        return None
    edit = Edit.replace(file.span(node), f"nn.ModuleList({file.code(node)})")
    return Fix(title="Wrap in `nn.ModuleList`", edits=(edit,), safe=False)


RULE = Rule(
    code="RES501", name="unregistered-modules", severity=Severity.ERROR, doc=__doc__, check=check
)
