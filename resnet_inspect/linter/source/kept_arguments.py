"""Constructors whose arguments are kept as a whole, to be read as ``self.hparams.width``."""

import ast

from resnet_inspect.linter.source.syntax import FunctionNode

KEEPING = frozenset({"save_hyperparameters", "register_to_config"})
"""Lightning's method, and the decorator of diffusers."""


def keeps_all(function: FunctionNode) -> bool:
    """Tell whether a constructor keeps its arguments, so that each counts as read."""
    called = {
        node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    decorated = {ast.unparse(one).rpartition(".")[2] for one in function.decorator_list}
    return bool(KEEPING & (called | decorated))
