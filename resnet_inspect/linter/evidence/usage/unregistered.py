"""Modules that a forward calls and that their owner does not know: listed in a list, or new."""

import ast

from resnet_inspect.graph import Module, ModuleCall, SourceSpan
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.blame import assignments
from resnet_inspect.linter.source.syntax import SourceFile


def parameters_of(context: LintContext, module: Module) -> int:
    """Count the values of all parameters and buffers in a module."""
    own = {
        parameter
        for one in context.graph.modules
        if is_within(one.path, module.path)
        for parameter in one.parameters
    }
    return sum(context.graph.parameters[one].tensor.numel for one in own)


def made_in_forward(context: LintContext, call: ModuleCall) -> bool:
    """Whether a module is constructed by the forward that calls it."""
    module = context.graph.module(call.module)
    if module.definition is not None:
        file = context.sources.of(module.definition)
        return file is not None and _in_forward(file, file.at(module.definition))
    file = context.sources.of(call.source)
    called = file.at(call.source) if file is not None else None
    if file is None or not isinstance(called, ast.Call) or not context.is_users(call.source):
        return False
    return isinstance(called.func, ast.Call) or _local(file, called.func)


def _in_forward(file: SourceFile, node: ast.expr | None) -> bool:
    function = file.function(node)
    name = function.name if function is not None else ""
    return "forward" in name or name == "__call__"


def _local(file: SourceFile, called: ast.expr) -> bool:
    """Whether a variable was given a newly constructed module in the same function."""
    return _value(file, called) is not None


def constructor_of(context: LintContext, call: ModuleCall) -> SourceSpan | None:
    """Return the expression that constructs a module for a variable that a forward calls."""
    file = context.sources.of(call.source)
    called = file.at(call.source) if file is not None else None
    if file is None or not isinstance(called, ast.Call):
        return None
    value = _value(file, called.func)
    return file.span(value) if value is not None else None


def _value(file: SourceFile, called: ast.expr) -> ast.expr | None:
    function = file.function(called)
    if function is None or not isinstance(called, ast.Name):
        return None
    values = [getattr(one, "value", None) for one in assignments(function, called.id)]
    return next((one for one in values if isinstance(one, ast.Call) and _constructs(one)), None)


def _constructs(value: ast.AST | None) -> bool:
    """Whether an expression is ``nn.Conv2d(...)``, moved somewhere or not."""
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Call):
        return _constructs(value.func.value)
    return ast.unparse(value.func).rpartition(".")[2][:1].isupper()
