"""Calls an idle layer where its forward calls a sibling of it twice."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Module
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, self_attribute


def twin_calls(context: LintContext, module: Module) -> Iterator[Fix]:
    """Yield the calls to change, those for a variable of the idle layer's name first."""
    calls = [one for one in context.graph.calls if one.module == parent(module.path)]
    found = context.forward(calls[0]) if calls else None
    if found is None:
        return
    file, function = found
    own = name(module.path)
    for called in sorted(_again(function), key=lambda one: not _named(file, one, own)):
        edit = replace(file, called, f"self.{own}")
        yield Fix(title=f"Call `self.{own}` here", edits=(edit,), safe=False)


def _again(function: FunctionNode) -> list[ast.Attribute]:
    """Return the later calls of attributes that a forward calls more than once, last ones first."""
    called = [
        node.func
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and self_attribute(node.func)
    ]
    called.sort(key=lambda one: (one.lineno, one.col_offset))
    names = [one.attr for one in called]
    return [one for at, one in enumerate(called) if one.attr in names[:at]][::-1]


def _named(file: SourceFile, called: ast.Attribute, own: str) -> bool:
    """Whether the result goes to a variable that is called like the layer."""
    match file.statement(called):
        case ast.Assign(targets=[ast.Name(id=variable)]):
            return variable in own or own in variable
    return False
