"""A constructor argument is never used.

## What it does
Reports an argument of a module's constructor that its body never reads, or overwrites before it
does, and a flag, number or setting (`dilation`, `norm_layer`) that is only kept in an attribute
which nothing reads; likewise the arguments of a class's other methods that its calls pass. An
argument that exists for the sake of a common signature, since another class of the file reads one
of the same name, is only mentioned, as are arguments of factory functions.

## Why is this bad?
Whoever passes it expects an effect. Often a number was written where the argument was meant.

## Example
```python
class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
```

## References
- udlbook/udlbook issue 138: arguments and layers that nothing uses.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Module, ModuleCall, ModulePath, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.arguments import (
    overwritten,
    unread_arguments,
    unread_in_methods,
)
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword
from resnet_inspect.linter.remedies.arguments.passed_on import accepted, passed_on
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.class_count import is_class_count
from resnet_inspect.linter.source.defaults import defaults
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    names_read,
    self_attribute,
)

STRIDE = "stride"
STRIDES = frozenset({"stride", "strides", "s"})
"""What helpers call their stride."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such argument of the network's own classes."""
    for module in context.user_modules:
        file = context.class_file(module)
        if file is None or module.class_source is None:
            continue
        node = file.class_at(module.type, module.class_source.line)
        init = method(node, "__init__")
        for argument in unread_arguments(init) if init is not None else ():
            if _explained(context, module):
                continue
            if module.path or not is_class_count(argument.arg):
                yield _finding(file, module, argument)
        for statement, name in _vain(init) if init is not None else ():
            yield _in_vain(file, module, statement, name)
        yield from _flags(file, module, node)
        for function, name, statement in overwritten(file, node) if node is not None else ():
            yield _overwriting(file, module, function, name, statement)
        for function, argument in unread_in_methods(file, node) if node is not None else ():
            yield _unread_in_method(file, module, function, argument)
        if init is not None and not context.graph.failures:
            yield from _decides_only(context, file, module, init)
    yield from _factory(context)


def _overwriting(
    file: SourceFile, module: Module, function: FunctionNode, name: str, statement: ast.stmt
) -> Finding:
    return Finding(
        message=f"`{module.type}.{function.name}` overwrites its argument `{name}` before it reads "
        "it",
        place=file.span(statement) if isinstance(statement, ast.Assign) else file.header(function),
        label="whatever was passed",
        modules=(module.path,) if module.path else (),
        help="remove the line, or take another name",
    )


def _unread_in_method(
    file: SourceFile, module: Module, function: FunctionNode, argument: ast.arg
) -> Finding:
    return Finding(
        message=f"`{module.type}.{function.name}` is passed `{argument.arg}` and never reads it",
        place=file.span(argument),
        label="never read",
        severity=None
        if _EFFECTIVE.search(argument.arg) or _COMPUTES.search(function.name)
        else (Severity.INFO),
        modules=(module.path,) if module.path else (),
        help="use it, or remove it",
    )


def _vain(init: FunctionNode) -> Iterator[tuple[ast.Assign, str]]:
    """Yield the variables that nothing reads and that alone read an argument."""
    reads = _reads(init)
    arguments = set(parameter_names(init)[1:])
    for statement in init.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not reads[name]:
                used = Counter(one.id for one in ast.walk(value) if isinstance(one, ast.Name))
                alone = [one for one in used if one in arguments and used[one] == reads[one]]
                if alone and not name.startswith("_"):
                    yield statement, alone[0]


def _in_vain(file: SourceFile, module: Module, statement: ast.Assign, argument: str) -> Finding:
    name = file.code(statement.targets[0])
    return Finding(
        message=f"`{module.type}` works out `{name}` from its argument `{argument}`, and nothing "
        f"reads `{name}`",
        place=file.span(statement),
        label="never read",
        modules=(module.path,) if module.path else (),
        help=f"build as many as `{name}` says, or remove it",
    )


def _decides_only(
    context: LintContext, file: SourceFile, module: Module, init: FunctionNode
) -> Iterator[Finding]:
    """Yield a stride that a constructor compares with numbers, and hands to no layer."""
    reads = [node for node in ast.walk(init) if isinstance(node, ast.Name) and node.id == STRIDE]
    if not reads or any(file.enclosing(one, ast.Compare) is None for one in reads):
        return
    if any(_resizes(context, call) for call in _calls_of(context, module)):
        return
    conv = _widest(context, module)
    place = _in_function(context, file, init, conv.module) if conv is not None else None
    fixes = tuple(_stride_passed(file, place))
    yield Finding(
        message=f"`{module.type}` compares its `{STRIDE}` and gives it to no layer: nothing "
        "strides",
        place=place or file.header(init),
        label="without the stride",
        modules=(module.path,) if module.path else (),
        fix=fixes[0] if fixes else None,
        other_fixes=fixes[1:],
        help="pass the stride on to the convolution that is to stride",
    )


def _stride_passed(file: SourceFile, place: SourceSpan | None) -> Iterator[Fix]:
    """Yield the call of a convolution with the stride, by whatever name it takes it."""
    call = file.at(place) if place is not None else None
    if not isinstance(call, ast.Call):
        return
    for name in accepted(file, call):
        if name in STRIDES:
            edit = add_keyword(file, call, name, STRIDE)
            yield Fix(title=f"Pass `{name}={STRIDE}`", edits=(edit,), safe=False)


def _calls_of(context: LintContext, module: Module) -> Iterator[ModuleCall]:
    """Yield the calls of all modules of a class."""
    for call in context.graph.calls:
        if context.graph.module(call.module).class_source == module.class_source:
            yield call


def _resizes(context: LintContext, call: ModuleCall) -> bool:
    """Whether a call returns a map of half the size, or of twice, as a decoder does."""
    shapes = [context.graph.tensor(ref).shape[-1:] for ref in (*call.inputs, *call.outputs)]
    sides = sorted(shape[0] for shape in (shapes[0], shapes[-1]) if shape) if shapes else []
    return len(shapes) > 1 and len(sides) > 1 and sides[1] > sides[0] * 3 // 2


def _widest(context: LintContext, module: Module) -> Node | None:
    """Return the convolution of a module with the largest window, its first one of that size."""
    call = next((one for one in context.graph.calls if one.module == module.path), None)
    convs = [
        node
        for node in (context.graph.nodes_of(call) if call is not None else ())
        if isinstance(node.attrs, ConvAttrs) and node.module
    ]
    return max(convs, key=lambda node: max(node.attrs.kernel_size), default=None)  # type: ignore[union-attr]


def _in_function(
    context: LintContext, file: SourceFile, function: FunctionNode, path: ModulePath
) -> SourceSpan | None:
    """Return the call in a constructor that made a layer, itself or through helpers."""
    for other, call in context.places.construction(path):
        if other is file and file.function(call) is function:
            return file.span(call)
    return None


def _flags(file: SourceFile, module: Module, owner: ast.ClassDef | None) -> Iterator[Finding]:
    """Yield the settings that a constructor keeps in an attribute which nothing reads."""
    init = method(owner, "__init__")
    reads = _reads(init) if init is not None else Counter()
    for statement in ast.walk(init) if init is not None else ():
        match statement:
            case ast.Assign(targets=[target], value=ast.Name(id=name)):
                attribute = self_attribute(target)
                alone = name in _switches(init) or _is_setting(file, module, init, name, reads)
                if attribute and alone and not _read_anywhere(file, attribute):
                    yield Finding(
                        message=f"`{module.type}` keeps its argument `{name}` and never reads it",
                        place=file.span(statement),
                        label="never read",
                        modules=(module.path,) if module.path else (),
                        help="act on it, or remove it",
                    )


def _is_setting(
    file: SourceFile, module: Module, init: FunctionNode | None, name: str, reads: Counter[str]
) -> bool:
    """Whether an argument is a number that should decide something, and is read only to be kept."""
    default = defaults(init).get(name) if init is not None else None
    number = isinstance(default, ast.Constant) and isinstance(default.value, int | float)
    effective = number or _EFFECTIVE.search(name) is not None
    known = init is not None and name in parameter_names(init)[1:]
    return known and effective and reads[name] == 1 and not _extends_layer(file, module)


_COMPUTES = re.compile(r"forward|pool|head|fuse|make|build|block|layer|stage|embed|encode|decode")
"""What is in the names of methods that build layers, or compute with them."""

_EFFECTIVE = re.compile(
    r"stride|groups|dilat|drop|kernel|padding|norm|act|reduction|ratio|expan|scale|bias|width|pool"
)
"""What is in the names of arguments that change a network, whatever their default."""


def _reads(function: FunctionNode) -> Counter[str]:
    """Count how often each variable of a function is read."""
    return Counter(
        node.id for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )  # fmt: skip


def _switches(function: FunctionNode | None) -> set[str]:
    """Return the parameters of a function that are True or False by default."""
    if function is None:
        return set()
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args][::-1]
    pairs = [
        *zip(named, arguments.defaults[::-1], strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {
        one.arg
        for one, value in pairs
        if isinstance(value, ast.Constant) and isinstance(value.value, bool)
    }


def _read_anywhere(file: SourceFile, attribute: str) -> bool:
    """Whether any object's attribute of that name is read in a file, or named in a text."""
    for node in ast.walk(file.tree):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Load()) | ast.Constant(value=str(name)):
                if name == attribute:
                    return True
    return False


def _finding(file: SourceFile, module: Module, argument: ast.arg) -> Finding:
    function = file.function(argument)
    fixes = [*passed_on(file, function, argument.arg)] if function is not None else []
    shared = _read_by_another_class(file, module.type, argument.arg) or _extends_layer(file, module)
    return Finding(
        message=f"`{module.type}` never uses its argument `{argument.arg}`",
        place=file.span(argument),
        label="never read",
        modules=(module.path,) if module.path else (),
        help="use it, or remove it",
        fix=fixes[0] if fixes and not shared else None,
        other_fixes=tuple(fixes[1:]),
        severity=Severity.INFO if shared else None,
    )


def _read_by_another_class(file: SourceFile, own: str, argument: str) -> bool:
    for node in file.classes:
        init = method(node, "__init__")
        if node.name == own or init is None:
            continue
        names = [one.arg for one in (*init.args.args, *init.args.kwonlyargs)]
        if argument in names and any(argument in names_read(one) for one in init.body):
            return True
    return False


def _explained(context: LintContext, module: Module) -> bool:
    """Whether a failure is reported inside the class, which the argument was meant to avoid."""
    file = context.class_file(module)
    if file is None or module.class_source is None:
        return False
    node = file.class_at(module.type, module.class_source.line)
    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1) if node is not None else ()
    places = [one.finding.place for one in context.explanations if one.code == "RES110"]
    return any(one and one.file == file.path and one.line in lines for one in places)


def _extends_layer(file: SourceFile, module: Module) -> bool:
    """Whether a class derives from a ready layer, whose signature it keeps."""
    node = file.class_at(module.type, module.class_source.line if module.class_source else None)
    names = [ast.unparse(base).rpartition(".")[2] for base in (node.bases if node else ())]
    own = {one.name for one in file.classes}
    return any(name not in {"Module", "Sequential", "object", *own} for name in names)


def _factory(context: LintContext) -> Iterator[Finding]:
    source = context.graph.run.source
    file = context.sources.of(source)
    function = file.function_at(source.line) if file is not None and source is not None else None
    if file is None or function is None or function.name in {"__init__", "forward"}:
        return
    for argument in unread_arguments(function):
        if not is_class_count(argument.arg):
            fixes = [*passed_on(file, function, argument.arg)]
            yield Finding(
                message=f"`{function.name}` never uses its argument `{argument.arg}`",
                place=file.span(argument),
                label="never read",
                help="use it, or remove it",
                fix=fixes[0] if fixes else None,
                other_fixes=tuple(fixes[1:]),
                severity=None if _taken(file, function, argument.arg) else Severity.INFO,
            )


def _taken(file: SourceFile, factory: FunctionNode, argument: str) -> bool:
    """Whether a class that a factory builds takes an argument of the same name."""
    built = {called_name(node) for node in ast.walk(factory)}
    return any(
        argument in parameter_names(init)
        for node in file.classes
        if node.name in built and (init := method(node, "__init__")) is not None
    )


RULE = Rule(
    code="RES504", name="unused-argument", severity=Severity.WARNING, doc=__doc__, check=check
)
