"""Whether a parameter takes a text that may also be a class's name: ``block=Bottleneck``."""

import ast
import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any


def wants_text(callee: Callable[..., Any] | None, name: str) -> bool:
    """Tell whether a parameter is a text by its annotation, its default, or how it is used.

    A text is compared with one, or looked up in a dict; a class is called or asked for attributes.
    """
    if callee is None:
        return False
    try:
        parameter = inspect.signature(callee).parameters.get(name)
    except (ValueError, TypeError):
        return False
    if parameter is None:
        return False
    if parameter.annotation in {str, "str"} or isinstance(parameter.default, str):
        return True
    return _used_as_text(callee, name)


def _used_as_text(callee: Callable[..., Any], name: str) -> bool:
    function = callee.__init__ if inspect.isclass(callee) else callee
    try:
        tree = ast.parse(dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    return any(_reads_text(node, name) for node in ast.walk(tree))


def _reads_text(node: ast.AST, name: str) -> bool:
    """Tell whether an expression treats a variable as a text."""
    match node:
        case ast.Compare(left=ast.Name(id=read), comparators=[other]) if read == name:
            return any(_is_text(part) for part in ast.walk(other))
        case ast.Subscript(slice=ast.Name(id=read)) if read == name:
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id=read), attr=method)) if read == name:
            return hasattr(str, method)
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Name(id=read), *_]):
            return read == name
    return False


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
