"""One block object stands at several places of a container.

## What it does
Reports a module with parameters that is registered several times in one container, as
`[Block()] * n` does.

## Why is this bad?
All places share one set of weights: the network has the depth of n blocks and the parameters of
one.

## Example
```python
def conv():
    return nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())


model = nn.Sequential(nn.Conv2d(3, 8, 3), *[conv()] * 3)
```

Use instead, the rest as above:

```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), *[conv() for _ in range(3)])
```

## Fix safety
Unsafe: the network gains parameters.

## References
- deep-learning-with-pytorch/dlwpt-code issues 54 and 89: `n_blocks * [ResBlock(...)]` in a book.
- PyTorch documentation, `torch.nn.Sequential`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module, ModulePath, SourceSpan
from resnet_inspect.graph.paths import is_within, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile
from resnet_inspect.linter.words import listing


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each object that is repeated."""
    repeated: dict[ModulePath, list[ModulePath]] = {}
    for module in context.graph.modules:
        first = module.alias_of
        if first is not None and _is_repetition(context, module, first):
            repeated.setdefault(first, [first]).append(module.path)
    for first, paths in repeated.items():
        yield _finding(context, context.graph.module(first), paths)
    yield from _unregistered(context, set(repeated))


def _is_repetition(context: LintContext, module: Module, first: ModulePath) -> bool:
    owner = parent(module.path)
    if owner != parent(first) or not context.in_module_container(module.path):
        return False
    return _has_parameters(context, first)


def _has_parameters(context: LintContext, path: ModulePath) -> bool:
    return any(
        module.parameters for module in context.graph.modules if is_within(module.path, path)
    )


def _unregistered(context: LintContext, known: set[ModulePath]) -> Iterator[Finding]:
    """Find repetitions in plain lists, which register nothing, by their source."""
    for module in context.graph.modules:
        if module.registered or module.path in known or not module.path:
            continue
        file = context.sources.of(module.definition)
        node = file.at(module.definition) if file is not None else None
        if file is not None and _product(file, node) and _has_parameters(context, module.path):
            yield _finding(context, module, [module.path])


def _finding(context: LintContext, module: Module, paths: list[ModulePath]) -> Finding:
    place, fix = _place(context, module)
    times = f"{len(paths)} times, as {listing(paths)}" if len(paths) > 1 else "several times"
    return Finding(
        message=f"one `{module.type}` object stands in the network {times}: "
        "all places share its weights",
        place=place,
        label="repeats one object",
        modules=tuple(paths),
        help="construct each one: `[Block() for _ in range(n)]`",
        fix=fix,
    )


def _place(context: LintContext, module: Module) -> tuple[SourceSpan | None, Fix | None]:
    file = context.sources.of(module.definition)
    node = file.at(module.definition) if file is not None else None
    if file is None or node is None:
        return module.definition, None
    product = _product(file, node)
    if product is not None:
        return file.span(product), _fix(file, product)
    return _use_of_variable(file, node) or module.definition, None


def _product(file: SourceFile, node: ast.AST | None) -> ast.BinOp | None:
    """Return the ``[...] * n`` around a constructor call."""
    for outer in file.outward(node):
        if isinstance(outer, ast.stmt):
            return None
        if isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Mult):
            return outer
    return None


def _use_of_variable(file: SourceFile, node: ast.expr) -> SourceSpan | None:
    """Return the expression that repeats the variable to which the object was assigned."""
    statement = file.statement(node)
    function = file.function(node)
    if not isinstance(statement, ast.Assign) or function is None:
        return None
    names = {one.id for one in statement.targets if isinstance(one, ast.Name)}
    for use in ast.walk(function):
        if isinstance(use, ast.Name) and use.id in names and isinstance(use.ctx, ast.Load):
            product = _product(file, use)
            if product is not None:
                return file.span(product)
            around = file.enclosing(use, ast.ListComp, ast.GeneratorExp)
            if isinstance(around, ast.ListComp | ast.GeneratorExp):
                return file.span(around)
            if file.enclosing(use, ast.For, ast.While) is not None:
                return file.span(file.statement(use) or use)
    return None


def _fix(file: SourceFile, product: ast.BinOp) -> Fix | None:
    if not isinstance(product.left, ast.List) or len(product.left.elts) != 1:
        return None
    made, times = file.code(product.left.elts[0]), file.code(product.right)
    edit = Edit.replace(file.span(product), f"[{made} for _ in range({times})]")
    return Fix(title="Construct each one", edits=(edit,), safe=False)


RULE = Rule(
    code="RES502", name="repeated-module-object", severity=Severity.ERROR, doc=__doc__, check=check
)
