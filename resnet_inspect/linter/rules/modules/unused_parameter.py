"""A learned factor or table is registered and never read.

## What it does
Reports an `nn.Parameter` of a module that is called whose value no operator reads, in evaluation or
in training: a layer scale that is constructed and not applied. Where the forward names it, in a
branch that was not taken say, it is only mentioned.

## Why is this bad?
It is stored and never trained, and what it was for is missing.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.gamma = nn.Parameter(torch.full((width, 1, 1), 1e-6))

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + x)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8))
```

Use instead:

```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.gamma = nn.Parameter(torch.full((width, 1, 1), 1e-6))

    def forward(self, x):
        return F.relu(self.gamma * self.conv2(F.relu(self.conv1(x))) + x)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8))
```

## References
- Touvron et al. 2021, Going deeper with Image Transformers, section 2: LayerScale.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module, ModulePath, Parameter, ParameterId, SourceSpan
from resnet_inspect.graph.paths import parent
from resnet_inspect.linter.context import LintContext, is_builtin
from resnet_inspect.linter.evidence.usage.returns import return_of
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import FunctionNode, about_weights, self_attribute
from resnet_inspect.linter.words import count


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such parameter of a class."""
    if context.graph.failures or not context.graph.complete:
        return
    seen: set[tuple[object, str]] = set()
    for module, parameter in _unread(context):
        attribute = parameter.name.rpartition(".")[2]
        if (module.class_source, attribute) not in seen:
            seen.add((module.class_source, attribute))
            yield _finding(context, module, parameter, attribute)


def _unread(context: LintContext) -> Iterator[tuple[Module, Parameter]]:
    """Yield the parameters that no operator reads, of modules that compute something else."""
    read = {one for graph in context.graphs for node in graph.nodes for one in node.parameters}
    called = {call.module for call in context.graph.calls} & _computing(context, read)
    for module in context.graph.modules:
        if is_builtin(module) or module.path not in called:
            continue
        for place in module.parameters:
            parameter = context.graph.parameters[place]
            if parameter.trainable and place not in read:
                yield module, parameter


def _computing(context: LintContext, read: set[ParameterId]) -> set[ModulePath]:
    """Return the modules that read some parameter, their own or one of the layers in them."""
    found: set[ModulePath] = set()
    for module in context.graph.modules:
        path = module.path
        if read.isdisjoint(module.parameters):
            continue
        while path not in found:
            found.add(path)
            path = parent(path)
    return found


def _finding(context: LintContext, module: Module, parameter: Parameter, attribute: str) -> Finding:
    named = _named(context, module, attribute)
    made = context.places.attribute(module, attribute) or module.definition
    place = _applied(context, module) or made
    return Finding(
        message=f"no operator reads `{attribute}` of `{module.type}`: "
        f"{count(parameter.tensor.numel, 'value')} that nothing trains"
        + (", though a method names it" if named else ""),
        place=place,
        label=f"without `{attribute}`",
        secondary=(Place(made, "never read"),) if made and made != place else (),
        modules=(module.path,),
        help=f"apply it: `x * self.{attribute}`, or remove it",
        severity=Severity.INFO if named else None,
    )


def _applied(context: LintContext, module: Module) -> SourceSpan | None:
    """Return where it was to be applied: the module's own join, else what its forward returns."""
    calls = [call for call in context.graph.calls if call.module == module.path]
    joins = [join.node.source for join in context.joins if join.node.call == calls[0].id]
    return joins[0] if len(joins) == 1 else return_of(context, calls[0])


def _named(context: LintContext, module: Module, attribute: str) -> bool:
    """Whether any method beside the constructor reads the attribute."""
    file = context.class_file(module)
    if file is None or module.class_source is None:
        return True
    node = file.class_at(module.type, module.class_source.line)
    methods = [
        one
        for one in (node.body if node is not None else [])
        if isinstance(one, FunctionNode) and not about_weights(one)
    ]
    return node is None or any(
        self_attribute(part) == attribute and isinstance(getattr(part, "ctx", None), ast.Load)
        for one in methods
        for part in ast.walk(one)
    )


RULE = Rule(
    code="RES518", name="unused-parameter", severity=Severity.WARNING, doc=__doc__, check=check
)
