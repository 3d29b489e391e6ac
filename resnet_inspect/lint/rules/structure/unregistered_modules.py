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

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.convs = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(3)])

    def forward(self, x):
        x = self.stem(x)
        for conv in self.convs:
            x = F.relu(conv(x))
        return x
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
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.fixes.fix import Edit, Fix
from resnet_inspect.lint.rule import Rule
from resnet_inspect.lint.source.places import Places
from resnet_inspect.lint.source.syntax import SourceFile, method, self_attribute
from resnet_inspect.lint.words import count


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each container."""
    groups: dict[SourceSpan | None, list[Module]] = {}
    for module in _topmost(context):
        groups.setdefault(_place(context, module), []).append(module)
    for place, modules in groups.items():
        total = sum(_parameters(context, module) for module in modules)
        made = {context.sources.of(module.definition) for module in modules}
        inside = any(_in_forward(file, modules[0]) for file in made if file is not None)
        where = "constructed in the forward" if inside else "kept in a plain container"
        yield Finding(
            message=f"{count(len(modules), 'module')} {where}: the {total:,} parameters are "
            "not registered, so not trained, saved or moved",
            place=place,
            label="not registered",
            modules=tuple(module.path for module in modules),
            help="construct them once, in `__init__`" if inside else "use `nn.ModuleList`",
            fix=None if inside else _fix(context, place),
        )


def _topmost(context: LintContext) -> Iterator[Module]:
    loose = [module for module in context.graph.modules if not module.registered]
    paths = {module.path for module in loose}
    for module in loose:
        path, inner = parent(module.path), False
        while path and not inner:
            inner, path = path in paths, parent(path)
        if not inner and _parameters(context, module):
            yield module


def _parameters(context: LintContext, module: Module) -> int:
    own = {
        parameter
        for one in context.graph.modules
        if is_within(one.path, module.path)
        for parameter in one.parameters
    }
    return sum(context.graph.parameters[one].tensor.numel for one in own)


def _in_forward(file: SourceFile, module: Module) -> bool:
    function = file.function(file.at(module.definition)) if module.definition else None
    return (
        function is not None
        and function.name not in {"__init__", "__new__"}
        and ("forward" in function.name or function.name == "__call__")
    )


def _place(context: LintContext, module: Module) -> SourceSpan | None:
    """Return the expression that is assigned to the container's name."""
    file = context.sources.of(module.definition)
    if file is None or module.definition is None or _in_forward(file, module):
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
