"""A tensor is kept in a plain attribute.

## What it does
Reports a tensor that a constructor makes (`torch.zeros(1)`, `torch.tensor(...)`), that a forward
computes with, and that is neither a parameter nor a buffer. Where the forward moves it to the
input's device itself, it is only mentioned.

## Why is this bad?
No optimizer trains it, `state_dict()` does not save it, and `.to("cuda")` leaves it on the CPU,
where the forward then fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.scale = torch.zeros(1)

    def forward(self, x):
        return x + self.scale * F.relu(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.scale = nn.Parameter(torch.zeros(1))
```

## References
- PyTorch documentation, `torch.nn.parameter.Parameter`, and `torch.nn.Module.register_buffer`.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module, OpKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name, method, self_attribute

MAKERS = frozenset(
    {"zeros", "ones", "rand", "randn", "empty", "full", "tensor", "Tensor", "FloatTensor", "eye"}
)
MOVERS = frozenset({"to", "type_as", "cuda", "to_like"})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such attribute of the network's classes that a forward used."""
    used = {node.source for node in context.graph.of_kind(OpKind.CONSTANT)}
    for module in context.user_modules:
        file = context.class_file(module)
        owner = file.class_at(module.type, _line(module)) if file is not None else None
        if file is None or owner is None:
            continue
        for value, attribute in _tensors(method(owner, "__init__")):
            reads = _reads(owner, attribute)
            if not reads or _known(context, module, attribute) or not _used(file, reads, used):
                continue
            yield _finding(file, value, module, attribute, moved=_moved(file, reads))


def _line(module: Module) -> int | None:
    return module.class_source.line if module.class_source is not None else None


def _tensors(init: ast.AST | None) -> Iterator[tuple[ast.Assign, str]]:
    """Yield the attributes that a constructor gives a new tensor."""
    for node in ast.walk(init) if init is not None else ():
        match node:
            case ast.Assign(
                targets=[target], value=ast.Call(func=ast.Attribute(value=ast.Name(id="torch")))
            ):
                if self_attribute(target) and called_name(node.value) in MAKERS:
                    yield node, self_attribute(target)


def _reads(owner: ast.ClassDef, attribute: str) -> list[ast.AST]:
    return [
        node
        for function in owner.body
        if isinstance(function, ast.FunctionDef) and function.name != "__init__"
        for node in ast.walk(function)
        if self_attribute(node) == attribute and isinstance(getattr(node, "ctx", None), ast.Load)
    ]


def _known(context: LintContext, module: Module, attribute: str) -> bool:
    """Whether the attribute is a parameter or buffer after all."""
    names = [one for place in module.parameters for one in context.graph.parameters[place].names]
    return attribute in {one.rpartition(".")[2] for one in names}


def _used(file: SourceFile, reads: list[ast.AST], used: set[SourceSpan | None]) -> bool:
    """Whether the trace made a constant of the attribute in an expression around a read."""
    spans = {file.span(outer) for read in reads for outer in (read, *file.outward(read))}
    starts = {(one.file, one.line, one.column) for one in spans}
    return any(span and (span.file, span.line, span.column) in starts for span in used)


def _moved(file: SourceFile, reads: list[ast.AST]) -> bool:
    parents = [file.parents.get(read) for read in reads]
    return any(isinstance(one, ast.Attribute) and one.attr in MOVERS for one in parents)


def _finding(
    file: SourceFile, value: ast.Assign, module: Module, attribute: str, *, moved: bool
) -> Finding:
    return Finding(
        message=f"`{module.type}` keeps the tensor `{attribute}` in a plain attribute: it is not "
        "trained, saved or moved",
        place=file.span(value),
        label="neither a parameter nor a buffer",
        modules=(module.path,) if module.path else (),
        fix=_parameter(file, value),
        help="make it an `nn.Parameter` if it is learned, else `self.register_buffer(...)`",
        severity=Severity.INFO if moved else None,
    )


def _parameter(file: SourceFile, statement: ast.Assign) -> Fix:
    text = f"nn.Parameter({file.code(statement.value)})"
    edit = replace(file, statement.value, text)
    return Fix(title="Make it a parameter", edits=(edit,), safe=False)


RULE = Rule(code="RES512", name="plain-tensor", severity=Severity.WARNING, doc=__doc__, check=check)
