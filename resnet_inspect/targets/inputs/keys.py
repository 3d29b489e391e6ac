"""What a forward reads of an argument that is a dict: ``batch["image"]``."""

import ast
from collections.abc import Mapping, Sequence
from inspect import getsource, unwrap
from textwrap import dedent
from types import FunctionType

from torch import nn


def keys_read(network: nn.Module, names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the keys that ``forward`` reads of each argument that is a dict, in their order.

    Args:
        network: Its ``forward`` is read where its source is to be had.
        names: The arguments in question.
    """
    forward = unwrap(type(network).forward)
    if not isinstance(forward, FunctionType) or not _has_words(forward):
        return {}
    try:
        tree = ast.parse(dedent(getsource(forward)))
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, dict[str, None]] = {}
    made: set[tuple[str, str]] = set()
    for node in sorted(_subscripts(tree), key=lambda one: (one.lineno, one.col_offset)):
        match node:
            case ast.Subscript(ast.Name(name), ast.Constant(str(key)), context) if name in names:
                if isinstance(context, ast.Load) and (name, key) not in made:
                    found.setdefault(name, {})[key] = None
                made.add((name, key))
    return {name: tuple(keys) for name, keys in found.items()}


def _has_words(forward: FunctionType) -> bool:
    """Whether there are texts beside the docstring: most networks have none, and are not read."""
    words = [one for one in forward.__code__.co_consts if isinstance(one, str)]
    return any(word != forward.__doc__ for word in words)


def _subscripts(tree: ast.AST) -> list[ast.Subscript]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
