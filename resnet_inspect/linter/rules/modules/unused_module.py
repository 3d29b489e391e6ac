"""A module is registered and never used.

## What it does
Reports a module with parameters that no traced forward pass uses, in evaluation or in training, and
whose parameters no other operator reads; a module that is called and reads none of its own
parameters; and an activation, pooling or dropout that the forward never calls, unless it does the
same by a function. A module that other methods use is only mentioned.

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

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))))
```

## References
- Project-MONAI/MONAI issue 4314: blocks with parameters that were never used.
- PyTorch documentation, `DistributedDataParallel`, `find_unused_parameters`.
"""

import ast
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from resnet_inspect.graph import (
    Graph,
    Module,
    ModuleCall,
    ModulePath,
    Node,
    OpKind,
    ParameterId,
    SourceSpan,
)
from resnet_inspect.graph.paths import is_within, name, parent
from resnet_inspect.linter.context import LintContext, is_builtin, is_container
from resnet_inspect.linter.evidence.usage.returns import return_of
from resnet_inspect.linter.failures.misread import misread
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.remedies.added_norm import called_norms
from resnet_inspect.linter.remedies.calls.twin_call import twin_calls
from resnet_inspect.linter.remedies.shortcuts.sum_fix import with_shortcut
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.defaults import defaults
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    about_weights,
    names_read,
    self_attribute,
)
from resnet_inspect.linter.words import listing

IDLE = {
    "ReLU": OpKind.ACTIVATION, "LU": OpKind.ACTIVATION, "Sigmoid": OpKind.ACTIVATION,
    "Tanh": OpKind.ACTIVATION, "Pool": OpKind.POOL, "Dropout": OpKind.DROPOUT,
}  # fmt: skip
"""Modules without parameters, by a part of their name, and what their forward does."""


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
        if _waits(context, module):
            reported.append(module.path)
            continue
        parameters = _parameters(context.graph, module.path)
        if not parameters:
            continue
        reported.append(module.path)
        yield _finding(context, module, parameters)
    yield from _idle(context, used)
    yield from _unread(context)


def _waits(context: LintContext, module: Module) -> bool:
    """Whether its owner's forward calls a module once an optional input is given: a target, say."""
    owner = context.owner(module.path).path
    call = next((one for one in context.graph.calls if one.module == owner), None)
    found = context.forward(call) if call is not None else None
    if found is None:
        return False
    _, forward = found
    given = defaults(forward).items()
    optional = {
        one for one, value in given if isinstance(value, ast.Constant) and value.value is None
    }
    tests = [one.test for one in ast.walk(forward) if isinstance(one, ast.If)]
    asked = {one for test in tests for one in names_read(test)}
    read = {self_attribute(part) for part in ast.walk(forward)}
    return not optional.isdisjoint(asked) and name(module.path) in read


def _idle(context: LintContext, used: set[ModulePath]) -> Iterator[Finding]:
    """Yield the modules without parameters that their owner constructs and never calls."""
    for module in context.graph.modules[1:]:
        owner = context.graph.module(parent(module.path))
        kind = next((kind for word, kind in IDLE.items() if word in module.type), None)
        if module.path in used or kind is None or not is_builtin(module) or is_container(owner):
            continue
        calls = [call for call in context.graph.calls if call.module == owner.path]
        if module.alias_of is not None or not calls or _read_in_class(context, module):
            continue
        nodes = [node for call in calls for node in context.graph.nodes_of(call)]
        does = any(node.kind is kind and _like(module, node) for node in nodes)
        yield Finding(
            message=f"`{module.path}` is constructed and never called"
            + (": the forward does without it" if does else ""),
            place=_place(context, module),
            label="never called",
            modules=(module.path,),
            help="call it in the forward, or do not construct it",
            severity=Severity.INFO if does or "p=0.0" in module.settings else None,
        )


def _like(module: Module, node: Node) -> bool:
    """Whether an operator does what an idle module would; no other activation is a tanh."""
    return module.type != "Tanh" or node.op == "tanh"


def _read_in_class(context: LintContext, module: Module) -> bool:
    """Whether any method beside the constructor reads the attribute, a branch not taken say."""
    owner = context.owner(module.path)
    file = context.class_file(owner)
    if file is None or owner.class_source is None:
        return True
    node = file.class_at(owner.type, owner.class_source.line)
    return node is None or any(
        self_attribute(part) == name(module.path)
        and isinstance(getattr(part, "ctx", None), ast.Load)
        for part in ast.walk(node)
    )


def _unread(context: LintContext) -> Iterator[Finding]:
    """Yield the layers that are called and compute without any of their own parameters."""
    read = {one for graph in context.graphs for node in graph.nodes for one in node.parameters}
    seen: set[SourceSpan | None] = set()
    for call in context.graph.calls[1:]:
        module = context.graph.module(call.module)
        own = [one for one in module.parameters if context.graph.parameters[one].trainable]
        if not own or not read.isdisjoint(module.parameters) or module.class_source in seen:
            continue
        if is_builtin(module) or context.class_file(module) is None or context.graph.failures:
            continue
        if context.graph.children(call):
            continue  # RES518 looks at parameters beside layers
        seen.add(module.class_source)
        names = [context.graph.parameters[one].name.rpartition(".")[2] for one in own]
        yield Finding(
            message=f"the forward of `{module.type}` reads none of its parameters: "
            f"{listing(names)}",
            place=return_of(context, call),
            label="without them",
            modules=(module.path,),
            help="compute with them, or use another module",
        )


def _used_modules(context: LintContext) -> set[ModulePath]:
    """Return the modules that are called, hold a parameter that is read, or hold such modules."""
    used: set[ModulePath] = set()
    for graph in context.graphs:
        used.update(call.module for call in graph.calls)
        read = {place for node in graph.nodes for place in node.parameters}
        used.update(one.path for one in graph.modules if not read.isdisjoint(one.parameters))
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
    instead = _called_instead(context, module)
    made = _place(context, module)
    fixes = [*filter(None, [_fix(context, module)]), *twin_calls(context, module)]
    fixes += called_norms(context, module) if "Norm" in module.type else ()
    fixes += [*_as_shortcut(context, module), *_in_place_of_head(context, module)]
    return Finding(
        message=f"`{module.path}` is never used: {total:,} values for nothing"
        + (f", and `{instead.module}` is called twice" if instead else "")
        + (", but another method reads it" if elsewhere else ""),
        place=instead.source if instead else made,
        label=f"not `{module.path}`" if instead else "never called",
        secondary=(Place(made, "never called"),) if instead and made else (),
        modules=(module.path,),
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
        help="call it in the forward, or do not construct it",
        severity=Severity.INFO if elsewhere or _by_choice(context, module) else None,
    )


def _by_choice(context: LintContext, module: Module) -> bool:
    """Whether it is a part that this network does not need of one that others use whole."""
    return _used_in_part(context, module) or _asked_for(context, module)


def _asked_for(context: LintContext, module: Module) -> bool:
    """Whether the owner's forward calls it where an argument says so: ``if not features_only``."""
    owner = context.owner(module.path)
    call = next((one for one in context.graph.calls if one.module == owner.path), None)
    found = context.forward(call) if call is not None else None
    if found is None:
        return False
    file, forward = found
    given = set(parameter_names(forward)[1:])
    return any(
        isinstance(around, ast.If) and names_read(around.test) & given
        for node in ast.walk(forward)
        if self_attribute(node) == name(module.path)
        for around in file.outward(node)
    )


def _used_in_part(context: LintContext, module: Module) -> bool:
    """Whether other layers of its owner are called, and its owner is not: a backbone for maps."""
    owner = context.owner(module.path)
    called = {call.module for call in context.graph.calls}
    return (
        bool(owner.path)
        and owner.path not in called
        and any(is_within(path, owner.path) for path in called)
    )


def _called_instead(context: LintContext, module: Module) -> ModuleCall | None:
    """Return the second call of a sibling, in one forward, that was to be this module's."""
    siblings = {
        one.path
        for one in context.graph.modules
        if parent(one.path) == parent(module.path) != one.path and one.type == module.type
    }
    by_name = sorted(siblings, key=lambda path: _distance(path, module.path))
    for path in by_name:
        calls = [one for one in context.graph.calls if one.module == path]
        if len(calls) > 1 and _one_forward(calls):
            return calls[1]
    return None


def _one_forward(calls: Sequence[ModuleCall]) -> bool:
    """Whether several expressions of one run of a forward make calls."""
    apart = len({one.source for one in calls}) == len(calls)
    return apart and len({one.parent for one in calls}) == 1


def _distance(one: str, other: str) -> int:
    """Count the letters in which two paths differ: `conv1` is nearer to `conv2` than `norm`."""
    return sum(a != b for a, b in zip_longest(one, other))


def _fix(context: LintContext, module: Module) -> Fix | None:
    """Call it behind the one that is numbered before it: ``layer2`` behind ``layer1``."""
    own = name(module.path)
    stem = own.rstrip("0123456789")
    before = f"{stem}{int(own[len(stem) :]) - 1}" if own != stem else ""
    sibling = f"{parent(module.path)}.{before}".strip(".")
    calls = [one for one in context.graph.calls if one.module == sibling]
    found = call_at(context.sources, calls[0].source) if len(calls) == 1 else None
    if found is None or self_attribute(found[1].func) != before:
        return None
    file, call = found
    edit = replace(file, call, f"self.{own}({file.code(call)})")
    return Fix(title=f"Call it behind `self.{before}`", edits=(edit,), safe=False)


def _as_shortcut(context: LintContext, module: Module) -> Iterator[Fix]:
    """Yield sums of what the owner's forward returns with what the module makes of its input."""
    owner = context.owner(module.path)
    call = next((one for one in context.graph.calls if one.module == owner.path), None)
    returned = return_of(context, call) if call is not None and call.parent is not None else None
    yield from (one for one in with_shortcut(context, returned) if name(module.path) in one.title)


def _in_place_of_head(context: LintContext, module: Module) -> Iterator[Fix]:
    """Yield the name of the head that a part of the network calls: ``backbone.fc`` for another."""
    file = context.sources.of(module.definition)
    statement = file.statement(file.at(module.definition)) if file is not None else None
    match statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Attribute() as owner) as target]):
            for call in reversed(context.graph.calls):
                beside = parent(call.module) == parent(module.path)
                if beside and context.graph.module(call.module).type == "Linear" and file:
                    text = f"{file.code(owner)}.{name(call.module)}"
                    edit = replace(file, target, text)
                    yield Fix(title=f"Assign it to `{text}`", edits=(edit,), safe=False)
                    return


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
        if isinstance(one, FunctionNode) and one.name != "forward"
    ]
    return _called_by_others(file, attribute) or any(
        self_attribute(part) == attribute and isinstance(getattr(part, "ctx", None), ast.Load)
        for one in methods
        if not about_weights(one)
        for part in ast.walk(one)
    )


def _called_by_others(file: SourceFile, attribute: str) -> bool:
    """Whether a class that holds the module calls the attribute: ``self.generator.shared(y)``."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == attribute
        and isinstance(node.func.value, ast.Attribute)
        and self_attribute(node.func.value) is not None
        for node in ast.walk(file.tree)
    )


RULE = Rule(
    code="RES503", name="unused-module", severity=Severity.WARNING, doc=__doc__, check=check
)
