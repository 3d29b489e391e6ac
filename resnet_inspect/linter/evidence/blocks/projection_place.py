"""Where it is decided whether a block gets a projection: the line to change when it has none."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.graph import Module, ModuleCall, SourceSpan
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.context import LintContext, is_container
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.source.blame import assignments, bind
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    method,
    self_attribute,
)


class DecisionKind(StrEnum):
    """How it is decided that a block has no projection."""

    IDLE = "idle"
    """The block has one and does not call it."""
    CONDITION = "condition"
    """A condition is too narrow."""
    ARGUMENT = "argument"
    """The block's caller could pass one, or ask for it."""
    JOIN = "join"
    """Nothing decides: the block is written without."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The place that decides."""

    kind: DecisionKind
    span: SourceSpan | None
    name: str = ""
    """The projection that is not called, or the argument that is not passed."""
    wanted: str = ""
    """The usual condition, in the words of the source; empty where they cannot be told."""


def projection_decision(context: LintContext, join: Join) -> Decision:
    """Return where the missing projection is decided.

    A condition that is too narrow comes first, then a caller that passes no projection, then the
    join itself.
    """
    idle = _idle_projection(context, join)
    if idle:
        return Decision(DecisionKind.IDLE, join.node.source, idle)
    for call in _block_calls(context, join):
        found = (
            _own_condition(context, call, join)
            or _callers_condition(context, call)
            or _caller(context, call)
        )
        if found is not None:
            return found
    return Decision(DecisionKind.JOIN, join.node.source)


def _idle_projection(context: LintContext, join: Join) -> str:
    """Return a module of the block that has a convolution and is never called."""
    block = context.block(join).module
    called = {call.module for call in context.graph.calls}
    for module in context.graph.modules:
        idle = module.registered and module.path not in called
        if block and idle and is_within(module.path, block) and "Conv" in module.type:
            inner = module.path.removeprefix(f"{block}.")
            return f"self.{inner.partition('.')[0]}"
    return ""


def _block_calls(context: LintContext, join: Join) -> Iterator[ModuleCall]:
    """Yield the call of the block and those around it that are not containers, up to three."""
    seen = 0
    for call in context.calls_around(join.node.call):
        module = context.graph.module(call.module)
        if is_container(module):
            continue
        seen += 1
        if seen > 2 or not call.module:  # noqa: PLR2004 - the block, or a wrapper around it
            return
        yield call


def _class(context: LintContext, module: Module) -> tuple[SourceFile, ast.ClassDef] | None:
    file = context.class_file(module)
    if file is None or module.class_source is None:
        return None
    node = file.class_at(module.type, module.class_source.line)
    return (file, node) if node is not None else None


def _own_condition(context: LintContext, call: ModuleCall, join: Join) -> Decision | None:
    """Find the comparison in the block's constructor or forward that decides."""
    found = _class(context, context.graph.module(call.module))
    if found is None:
        return None
    file, node = found
    init, forward = method(node, "__init__"), method(node, "forward")
    tests = [*_tests_around_join(file, forward, join), *_tests(init), *_tests(forward)]
    for test in tests:
        compared = _comparison(test, init)
        if compared is not None:
            return _too_narrow(file, compared)
    return None


def _tests(function: FunctionNode | None) -> Iterator[ast.expr]:
    """Yield the conditions under which a module is built or a tensor assigned."""
    for node in ast.walk(function) if function is not None else ():
        if (
            isinstance(node, ast.If) and any(map(_assigns, [*node.body, *node.orelse]))
        ) or isinstance(node, ast.IfExp):
            yield node.test


def _assigns(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return False
    return any(isinstance(node, ast.Assign | ast.Call) for node in ast.walk(statement))


def _tests_around_join(
    file: SourceFile, forward: FunctionNode | None, join: Join
) -> Iterator[ast.expr]:
    node = file.at(join.node.source) if join.node.source is not None else None
    for outer in file.outward(node):
        if outer is forward:
            return
        if isinstance(outer, ast.If | ast.IfExp):
            yield outer.test


def _comparison(test: ast.expr, init: FunctionNode | None) -> ast.expr | None:
    """Return the comparison of widths or strides behind a condition, if that is what it is."""
    attribute = next((name for part in ast.walk(test) if (name := self_attribute(part))), "")
    if _compares_sizes(test):
        return test
    if attribute and init is not None:
        for statement in assignments(init, f"self.{attribute}"):
            value = getattr(statement, "value", None)
            if isinstance(value, ast.expr) and _compares_sizes(value):
                return value
    return _local(test, init)


def _local(test: ast.expr, init: FunctionNode | None) -> ast.expr | None:
    names = [part.id for part in ast.walk(test) if isinstance(part, ast.Name)]
    if init is None or len(names) != 1:
        return None
    values = (getattr(one, "value", None) for one in assignments(init, names[0]))
    return next((one for one in values if isinstance(one, ast.expr) and _compares_sizes(one)), None)


def _compares_sizes(test: ast.expr) -> bool:
    """Whether a condition compares numbers rather than asks for None or a switch."""
    for part in ast.walk(test):
        if isinstance(part, ast.Compare):
            constants = [one for one in part.comparators if isinstance(one, ast.Constant)]
            if not any(one.value is None or isinstance(one.value, str | bool) for one in constants):
                return True
    return False


def _too_narrow(file: SourceFile, test: ast.expr) -> Decision:
    """Point at a condition, with the usual one if its parts can be read off its body."""
    wanted = _usual_condition(file, test)
    changed = wanted if wanted != file.code(test) else ""
    return Decision(DecisionKind.CONDITION, file.span(test), wanted=changed)


def _usual_condition(file: SourceFile, test: ast.expr) -> str:
    """Write ``stride != 1 or inputs != outputs`` with the names of the projection that follows."""
    outer = file.parents.get(test)
    branches = outer.body if isinstance(outer, ast.If) else []
    for call in (node for one in branches for node in ast.walk(one)):
        if isinstance(call, ast.Call) and "conv" in called_name(call).lower():
            stride = _stride_name(call)
            if len(call.args) > 1 and stride:
                widths = " != ".join(file.code(one) for one in call.args[:2])
                return f"{stride} != 1 or {widths}"
    return ""


def _stride_name(call: ast.Call) -> str:
    values = [one.value for one in call.keywords if one.arg == "stride"] or call.args[2:]
    names = [ast.unparse(one) for one in values if isinstance(one, ast.Name | ast.Attribute)]
    return names[0] if names else ""


def _callers_condition(context: LintContext, call: ModuleCall) -> Decision | None:
    """Find the condition in the function that constructs the block, for what it passes."""
    found = context.places.constructor(call.module)
    if found is None:
        return None
    file, construction = found
    function = file.function(construction)
    if function is None:
        return None
    passed = [*construction.args, *(one.value for one in construction.keywords)]
    for value in passed:
        for test in _tests_of_value(function, value):
            if _compares_sizes(test):
                return _too_narrow(file, test)
    return None


def _tests_of_value(function: FunctionNode, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield value.test
    if not isinstance(value, ast.Name):
        if _compares_sizes(value):
            yield value
        return
    if value.id in parameter_names(function) and not assignments(function, value.id):
        return
    yield from _tests_around_assignments(function, value.id)


def _tests_around_assignments(function: FunctionNode, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        branches = (*node.body, *node.orelse) if isinstance(node, ast.If) else ()
        if isinstance(node, ast.If) and any(_sets(statement, name) for statement in branches):
            yield node.test
    for statement in assignments(function, name):
        assigned = getattr(statement, "value", None)
        if isinstance(assigned, ast.IfExp):
            yield assigned.test
        elif isinstance(assigned, ast.expr) and _compares_sizes(assigned):
            yield assigned


def _sets(statement: ast.stmt, name: str) -> bool:
    return any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        for node in ast.walk(statement)
    )


def _caller(context: LintContext, call: ModuleCall) -> Decision | None:
    """Point at the construction of a block that could take a projection and gets none."""
    module = context.graph.module(call.module)
    found = _class(context, module)
    construction = context.places.constructor(call.module)
    if found is None or construction is None:
        return None
    init = method(found[1], "__init__")
    option = _projection_parameter(init, method(found[1], "forward")) if init else None
    if init is None or option is None:
        return None
    bound = bind(init, construction[1], skip_self=True)
    value = bound.get(option)
    if value is not None and not isinstance(value, ast.Constant):
        return None
    span = construction[0].span(construction[1])
    return Decision(DecisionKind.ARGUMENT, span, option)


def _projection_parameter(init: FunctionNode, forward: FunctionNode | None) -> str | None:
    """Return the parameter that switches a block's projection on or is the projection."""
    tested: set[str] = set()
    for function in (init, forward):
        for test in _tests(function):
            for part in ast.walk(test):
                name = self_attribute(part) or (part.id if isinstance(part, ast.Name) else "")
                tested.add(name)
    stored = {
        statement.value.id
        for name in tested
        for statement in assignments(init, f"self.{name}")
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name)
    }
    defaults = _optional(init)
    return next((name for name in defaults if name in tested | stored), None)


def _optional(init: FunctionNode) -> list[str]:
    """Return the parameters whose default is None or False."""
    arguments = [*init.args.posonlyargs, *init.args.args]
    defaults = init.args.defaults
    pairs = list(zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True))
    pairs += [
        (argument, default)
        for argument, default in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
        if default is not None
    ]
    return [
        argument.arg
        for argument, default in pairs
        if isinstance(default, ast.Constant) and (default.value is None or default.value is False)
    ]
