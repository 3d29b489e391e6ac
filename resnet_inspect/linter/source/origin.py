"""From an argument to what decides it, through local names, loops and the calls around.

:mod:`.blame` follows a parameter that is handed on as it is. A stride takes more turns:
``strides = [stride] + [1] * (blocks - 1)``, ``stride if index == 0 else 1``, ``for width, stride in
zip(widths, strides)``. Here each name that an argument is made of is followed.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import ModulePath, SourceSpan
from resnet_inspect.linter.source.blame import LOOPS, MAX_STEPS, Blamed, assignments, call_handing
from resnet_inspect.linter.source.places import Places, parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    names_read,
)

GATHERING = frozenset({"zip", "enumerate", "list", "tuple", "reversed", "iter"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an argument is decided."""

    blamed: Blamed
    """The call that is handed it, the outermost one."""
    parameter: str
    """What the callee calls it there."""
    table: ast.List | ast.Tuple | None = None
    """The list that a loop around the call takes it from."""

    def place(self, index: int, of: int) -> SourceSpan:
        """Return the place for one of several modules that are made alike.

        Args:
            index: Which of them, from 0.
            of: How many there are.
        """
        file, entries = self.blamed.file, self.table.elts if self.table is not None else []
        if len(entries) == of and len({one.lineno for one in entries}) > 1:
            return file.span(entries[index])
        return file.span(self.table) if self.table is not None else self.blamed.span


def origin_of(places: Places, path: ModulePath, keyword: str) -> Origin | None:
    """Follow a layer's argument to the outermost call or list that decides it."""
    found = places.constructor(path)
    if found is None:
        return None
    current, parameter = Blamed(*found, places.argument(path, keyword), path), keyword
    for _ in range(MAX_STEPS):
        step = _further(places, current)
        if step is None:
            break
        current, parameter = step
    return Origin(current, parameter, _table(current))


def _further(places: Places, blamed: Blamed) -> tuple[Blamed, str] | None:
    """Return the next call outside that hands over what an argument is made of."""
    function = blamed.file.function(blamed.call)
    if function is None or blamed.value is None:
        return None
    known = parameter_names(function)
    for name in _names_behind(blamed.file, function, blamed.call, blamed.value):
        if name in known and all(isinstance(one, ast.For) for one in assignments(function, name)):
            outer = call_handing(places, blamed, function, name)
            if outer is not None:
                return outer, name
    return None


def _names_behind(
    file: SourceFile, function: FunctionNode, call: ast.Call, value: ast.expr
) -> Iterator[str]:
    """Yield the names that an expression is made of, and those behind local ones.

    The condition of ``stride if index == 0 else 1`` chooses and makes nothing.
    """
    pending, seen = sorted(_made_of(value)), set[str]()
    while pending:
        name = pending.pop(0)
        if name in seen:
            continue
        seen.add(name)
        yield name
        sources = [*_assigned(function, name), *_looped(file, call, name)]
        pending += [other for source in sources for other in sorted(_made_of(source))]


def _made_of(value: ast.expr) -> set[str]:
    match value:
        case ast.IfExp(body=body, orelse=orelse):
            return names_read(body) | names_read(orelse)
        case ast.BinOp(op=ast.Add(), left=left):
            return names_read(left)
    return names_read(value)


def _assigned(function: FunctionNode, name: str) -> Iterator[ast.expr]:
    for statement in assignments(function, name):
        match statement:
            case ast.Assign(targets=[ast.Name()], value=value):
                yield value
            case ast.AnnAssign(value=ast.expr() as value):
                yield value


def _looped(file: SourceFile, call: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield what the loops around a call take a variable from."""
    for loop in file.outward(call):
        if isinstance(loop, LOOPS):
            for target, rounds in _heads(loop):
                source = _taken(target, rounds, name)
                if source is not None:
                    yield source


def _heads(loop: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match loop:
        case ast.For(target=target, iter=rounds):
            yield target, rounds
        case ast.ListComp(generators=generators) | ast.GeneratorExp(generators=generators):
            yield from ((one.target, one.iter) for one in generators)


def _taken(target: ast.expr, rounds: ast.expr, name: str) -> ast.expr | None:
    """Return the iterable that a loop's variable runs through: the third one of a ``zip``."""
    if isinstance(target, ast.Name):
        return rounds if target.id == name else None
    elements = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    for place, element in enumerate(elements):
        inner = _part(rounds, place)
        if isinstance(element, ast.Tuple | ast.List) and inner is not None:
            return _taken(element, inner, name)
        if isinstance(element, ast.Name) and element.id == name:
            return inner
    return None


def _part(rounds: ast.expr, place: int) -> ast.expr | None:
    match rounds:
        case ast.Call(func=ast.Name(id="zip"), args=parts):
            return parts[place] if place < len(parts) else None
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            return inner if place else None
    return rounds


def _table(blamed: Blamed) -> ast.List | ast.Tuple | None:
    """Return the list that the loop around a call takes its argument from."""
    if blamed.value is None:
        return None
    for name in sorted(_made_of(blamed.value)):
        for source in _looped(blamed.file, blamed.call, name):
            found = _literal(blamed, source)
            if found is not None:
                return found
    return None


def _literal(blamed: Blamed, source: ast.expr) -> ast.List | ast.Tuple | None:
    match source:
        case ast.List() | ast.Tuple():
            return source
        case ast.Call(args=[inner, *_]) if called_name(source) in GATHERING:
            return _literal(blamed, inner)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            values = [
                one for one in _values_of(blamed, name) if isinstance(one, ast.List | ast.Tuple)
            ]
            return values[0] if len(values) == 1 else None
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            values = [one for one in _entries(blamed, key) if isinstance(one, ast.List | ast.Tuple)]
            return values[0] if len(values) == 1 else None
    return None


def _entries(blamed: Blamed, key: str) -> Iterator[ast.expr]:
    """Yield what the dictionaries of the file hold under a key."""
    for node in ast.walk(blamed.file.tree):
        match node:
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                yield from (
                    value
                    for one, value in pairs
                    if isinstance(one, ast.Constant) and one.value == key
                )
            case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
                yield from (one.value for one in keywords if one.arg == key)


def _values_of(blamed: Blamed, name: str) -> Iterator[ast.expr]:
    """Yield what a name is given anywhere in the file, a parameter's default included."""
    for node in ast.walk(blamed.file.tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=target) | ast.Attribute(attr=target)], value=value
            ):
                if target == name:
                    yield value
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if (
                target == name
            ):
                yield value
            case ast.arguments(args=args, defaults=defaults):
                pairs = zip(args[::-1], defaults[::-1], strict=False)
                yield from (value for one, value in pairs if one.arg == name)
