"""The defaults of a function's parameters."""

import ast

from resnet_inspect.linter.source.syntax import FunctionNode


def defaults(function: FunctionNode) -> dict[str, ast.expr]:
    """Return the default of each parameter that has one."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(reversed(named), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {one.arg: value for one, value in pairs if value is not None}
