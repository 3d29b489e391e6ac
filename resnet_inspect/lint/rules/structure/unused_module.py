"""A module is registered and never used.

## What it does
Reports a module with parameters that no traced forward pass uses, in evaluation or in training, and
whose parameters no other operator reads. A module that other methods use, or without parameters,
is only mentioned.

## Why is this bad?
Its parameters are counted, stored and never trained, and distributed training stops with "expected
to have finished reduction". Often the forward calls another layer by mistake.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv1(x))
```

Use instead:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))))
```

## References
- Project-MONAI/MONAI issue 4314: blocks with parameters that were never used.
- PyTorch documentation, `DistributedDataParallel`, `find_unused_parameters`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Graph, Module, ModulePath, ParameterId, SourceSpan
from resnet_inspect.graph.paths import is_within, name, parent
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.failures.misread import misread
from resnet_inspect.lint.finding import Finding, Severity
from resnet_inspect.lint.rule import Rule
from resnet_inspect.lint.source.syntax import FunctionNode, self_attribute


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such module, its children not repeated."""
    if not context.graph.complete:
        return
    used = _used_modules(context)
    late = (one.skipped for one in misread(context).values())
    reported = [path for path in late if path is not None]
    for module in context.graph.modules[1:]:
        if module.path in used or any(is_within(module.path, one) for one in reported):
            continue
        if module.alias_of is not None or not module.registered:
            continue
        parameters = _parameters(context.graph, module.path)
        if not parameters:
            continue
        reported.append(module.path)
        yield _finding(context, module, parameters)


def _used_modules(context: LintContext) -> set[ModulePath]:
    """Return the modules that are called, hold a parameter that is read, or hold such modules."""
    used: set[ModulePath] = set()
    for graph in context.graphs:
        used.update(call.module for call in graph.calls)
        names = {place: one for one in graph.modules for place in one.parameters}
        for node in graph.nodes:
            used.update(names[place].path for place in node.parameters if place in names)
    for path in tuple(used):
        owner = path
        while owner:
            owner = parent(owner)
            used.add(owner)
    return used


def _parameters(graph: Graph, path: ModulePath) -> set[ParameterId]:
    return {
        parameter
        for module in graph.modules
        if is_within(module.path, path)
        for parameter in module.parameters
    }


def _finding(context: LintContext, module: Module, parameters: set[ParameterId]) -> Finding:
    graph = context.graph
    total = sum(graph.parameters[one].tensor.numel for one in parameters)
    elsewhere = _used_elsewhere(context, module)
    return Finding(
        message=f"`{module.path}` is never used: {total:,} values for nothing"
        + (", but another method reads it" if elsewhere else ""),
        place=_place(context, module),
        label="never called",
        modules=(module.path,),
        help="call it in the forward, or do not construct it",
        severity=Severity.INFO if elsewhere else None,
    )


def _place(context: LintContext, module: Module) -> SourceSpan | None:
    return context.places.assignment(module.path) or module.definition


def _used_elsewhere(context: LintContext, module: Module) -> bool:
    """Whether a method beside the constructor and the forward reads the attribute."""
    owner = context.owner(module.path)
    file = context.class_file(owner)
    if file is None or owner.class_source is None:
        return False
    node = file.class_at(owner.type, owner.class_source.line)
    attribute = name(module.path)
    methods = [
        one
        for one in (node.body if node is not None else [])
        if isinstance(one, FunctionNode) and one.name not in {"__init__", "forward"}
    ]
    return any(
        self_attribute(part) == attribute and isinstance(getattr(part, "ctx", None), ast.Load)
        for one in methods
        if not _initializes(one)
        for part in ast.walk(one)
    )


def _initializes(function: FunctionNode) -> bool:
    """Whether a method is about weights and not about the forward pass."""
    return any(word in function.name for word in ("init", "reset", "load", "freeze"))


RULE = Rule(
    code="RES503", name="unused-module", severity=Severity.WARNING, doc=__doc__, check=check
)
