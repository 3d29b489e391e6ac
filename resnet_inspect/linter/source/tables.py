"""The cells of a table that a loop reads an argument from: a column of rows, a list of widths."""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.source.blame import LOOPS, assignments
from resnet_inspect.linter.source.syntax import SourceFile, called_name

PASSING = frozenset({"list", "tuple", "reversed", "iter", "enumerate"})
FIELDS = frozenset({"field", "Field"})
DEPTH = 4


def cells(file: SourceFile, value: ast.expr, depth: int = DEPTH) -> Iterator[ast.expr]:
    """Yield what a table of the file may hold where an expression reads one of its cells."""
    if not depth:
        return
    match value:
        case ast.Name():
            yield from _of_name(file, value, depth)
        case ast.Attribute(value=ast.Name() as row, attr=key):
            for element in cells(file, row, depth - 1):
                yield from _entry(file, element, key)
        case ast.Subscript(value=rows, slice=ast.Constant(value=str() | int() as key)):
            for element in (*cells(file, rows, depth - 1), *_tables(file, rows)):
                yield from _entry(file, element, key)
        case ast.Subscript(value=rows):
            for table in _tables(file, rows):
                yield from _elements(table)
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            yield from (*cells(file, left, depth - 1), *cells(file, right, depth - 1))


def _of_name(file: SourceFile, value: ast.Name, depth: int) -> Iterator[ast.expr]:
    yield from _looped(file, value, value.id)
    function = file.function(value)
    for one in assignments(function, value.id) if function is not None else ():
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            yield from cells(file, one.value, depth - 1)


def _looped(file: SourceFile, node: ast.expr, name: str) -> Iterator[ast.expr]:
    for loop in file.outward(node):
        heads: list[tuple[ast.expr, ast.expr]] = []
        match loop:
            case ast.For(target=target, iter=rounds):
                heads = [(target, rounds)]
            case ast.ListComp(generators=made) | ast.GeneratorExp(generators=made):
                heads = [(one.target, one.iter) for one in made]
        for target, rounds in heads if isinstance(loop, LOOPS) else ():
            yield from _column(file, target, rounds, name)


def _column(file: SourceFile, target: ast.expr, rounds: ast.expr, name: str) -> Iterator[ast.expr]:
    """Yield what a loop's variable is given, round after round."""
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    match rounds:
        case ast.Call(func=ast.Name(id="zip"), args=lists):
            for part, one in zip(parts, lists, strict=False):
                yield from _column(file, part, one, name)
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            yield from _column(file, parts[-1], inner, name) if parts else ()
        case _:
            for table in _tables(file, rounds):
                for row in _elements(table):
                    yield from _unpacked(target, row, name)


def _unpacked(target: ast.expr, row: ast.expr, name: str) -> Iterator[ast.expr]:
    match target:
        case ast.Name(id=own) if own == name:
            yield row
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for one, cell in zip(targets, _elements(row), strict=False):
                yield from _unpacked(one, cell, name)


def _elements(table: ast.expr) -> list[ast.expr]:
    match table:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Call(args=elements):
            return elements
        case ast.Dict(values=values):
            return [one for value in values for one in _elements(value)]
    return []


def _tables(file: SourceFile, source: ast.expr) -> Iterator[ast.expr]:
    """Yield the literals that an expression may stand for."""
    match source:
        case ast.List() | ast.Tuple() | ast.Dict():
            yield source
        case ast.Call(args=[inner, *_]) if called_name(source) in PASSING:
            yield from _tables(file, inner)
        case ast.Call(keywords=keywords) if called_name(source) in FIELDS:
            made = (one.value for one in keywords if one.arg == "default_factory")
            yield from (one.body for one in made if isinstance(one, ast.Lambda))
        case ast.Name(id=name) | ast.Attribute(attr=name):
            for value in _given(file, name):
                yield from _tables(file, value) if not _names(value, name) else ()
        case ast.Subscript(value=inner, slice=ast.Constant(value=str() as key)):
            for table in _tables(file, inner):
                yield from _entry(file, table, key)
        case ast.Subscript(value=inner):
            for table in _tables(file, inner):
                yield from table.values if isinstance(table, ast.Dict) else ()


def _names(value: ast.expr, name: str) -> bool:
    """Whether a value is of the same name: ``self.widths = widths``."""
    return getattr(value, "id", "") == name or getattr(value, "attr", "") == name


def _given(file: SourceFile, name: str) -> Iterator[ast.expr]:
    """Yield what a name is given anywhere in the file, a parameter's default included."""
    for node in ast.walk(file.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=own) | ast.Attribute(attr=own)], value=value):
                yield from (value,) if own == name else ()
            case ast.AnnAssign(target=ast.Name(id=own), value=ast.expr() as value):
                yield from (value,) if own == name else ()
            case ast.arguments(args=args, defaults=defaults):
                pairs = zip(args[::-1], defaults[::-1], strict=False)
                yield from (value for one, value in pairs if one.arg == name)
            case ast.Call(keywords=keywords):
                yield from (one.value for one in keywords if one.arg == name)


def _entry(file: SourceFile, row: ast.expr, key: str | int) -> Iterator[ast.expr]:
    """Yield a row's entry: of a dictionary, a tuple, or a call of a class with fields."""
    match row:
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from (one for own, one in pairs if getattr(own, "value", None) == key)
        case ast.Tuple(elts=elements) | ast.List(elts=elements) if isinstance(key, int):
            yield from elements[key : key + 1] if key >= 0 else elements[key:][:1]
        case ast.Call(args=args, keywords=keywords):
            yield from (one.value for one in keywords if one.arg == key)
            fields = _fields(file, called_name(row))
            place = fields.index(key) if key in fields else len(args)
            yield from args[place : place + 1]


def _fields(file: SourceFile, name: str) -> list[str | int]:
    """Return the fields of a dataclass or a named tuple, in order."""
    owner = file.class_at(name)
    if owner is not None:
        return [
            one.target.id
            for one in owner.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        ]
    for node in ast.walk(file.tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=own)], value=ast.Call(args=[_, names]) as call
            ) if own == name and called_name(call) == "namedtuple":
                texts = [getattr(one, "value", "") for one in _elements(names)]
                words = str(getattr(names, "value", "")).replace(",", " ").split()
                return [*texts, *words]
    return []
