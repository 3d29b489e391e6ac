"""From a wrong value to the expression that decides it.

A layer's ``in_channels`` is often a parameter of the block, which is an argument where the block
is constructed, which is a parameter of ``_make_layer``, which is an argument in the network's
constructor: the line to change is where the value stops being handed on.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.graph import ConvAttrs, LinearAttrs, ModulePath, NormAttrs, SourceSpan
from resnet_inspect.graph.paths import parent
from resnet_inspect.linter.source.places import Places, parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, names_read

MAX_STEPS = 8

_WIDTHS: dict[type, dict[str, str]] = {
    ConvAttrs: {"in_channels": "in_channels", "out_channels": "out_channels"},
    LinearAttrs: {"in_features": "in_features", "out_features": "out_features"},
    NormAttrs: {"num_features": "channels"},
}
"""Constructor arguments that are widths, and the settings that hold them."""


@dataclass(frozen=True, slots=True)
class Blamed:
    """Where a value is decided."""

    file: SourceFile
    call: ast.Call
    """The call that is handed the value."""
    value: ast.expr | None
    """The argument; None where a default is taken."""
    path: ModulePath
    """The module whose construction the call belongs to."""

    @property
    def span(self) -> SourceSpan:
        """The call as a place."""
        return self.file.span(self.call)

    @property
    def name(self) -> str:
        """The variable or attribute that is handed over, as written; empty for anything else."""
        return ast.unparse(self.value) if isinstance(self.value, ast.Name | ast.Attribute) else ""


LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp)


def blame(
    places: Places,
    path: ModulePath,
    keyword: str,
    right: int | None = None,
    beside: Sequence[ModulePath] = (),
) -> Blamed | None:
    """Follow a layer's argument to the call where it is no longer a mere parameter.

    Args:
        places: Where the graph's modules come from.
        path: The layer.
        keyword: The argument.
        right: The value that would be right. Where another variable of the layers ``beside`` has
            it, the layer was given the wrong one.
        beside: The layer itself and the one that feeds it.

    A loop that hands on the same value each time is to blame itself.
    """
    found = places.constructor(path)
    if found is None:
        return None
    current = Blamed(*found, places.argument(path, keyword), path)
    for _ in range(MAX_STEPS):
        if current.file.enclosing(current.call, *LOOPS) is not None:
            break
        if right is not None and other_name(places, current, right, beside):
            break
        if right is not None and _forgets_a_parameter(current):
            break
        following = _caller(places, current) or (_around(places, current) if right else None)
        if following is None:
            break
        current = following
    return current


def _around(places: Places, blamed: Blamed) -> Blamed | None:
    """Return the call that constructs the block, where its own sum of arguments works elsewhere.

    ``Conv2d(low + skip, out)`` is right in the other blocks, so it is this block's ``skip``.
    """
    function = blamed.file.function(blamed.call)
    if function is None or not isinstance(blamed.value, ast.BinOp) or function.name != "__init__":
        return None
    read = names_read(blamed.value)
    taken = set(parameter_names(function)[1:])
    if not read or not read <= taken or any(assignments(function, name) for name in read):
        return None
    owner = owner_of_init(places, blamed, function)
    found = places.constructor(owner) if owner and _twin_works(places, owner, blamed.path) else None
    return Blamed(*found, None, owner) if found is not None and owner is not None else None


def _twin_works(places: Places, owner: ModulePath, path: ModulePath) -> bool:
    """Whether the same layer of another module of the class runs."""
    graph = places.graph
    failed = {graph.nodes[one.node].module for one in graph.failures if one.node is not None}
    inner = path.removeprefix(owner)
    own = places.module(owner).class_source
    twins = [one.path for one in graph.modules if one.class_source == own and one.path != owner]
    return any(f"{twin}{inner}" not in failed for twin in twins)


def setting(places: Places, path: ModulePath, keyword: str) -> SourceSpan | None:
    """Return the constructor expression to change for one of a layer's arguments.

    That is the layer's own constructor unless a helper function such as ``conv3x3(...)`` only
    hands the argument on: then it is the call of the helper.
    """
    found = local(places, path, keyword)
    return found.span if found is not None else places.module(path).definition


def local(places: Places, path: ModulePath, keyword: str) -> Blamed | None:
    """Follow a layer's argument through helper functions up to the first method, no further."""
    found = places.constructor(path)
    if found is None:
        return None
    current = Blamed(*found, places.argument(path, keyword), path)
    for _ in range(MAX_STEPS):
        function = current.file.function(current.call)
        if function is None or isinstance(current.file.parents.get(function), ast.ClassDef):
            break
        following = _caller(places, current)
        if following is None:
            break
        current = following
    return current


def other_name(places: Places, blamed: Blamed, right: int, beside: Sequence[ModulePath]) -> str:
    """Return a variable with the right value that was there to be used, or nothing.

    Known are the variables that the layer itself and the one that feeds it were constructed with.
    """
    function = blamed.file.function(blamed.call)
    if function is None or not blamed.name:
        return ""
    if not isinstance(blamed.file.parents.get(function), ast.ClassDef):
        return ""
    names = (
        value.id
        for value, number in _known_values(places, function, beside)
        if isinstance(value, ast.Name) and value.id != blamed.name and number == right
    )
    return next(names, "")


def _forgets_a_parameter(blamed: Blamed) -> bool:
    """Whether a constructor never reads one of its parameters, which was meant here then."""
    function = blamed.file.function(blamed.call)
    if function is None or function.name != "__init__":
        return False
    read = {name for statement in function.body for name in names_read(statement)}
    unread = [name for name in parameter_names(function)[1:] if name not in read]
    return any("in" in name for name in unread)


def _known_values(
    places: Places, function: FunctionNode, paths: Sequence[ModulePath]
) -> Iterator[tuple[ast.expr, int]]:
    """Yield the width arguments of some layers that ``function`` hands over, and their values."""
    for node in places.graph.nodes:
        for keyword, field in _WIDTHS.get(type(node.attrs), {}).items():
            if node.module in paths:
                handed = handed_over(places, node.module, keyword, function)
                if handed is not None and handed.value is not None:
                    yield handed.value, getattr(node.attrs, field)


def handed_over(
    places: Places, path: ModulePath, keyword: str, function: FunctionNode
) -> Blamed | None:
    """Return the call in ``function`` whose argument ends up as a layer's."""
    found = places.constructor(path)
    current = Blamed(*found, places.argument(path, keyword), path) if found else None
    for _ in range(MAX_STEPS):
        if current is None:
            return None
        if current.file.function(current.call) is function:
            return current
        current = _caller(places, current)
    return None


def _caller(places: Places, blamed: Blamed) -> Blamed | None:
    """Return the call one level up that hands over the parameter, if it is one."""
    function = blamed.file.function(blamed.call)
    if function is None or not isinstance(blamed.value, ast.Name):
        return None
    name = blamed.value.id
    if name not in parameter_names(function) or assignments(function, name):
        return None
    return call_handing(places, blamed, function, name)


def call_handing(
    places: Places, blamed: Blamed, function: FunctionNode, name: str
) -> Blamed | None:
    """Return the call one level up, with what it gives a parameter of the function."""
    bound_to_self = is_method(blamed.file, function)
    for path, file, call in _callers(places, blamed, function):
        bound = bind(function, call, skip_self=bound_to_self)
        if name in bound:
            return Blamed(file, call, bound[name], path)
    return None


def is_method(file: SourceFile, function: FunctionNode) -> bool:
    """Whether a function takes ``self`` or ``cls`` before the arguments of a call."""
    if not isinstance(file.parents.get(function), ast.ClassDef):
        return False
    decorators = {one.id for one in function.decorator_list if isinstance(one, ast.Name)}
    return "staticmethod" not in decorators


def _callers(
    places: Places, blamed: Blamed, function: FunctionNode
) -> Iterator[tuple[ModulePath, SourceFile, ast.Call]]:
    """Yield calls of a function that built the module: the one that ran, if that was watched.

    Else the owner's constructor, or calls by the function's name.
    """
    stack = places.construction(blamed.path)
    places_in_stack = [at for at, (_, call) in enumerate(stack) if call is blamed.call]
    if places_in_stack:
        yield from ((blamed.path, *one) for one in stack[places_in_stack[-1] + 1 :][:1])
        return
    if function.name == "__init__":
        owner = owner_of_init(places, blamed, function)
        if owner is not None and (found := places.constructor(owner)) is not None:
            yield owner, *found
        return
    path = blamed.path
    while path:
        span = places.assignment(path)
        file = places.sources.of(span)
        node = file.at(span) if file is not None else None
        if file is not None and node is not None:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _calls(call, function.name):
                    yield path, file, call
        path = parent(path)


def _calls(call: ast.Call, name: str) -> bool:
    match call.func:
        case ast.Name(id=called) | ast.Attribute(attr=called):
            return called == name
    return False


def owner_of_init(places: Places, blamed: Blamed, function: FunctionNode) -> ModulePath | None:
    """Return the module around ``blamed`` whose class has this ``__init__``."""
    class_node = blamed.file.parents.get(function)
    path = blamed.path
    while path:
        path = parent(path)
        module = places.find(path)
        if module is None or not isinstance(class_node, ast.ClassDef):
            continue
        if module.type == class_node.name:
            return path
    return None


def bind(function: FunctionNode, call: ast.Call, *, skip_self: bool) -> dict[str, ast.expr | None]:
    """Return a call's arguments by the function's parameter names; None for a default."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    if skip_self and names:
        names = names[1:]
    bound: dict[str, ast.expr | None] = dict.fromkeys(
        (*names, *(one.arg for one in function.args.kwonlyargs))
    )
    for name, value in zip(names, call.args, strict=False):
        if isinstance(value, ast.Starred):
            return {}
        bound[name] = value
    for keyword in call.keywords:
        if keyword.arg is None:
            return {}
        bound[keyword.arg] = keyword.value
    return bound


def assignments(function: FunctionNode, name: str) -> list[ast.stmt]:
    """Return the statements of a function that give ``name`` (``x`` or ``self.x``) a value."""
    found: list[ast.stmt] = []
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets):
                if any(name in _names(target) for target in targets):
                    found.append(node)
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
                if name in _names(target):
                    found.append(node)
            case ast.For(target=target):
                if name in _names(target):
                    found.append(node)
    return found


def _names(target: ast.expr) -> set[str]:
    if isinstance(target, ast.Tuple | ast.List):
        return {name for one in target.elts for name in _names(one)}
    return {ast.unparse(target)} if isinstance(target, ast.Name | ast.Attribute) else set()
