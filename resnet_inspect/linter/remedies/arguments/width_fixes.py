"""Repairs of a width in the author's words: the neighbor's expression, the expansion, a number."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.widths.width_place import WidthPlace
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.fixes.statements import added_behind
from resnet_inspect.linter.source.blame import LOOPS, Blamed
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import SourceFile, Sources, method


def like_neighbor(
    context: LintContext, node: Node, keyword: str, other: Node, others: str
) -> Fix | None:
    """Offer to take over the expression by which a layer beside this one gets its width.

    Both have to be constructed by one function, so that it means the same.
    """
    places = context.places
    if not (context.is_layer(node) and context.is_layer(other)):
        return None
    found, beside = places.constructor(node.module), places.constructor(other.module)
    old, new = places.argument(node.module, keyword), places.argument(other.module, others)
    if found is None or beside is None or old is None or new is None:
        return None
    file, call = found
    if beside[0] is not file or file.function(call) is not file.function(beside[1]):
        return None
    text = file.code(new)
    return _fix(replace(file, old, text), text) if file.code(old) != text else None


def by_the_other_name(context: LintContext, decided: WidthPlace) -> Iterator[Fix]:
    """Offer the variable at hand that has the right width, in place of the one handed over."""
    file = context.sources.of(decided.span)
    if file is not None and decided.value is not None:
        yield _fix(replace(file, decided.value, decided.meant), decided.meant)


def at_decision(blamed: Blamed, have: int, factor: int) -> Iterator[Fix]:
    """Yield what may be written where a width is decided, the likelier first."""
    value = blamed.value
    if value is None:
        return
    file, text = blamed.file, blamed.file.code(value)
    for name in expansions(file, blamed.call) if factor > 1 else ():
        yield _fix(replace(file, value, _times(value, text, name)), _times(value, text, name))
    swapped = _swapped(file, blamed.call)
    if swapped is not None:
        yield swapped
    if file.enclosing(blamed.call, *LOOPS) is None and not _is_parameter(file, blamed):
        yield _fix(replace(file, value, str(have)), str(have))
    elif factor > 1 and not _is_parameter(file, blamed):
        product = _times(value, text, str(factor))
        yield _fix(replace(file, value, product), product)


def _is_parameter(file: SourceFile, blamed: Blamed) -> bool:
    """Whether the width is handed on from further out, where it may differ from call to call."""
    function = file.function(blamed.call)
    names = parameter_names(function) if function is not None else []
    return isinstance(blamed.value, ast.Name) and blamed.value.id in names


def at_update(file: SourceFile, span: SourceSpan, factor: int) -> Iterator[Fix]:
    """Yield how the running width of a loop over blocks may be kept."""
    expression = file.at(span)
    statement = file.statement(expression)
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.expr) or factor <= 1:
        return
    for name in (*expansions(file, value), str(factor)):
        product = _times(value, file.code(value), name)
        yield _fix(replace(file, value, product), product)


def at_next(blamed: Blamed) -> Iterator[Fix]:
    """Yield how a running width may be kept behind the call that a loop repeats."""
    file, call = blamed.file, blamed.call
    statement = file.statement(call)
    if not blamed.name or statement is None or not isinstance(file.parents.get(statement), ast.For):
        return
    for value in (*call.args, *(one.value for one in call.keywords)):
        if value is not blamed.value and not isinstance(value, ast.Constant | ast.Starred):
            text = f"{blamed.name} = {file.code(value)}"
            edit = added_behind(file, statement, text)
            yield Fix(title=f"Keep `{text}` behind it", edits=(edit,), safe=True)


def expansions(file: SourceFile, node: ast.AST) -> list[str]:
    """Return the names by which a block's expansion is known where ``node`` stands."""
    function = file.function(node)
    if function is None:
        return []
    local = {
        one.id for one in ast.walk(function) if isinstance(one, ast.Name) and _is_expansion(one.id)
    }
    local |= {name for name in parameter_names(function) if _is_expansion(name)}
    blocks = [name for name in parameter_names(function) if "block" in name.lower()]
    owner = file.enclosing(function, ast.ClassDef)
    own = ["self.expansion"] if isinstance(owner, ast.ClassDef) and _has_expansion(owner) else []
    return [*sorted(local), *own, *(f"{name}.expansion" for name in blocks)]


def _is_expansion(name: str) -> bool:
    return name == "e" or name.lower().startswith(("exp", "mult"))


def _has_expansion(owner: ast.ClassDef) -> bool:
    names = [
        ast.unparse(target)
        for one in owner.body
        for target in getattr(one, "targets", [getattr(one, "target", None)])
        if target is not None
    ]
    init = method(owner, "__init__")
    return "expansion" in names or (init is not None and "self.expansion" in ast.unparse(init))


def _times(value: ast.expr, text: str, factor: str) -> str:
    plain = isinstance(value, ast.Name | ast.Attribute | ast.Constant | ast.Call | ast.Subscript)
    return f"{text} * {factor}" if plain else f"({text}) * {factor}"


def exchanged(sources: Sources, span: SourceSpan | None) -> Fix | None:
    """Exchange the first two arguments of a call; one of them may be what ``span`` gives."""
    found = expression_at(sources, span)
    if found is None:
        return None
    file, node = found
    call = node if isinstance(node, ast.Call) else file.enclosing(node, ast.Call)
    while isinstance(call, ast.Call):
        fix = _swapped(file, call)
        if fix is not None:
            return fix
        inner = [one for one in call.args if isinstance(one, ast.Call)]
        call = inner[0] if inner else None
    return None


def _swapped(file: SourceFile, call: ast.Call) -> Fix | None:
    """Exchange the first two arguments, which are two widths in most constructors."""
    match call.args:
        case [one, other, *_] if not any(isinstance(arg, ast.Starred) for arg in call.args):
            first, second = file.code(one), file.code(other)
            edits = (replace(file, one, second), replace(file, other, first))
            title = f"Exchange `{first}` and `{second}`"
            return Fix(title=title, edits=edits, safe=True) if first != second else None
    return None


def _fix(edit: Edit, text: str) -> Fix:
    return Fix(title=f"Write `{text}`", edits=(edit,), safe=True)
