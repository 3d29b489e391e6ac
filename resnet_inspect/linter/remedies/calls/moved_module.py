"""Moves modules that a forward constructs into the constructor of its class."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, LinearAttrs, ModuleCall, ModulePath, NormAttrs
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.scope import free_name, own_init
from resnet_inspect.linter.evidence.usage.unregistered import constructor_of, made_in_forward
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.blame import LOOPS, handed_over
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, called_name

WIDTHS: dict[type, tuple[tuple[str, str], ...]] = {
    ConvAttrs: (("in_channels", "in_channels"), ("out_channels", "out_channels")),
    LinearAttrs: (("in_features", "in_features"), ("out_features", "out_features")),
    NormAttrs: (("num_features", "channels"),),
}
"""Constructor arguments that are widths, in their order, and where a trace has them."""

PLAIN = frozenset({"self", "nn", "torch"})
"""Names that mean the same in a forward and in a constructor."""


def moved(context: LintContext, call: ModuleCall) -> Fix | None:
    """Offer to construct once what the forward around a call constructs each time."""
    file = context.sources.of(call.source)
    function = file.function(file.at(call.source)) if file is not None else None
    init = own_init(file, function) if file is not None and function is not None else None
    if file is None or function is None or init is None:
        return None
    edits: list[Edit] = []
    statements: list[str] = []
    for node, path in _constructed(context, file, function):
        text = _arguments(context, file, init, node, path)
        if text is None:
            return None
        name = _name(file, node, statements)
        statements.append(f"self.{name} = {text}")
        edits.append(replace(file, node, f"self.{name}"))
    title = "Construct it in `__init__`"
    edits.append(_appended(file, init, statements))
    return Fix(title=title, edits=tuple(edits), safe=False) if statements else None


def _constructed(
    context: LintContext, file: SourceFile, function: FunctionNode
) -> Iterator[tuple[ast.expr, ModulePath]]:
    """Yield the expressions of a forward that construct modules, loops left out."""
    seen: set[ast.AST] = set()
    for call in context.graph.calls:
        if context.graph.module(call.module).registered or not made_in_forward(context, call):
            continue
        node = _constructing(context, call)
        if node is None or file.function(node) is not function or node in seen:
            continue
        if file.enclosing(node, *LOOPS) is None:
            seen.add(node)
            yield node, call.module


def _constructing(context: LintContext, call: ModuleCall) -> ast.expr | None:
    span = constructor_of(context, call)
    if span is not None:
        return context.sources.at(span)
    called = context.sources.at(call.source)
    return called.func if isinstance(called, ast.Call) else None


def _layer(node: ast.expr) -> ast.expr:
    """Return the constructor itself, without ``.to(x.device)`` and the like."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call() as inner)):
            return _layer(inner)
    return node


def _arguments(
    context: LintContext, file: SourceFile, init: FunctionNode, node: ast.expr, path: ModulePath
) -> str | None:
    """Write the constructor so that it means the same in ``__init__``."""
    layer = _layer(node)
    text = file.code(layer)
    if not isinstance(layer, ast.Call):
        return None
    start = file.span(layer)
    widths = _known(context, file, init, path)
    for place, value in reversed([*enumerate(layer.args)]):
        names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
        if names <= PLAIN:
            continue
        span = file.span(value)
        if place >= len(widths) or span.line != start.line or span.end_line != start.line:
            return None
        offset = start.column or 0
        begin, end = (span.column or 0) - offset, (span.end_column or 0) - offset
        text = f"{text[:begin]}{widths[place]}{text[end:]}"
    return text


def _known(
    context: LintContext, file: SourceFile, init: FunctionNode, path: ModulePath
) -> list[str]:
    """Return a layer's widths in the words of a constructor, as numbers where it has none."""
    node = next((one for one in context.graph.nodes if one.module == path), None)
    fields = WIDTHS.get(type(node.attrs), ()) if node is not None else ()
    owner = path.rpartition(".")[0]
    words = dict(_words(context, file, init, owner))
    numbers = [getattr(node.attrs, field) for _, field in fields] if node is not None else []
    return [words.get(number, str(number)) for number in numbers]


def _words(
    context: LintContext, file: SourceFile, init: FunctionNode, owner: str
) -> Iterator[tuple[int, str]]:
    """Yield the widths that a constructor hands to its layers, and how it writes them."""
    for node in context.graph.nodes:
        for keyword, field in WIDTHS.get(type(node.attrs), ()):
            if not context.is_layer(node) or not is_within(node.module, ModulePath(owner)):
                continue
            handed = handed_over(context.places, node.module, keyword, init)
            if handed is not None and isinstance(handed.value, ast.Name | ast.Attribute):
                yield getattr(node.attrs, field), file.code(handed.value)


def _name(file: SourceFile, node: ast.expr, statements: list[str]) -> str:
    """Call the attribute as the variable is called, else by the kind of layer."""
    outer = file.parents.get(node)
    match outer:
        case ast.Assign(targets=[ast.Name(id=variable)]):
            return variable
    kind = called_name(_layer(node)).lower().rstrip("123d") or "layer"
    name = free_name(file, node, f"{kind}0").removesuffix("1") if not statements else kind
    taken = {one.partition(" = ")[0] for one in statements}
    return name if f"self.{name}" not in taken else f"{name}{len(statements) + 1}"


def _appended(file: SourceFile, init: FunctionNode, statements: list[str]) -> Edit:
    """Write statements at a constructor's end."""
    last, first = file.span(init.body[-1]), file.span(init.body[0])
    indent = " " * (first.column or 0)
    line, column = last.end_line or last.line, last.end_column or 0
    text = "".join(f"\n{indent}{one}" for one in statements)
    return Edit(file.path, line, column, line, column, text)
