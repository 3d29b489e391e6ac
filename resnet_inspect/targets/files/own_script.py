"""The network as its file's own script builds it.

A file that ends in ``if __name__ == "__main__": net = ResNet(BasicBlock, [2, 2, 2, 2])`` says with
which arguments its network is made. That part of the file is not run, but read.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Construction:
    """A call of a class, with its arguments' values."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    line: int
    text: str


def construction_in(
    text: str, classes: Sequence[str], namespace: Mapping[str, Any]
) -> Construction | None:
    """Return the first call of one of the classes whose arguments the file's names explain."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: node.lineno):
        if isinstance(call.func, ast.Name) and call.func.id in classes:
            for args, kwargs in _values(call, namespace):
                return Construction(call.func.id, args, kwargs, call.lineno, ast.unparse(call))
    return None


def _values(
    call: ast.Call, namespace: Mapping[str, Any]
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Yield the arguments' values, or nothing where they hang on what only running would tell."""
    starred = any(isinstance(arg, ast.Starred) for arg in call.args)
    if starred or any(keyword.arg is None for keyword in call.keywords):
        return
    try:
        args = tuple(_value(arg, namespace) for arg in call.args)
        kwargs = {str(word.arg): _value(word.value, namespace) for word in call.keywords}
    except Exception:  # noqa: BLE001 - the user's expression may raise anything
        return
    yield args, kwargs


def _value(expression: ast.expr, namespace: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any value
    code = compile(ast.Expression(expression), "<argument>", "eval")
    return eval(code, dict(namespace))  # noqa: S307 - the user's own file, which is run anyway
