"""Edits of expressions in a forward pass: unwrap a call, wrap an argument, assign a result."""

import ast

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.source.syntax import SourceFile, Sources, called_name

ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant)
"""Expressions to which a method call can be appended as they are."""


def expression_at(sources: Sources, span: SourceSpan | None) -> tuple[SourceFile, ast.expr] | None:
    """Return the expression that stands at a place, with its file."""
    file = sources.of(span)
    node = file.at(span) if file is not None else None
    return (file, node) if file is not None and node is not None else None


def call_at(sources: Sources, span: SourceSpan | None) -> tuple[SourceFile, ast.Call] | None:
    """Return the call that stands at a place, with its file."""
    found = expression_at(sources, span)
    return (found[0], found[1]) if found is not None and isinstance(found[1], ast.Call) else None


def unwrapped(sources: Sources, span: SourceSpan | None, title: str) -> Fix | None:
    """Put what a call reads in place of the call: ``F.softmax(x, dim=1)`` becomes ``x``.

    ``x.detach()`` and ``x.data`` become ``x`` as well. The layer that a container calls loses its
    place in the container.
    """
    found = expression_at(sources, span)
    if found is None:
        return None
    file, node = found
    inner = _inner(node)
    function = file.function(node)
    if _is_element(file, node) or function is None or function.name == "__init__" or inner is None:
        return _without_element(file, node, title)
    return Fix(title=title, edits=(replace(file, node, file.code(inner)),), safe=False)


def _inner(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Attribute(value=value, attr="data"):
            return value
        case ast.Call(func=ast.Attribute(value=value), args=[]):
            return value
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="torch" | "F" | "self")), args=[one, *_]
        ):
            return one
        case ast.Call(func=ast.Attribute(value=value), args=[*_]) if not isinstance(
            value, ast.Name | ast.Attribute
        ):
            return value
        case ast.Call(args=[one, *_]):
            return one
    return None


def _is_element(file: SourceFile, node: ast.expr) -> bool:
    """Whether an expression stands in a list, or among what a container is made of."""
    outer = file.parents.get(node)
    made = isinstance(outer, ast.Call) and called_name(outer) in {"Sequential", "ModuleList"}
    return made or isinstance(outer, ast.List | ast.Tuple)


def _without_element(file: SourceFile, node: ast.expr, title: str) -> Fix | None:
    """Remove one of the elements of a container's constructor."""
    outer = file.parents.get(node)
    elements = outer.args if isinstance(outer, ast.Call) else getattr(outer, "elts", [])
    if node not in elements or len(elements) < 2:  # noqa: PLR2004 - one must stay
        return None
    place = elements.index(node)
    span, text = file.span(node), ""
    if place:
        before = file.span(elements[place - 1])
        start, end = (before.end_line, before.end_column), (span.end_line, span.end_column)
    else:
        after = file.span(elements[1])
        start, end = (span.line, span.column), (after.line, after.column)
    whole = SourceSpan(file.path, start[0] or 1, start[1], end[0], end[1])
    return Fix(title=title, edits=(Edit.replace(whole, text),), safe=False)


def assigned(sources: Sources, span: SourceSpan | None) -> Fix | None:
    """Assign what a statement computes and drops to the variable that it reads."""
    found = expression_at(sources, span)
    if found is None:
        return None
    file, node = found
    statement = file.statement(node)
    value = statement.value if isinstance(statement, ast.Expr) else None
    name = _variable(value)
    if value is None or not name:
        return None
    edit = replace(file, value, f"{name} = {file.code(value)}")
    return Fix(title=f"Assign it to `{name}`", edits=(edit,), safe=False)


def _variable(node: ast.expr | None) -> str:
    """Return the variable that a call works on."""
    if not isinstance(node, ast.Call):
        return ""
    inner = _inner(node)
    return inner.id if isinstance(inner, ast.Name) else ""


def with_method(file: SourceFile, node: ast.expr, call: str) -> str:
    """Write an expression with a method call appended: ``x.flatten(1)``."""
    text = file.code(node)
    return f"{text}.{call}" if isinstance(node, ATOMS) else f"({text}).{call}"


def functional(file: SourceFile) -> str:
    """Return how a file names torch's functions for networks: ``F``, as a rule."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for one in node.names:
                full = f"{getattr(node, 'module', None) or ''}.{one.name}".strip(".")
                if full == "torch.nn.functional":
                    return one.asname or ("functional" if "from" in ast.unparse(node) else full)
    imported = {one.asname or one.name for one in _imports(file)}
    return "nn.functional" if "nn" in imported else "torch.nn.functional"


def _imports(file: SourceFile) -> list[ast.alias]:
    return [
        one
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for one in node.names
    ]


def is_call_of(node: ast.AST | None, *names: str) -> bool:
    """Whether a node calls a function or method of one of these names."""
    return called_name(node) in names


def replaced(sources: Sources, span: SourceSpan | None, text: str, title: str) -> Fix | None:
    """Write another expression at a place."""
    found = expression_at(sources, span)
    if found is None or found[0].code(found[1]) == text:
        return None
    return Fix(title=title, edits=(replace(*found, text),), safe=False)


def with_keyword(sources: Sources, span: SourceSpan | None, keyword: str, text: str) -> Fix | None:
    """Give a call one keyword argument, or another value for it."""
    found = call_at(sources, span)
    if found is None:
        return None
    file, call = found
    given = next((one.value for one in call.keywords if one.arg == keyword), None)
    edit = replace(file, given, text) if given else add_keyword(file, call, keyword, text)
    return Fix(title=f"Pass `{keyword}={text}`", edits=(edit,), safe=False)


def wrapped(
    sources: Sources, span: SourceSpan | None, before: str, title: str, after: str = ")"
) -> Fix | None:
    """Write ``before`` and ``after`` around an expression: ``F.relu(`` and ``)``."""
    found = expression_at(sources, span)
    if found is None:
        return None
    text = f"{before}{found[0].code(found[1])}{after}"
    return Fix(title=title, edits=(replace(*found, text),), safe=False)


def dedented(file: SourceFile, statement: ast.With) -> Edit:
    """Return the edit that leaves the body of a ``with`` and drops its header."""
    first, last = statement.body[0], statement.body[-1]
    shift = first.col_offset - statement.col_offset
    lines = file.lines[first.lineno - 1 : last.end_lineno]
    text = "\n".join(line[shift:] if not line[:shift].strip() else line for line in lines)
    return Edit.replace(file.span(statement), text.lstrip())
