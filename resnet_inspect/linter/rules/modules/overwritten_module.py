"""A module is replaced by another one of the same name before anything uses it.

## What it does
Reports a second layer of the same name: a repeated key of an `OrderedDict` or dictionary, a second
`add_module` with the same text, a second assignment to the same attribute right behind the first, a
text with braces that lacks the f of an f-string.

## Why is this bad?
The first layer is gone. In an ordered dictionary the second takes its place, so that the layers
also run in another order than the one that is written.

## Example
```python
from collections import OrderedDict

model = nn.Sequential(
    OrderedDict([
        ("conv1", nn.Conv2d(3, 8, 3, bias=False)), ("norm1", nn.BatchNorm2d(8)),
        ("relu1", nn.ReLU()),
        ("conv2", nn.Conv2d(8, 8, 3, padding=1, bias=False)), ("relu1", nn.ReLU()),
    ])
)
```

Use instead:

```python
from collections import OrderedDict

model = nn.Sequential(
    OrderedDict([
        ("conv1", nn.Conv2d(3, 8, 3, bias=False)), ("norm1", nn.BatchNorm2d(8)),
        ("relu1", nn.ReLU()),
        ("conv2", nn.Conv2d(8, 8, 3, padding=1, bias=False)), ("relu2", nn.ReLU()),
    ])
)
```

## References
- Python documentation, Dictionary displays: the last value of a repeated key prevails.
"""

import ast
from collections.abc import Iterator, Sequence

from resnet_inspect.graph.paths import name
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name, self_attribute

PAIR = 2
Named = tuple[str, ast.expr | ast.stmt]


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each name that is given twice in one place."""
    for file in context.own_files:
        for node in ast.walk(file.tree):
            for names in (_display(node), _pairs(node), *_bodies(node)):
                yield from _repeated(file, names)
        yield from _unformatted(context, file)


def _unformatted(context: LintContext, file: SourceFile) -> Iterator[Finding]:
    """Yield the texts with braces that name modules: each round of a loop replaces the last."""
    named = {name(one.path) for one in context.graph.modules if "{" in one.path}
    texts = [
        node
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in named
    ]
    texts.sort(key=lambda one: one.lineno)
    for node in texts[:1]:
        yield Finding(
            message=f"a module is called `{node.value!s}`: the text is not formatted, and each one "
            "replaces the one before",
            place=file.span(node),
            label="no f before the quotes",
            severity=None if context.graph.complete else Severity.ERROR,
            fix=_formatted(file, texts),
            help="write an f-string",
        )


def _formatted(file: SourceFile, texts: Sequence[ast.Constant]) -> Fix:
    """Write an f before the quotes of each."""
    edits = tuple(replace(file, node, f"f{file.code(node)}") for node in texts)
    return Fix(title="Write an f-string", edits=edits, safe=False)


def _display(node: ast.AST) -> list[Named]:
    """Return the keys of a dictionary whose values are calls."""
    if not isinstance(node, ast.Dict):
        return []
    return [
        (key.value, key)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
        and isinstance(value, ast.Call)
    ]  # fmt: skip


def _pairs(node: ast.AST) -> list[Named]:
    """Return the keys of ``OrderedDict([("name", layer()), ...])``."""
    if called_name(node) != "OrderedDict" or not isinstance(node, ast.Call) or not node.args:
        return []
    entries = node.args[0].elts if isinstance(node.args[0], ast.List | ast.Tuple) else []
    return [
        (entry.elts[0].value, entry)
        for entry in entries
        if isinstance(entry, ast.Tuple) and len(entry.elts) == PAIR
        and isinstance(entry.elts[0], ast.Constant) and isinstance(entry.elts[0].value, str)
        and isinstance(entry.elts[1], ast.Call)
    ]  # fmt: skip


def _bodies(node: ast.AST) -> Iterator[list[Named]]:
    """Yield runs of statements that name layers, broken where a name is read."""
    if isinstance(node, ast.FunctionDef) and node.name == "__init__":
        run: list[Named] = []
        for statement in node.body:
            named = _named(statement)
            if named is None or _reads(statement, run):
                yield run
                run = []
            if named is not None:
                run.append((named, statement))
        yield run


def _named(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Assign(targets=[target], value=ast.Call()) if self_attribute(target):
            return self_attribute(target)
        case ast.Expr(value=ast.Call(args=[ast.Constant(value=str(text)), *_]) as call):
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            if called_name(call) == "add_module" and owner is not None:
                return text if isinstance(owner, ast.Name) and owner.id == "self" else None
    return None


def _reads(statement: ast.stmt, run: Sequence[Named]) -> bool:
    """Whether a statement reads one of the names given so far."""
    given = {text for text, _ in run}
    return any(
        self_attribute(node) in given and isinstance(getattr(node, "ctx", None), ast.Load)
        for node in ast.walk(statement)
    )


def _repeated(file: SourceFile, names: Sequence[Named]) -> Iterator[Finding]:
    first: dict[str, ast.expr | ast.stmt] = {}
    for text, node in names:
        if text in first:
            yield Finding(
                message=f"a second layer is called `{text}`: the first one is replaced",
                place=file.span(node),
                label="the same name",
                secondary=(Place(file.span(first[text]), "replaced"),),
                fix=_renamed(file, node, text, {name for name, _ in names}),
                help="give each layer a name of its own",
            )
        first.setdefault(text, node)


def _renamed(file: SourceFile, node: ast.expr | ast.stmt, text: str, taken: set[str]) -> Fix | None:
    """Number the second one, where it is a key of a dictionary or list of pairs."""
    key = node.elts[0] if isinstance(node, ast.Tuple) else node
    if not isinstance(key, ast.Constant):
        return None
    stem = text.rstrip("0123456789")
    number = next(one for one in range(2, 999) if f"{stem}{one}" not in taken)
    quote = file.code(key)[-1]
    edit = replace(file, key, f"{quote}{stem}{number}{quote}")
    return Fix(title=f"Call it `{stem}{number}`", edits=(edit,), safe=False)


RULE = Rule(
    code="RES513", name="overwritten-module", severity=Severity.WARNING, doc=__doc__, check=check
)
