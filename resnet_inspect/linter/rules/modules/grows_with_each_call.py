"""A container grows with each call, or is shared by all networks of a class.

## What it does
Reports a forward that appends to a list or dict of the module which nothing empties, and a list
that stands in the class's body, or as the default of an argument, and that the constructor changes.

## Why is this bad?
The second call returns what the first one made as well, and no memory is freed. A list of the class
or of a default is one object for all networks: the second one built has twice the layers, or none.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3)])
        self.maps = []

    def forward(self, x):
        for conv in self.convs:
            x = F.relu(conv(x))
            self.maps.append(x)
        return self.maps
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        maps = []
        for conv in self.convs:
            x = F.relu(conv(x))
            maps.append(x)
        return maps
```

## References
- Python documentation, Programming FAQ: why are default values shared between objects?
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.defaults import defaults
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    self_attribute,
)

GROWING = frozenset({"append", "extend", "insert", "update", "setdefault", "add"})
CHANGING = GROWING | {"pop", "remove", "clear"}
MUTABLE = (ast.List, ast.Dict, ast.Set)
CONSTRUCTORS = frozenset({"list", "dict", "set", "deque", "OrderedDict", "defaultdict"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such container of the network's classes."""
    for module in context.user_modules:
        file = context.class_file(module)
        line = module.class_source.line if module.class_source is not None else None
        owner = file.class_at(module.type, line) if file is not None else None
        if file is not None and owner is not None and file in context.own_files:
            yield from _in_forward(file, owner)
            yield from _of_class(file, owner)
            yield from _of_defaults(file, owner)


def _in_forward(file: SourceFile, owner: ast.ClassDef) -> Iterator[Finding]:
    """Yield the containers of a module to which its forward only adds."""
    init, forward = method(owner, "__init__"), method(owner, "forward")
    kept = _containers(init.body) if init is not None else {}
    for name, call in _changes(forward, GROWING) if forward is not None else ():
        if name in kept and not _emptied(owner, init, name):
            yield Finding(
                message=f"each call of the forward adds to `self.{name}`, which nothing empties",
                place=file.span(call),
                label="grows with each call",
                help="make the list in the forward",
            )
            return


def _containers(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """Return the lists and dicts that statements assign to variables or attributes of ``self``."""
    found: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.Assign(targets=[target], value=value) if _is_mutable(value):
                found[target.id if isinstance(target, ast.Name) else self_attribute(target)] = value
    return found


def _is_mutable(value: ast.expr) -> bool:
    return isinstance(value, MUTABLE) or (
        isinstance(value, ast.Call) and called_name(value) in CONSTRUCTORS and not value.keywords
    )


def _changes(function: FunctionNode, how: frozenset[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the attributes of ``self`` on which a function calls one of these methods."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and called_name(node) in how:
            name = self_attribute(getattr(node.func, "value", None))
            if name:
                yield name, node


def _emptied(owner: ast.ClassDef, init: FunctionNode | None, name: str) -> bool:
    """Whether any method but the constructor empties an attribute, sets it anew or cuts it."""
    for function in owner.body:
        for node in ast.walk(function) if function is not init else ():
            match node:
                case ast.Assign(targets=[target]) if name in {
                    self_attribute(target),
                    self_attribute(getattr(target, "value", None)),
                }:
                    return True
                case ast.Call() if called_name(node) in {"clear", "pop", "popleft"}:
                    if self_attribute(getattr(node.func, "value", None)) == name:
                        return True
                case ast.Delete():
                    return True
    return False


def _of_class(file: SourceFile, owner: ast.ClassDef) -> Iterator[Finding]:
    """Yield the containers of a class's body that its constructor or forward changes."""
    shared = _containers(owner.body)
    for function in (method(owner, "__init__"), method(owner, "forward")):
        own = set(_containers(function.body)) if function is not None else set()
        for name, call in _changes(function, CHANGING) if function is not None else ():
            if name in shared and name not in own:
                yield Finding(
                    message=f"`{name}` belongs to the class: each `{owner.name}` that is built "
                    "changes it for all",
                    place=file.span(shared[name]),
                    label="one for all networks",
                    help=f"set `self.{name}` in the constructor ({file.code(call)} changes it)",
                )
                return


def _of_defaults(file: SourceFile, owner: ast.ClassDef) -> Iterator[Finding]:
    """Yield the defaults of a constructor that it changes, and those that are layers."""
    init = method(owner, "__init__")
    for name, value in defaults(init).items() if init is not None else ():
        changed = any(
            called_name(node) in CHANGING and ast.unparse(node.func.value) == name
            for node in ast.walk(init or owner)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        )
        if changed and isinstance(value, MUTABLE):
            yield Finding(
                message=f"the default of `{name}` is changed by the constructor: the next network "
                "begins with what is left",
                place=file.span(value),
                label="one list for all calls",
                help="copy it, or take None as the default",
            )


RULE = Rule(
    code="RES545", name="grows-with-each-call", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip
