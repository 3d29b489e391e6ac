"""The block class and the numbers of blocks that a ResNet's constructor takes.

They are read off the file that defines it, which tends to show them in a factory,
``ResNet(BasicBlock, [2, 2, 2, 2])``; where none does, its own block class is assumed, two in each
stage.
"""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import decode_source
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:  # what a saved trace needs as well does not load torch
    from torch import nn

BLOCK_NAMES = frozenset(
    "block blocktype block_type block_class block_cls block_fn residual_block res_block resblock "
    "unit".split()
)
DEPTH_NAMES = frozenset(
    "layers num_blocks num_block blocks depths nblocks n_blocks num_layers stage_blocks layer_list "
    "block_counts block_nums blocks_num n_layers repeats stage_depths".split()
)

STAGES = 4
EACH = 2
"""Blocks in a stage, where nothing says how many."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a file says of its ResNets."""

    block: "type[nn.Module]"
    depths: tuple[int, ...]
    line: int | None = None
    """Where it says so; None where it is assumed."""

    def fitting(self, required: Sequence[str]) -> dict[str, Any]:
        """Return those of the required arguments that are a block class, or the numbers beside it.

        Example:
            >>> Blocks(object, (2, 2)).fitting(["block", "layers", "width"])["layers"]
            [2, 2]
        """
        values: dict[str, Any] = {}
        for name in required:
            plain = name.lower()
            if plain in BLOCK_NAMES:
                values[name] = self.block
            elif plain in DEPTH_NAMES and not BLOCK_NAMES.isdisjoint(map(str.lower, required)):
                values[name] = list(self.depths)
        return values

    @property
    def origin(self) -> str:
        """Where the values come from, in words for the header."""
        return f"as on line {self.line}" if self.line else "assumed"


def takes_block(callee: Callable[..., Any]) -> bool:
    """Tell whether a class or factory has a parameter for a block class."""
    try:
        names = inspect.signature(callee).parameters
    except (ValueError, TypeError):
        return False
    return any(name.lower() in BLOCK_NAMES for name in names)


def is_block_name(name: str) -> bool:
    """Tell whether a class is called as blocks are."""
    return re.search(r"(?i)block|bottleneck|unit", name) is not None


def blocks_beside(callee: Callable[..., Any]) -> Blocks | None:
    """Return what the file says in which a class or factory is defined, None where it has no block.

    Args:
        callee: The class or factory.
    """
    module = sys.modules.get(getattr(callee, "__module__", ""))
    file = getattr(module, "__file__", None)
    if module is None or file is None or not Path(file).is_file():
        return None
    tree = ast.parse(decode_source(Path(file).read_bytes()))
    return _shown(tree, vars(module)) or _assumed(tree, vars(module), callee)


def _shown(tree: ast.Module, namespace: Mapping[str, Any]) -> Blocks | None:
    """Look for a call with a block class and, right behind it, a list of numbers."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: node.lineno):
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        for first, second in pairwise(values):
            block, depths = _class(first, namespace), _numbers(second)
            if block is not None and depths:
                return Blocks(block, depths, call.lineno)
    return None


def _assumed(
    tree: ast.Module, namespace: Mapping[str, Any], callee: Callable[..., Any]
) -> Blocks | None:
    blocks = [block for block in _block_classes(tree, namespace) if block is not callee]
    if not blocks:
        return None
    best = min(blocks, key=lambda block: "basic" not in block.__name__.lower())
    return Blocks(best, (EACH,) * (_stages(tree, callee) or STAGES))


def _block_classes(tree: ast.Module, namespace: Mapping[str, Any]) -> "Iterator[type[nn.Module]]":
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and is_block_name(node.name):
            value = namespace.get(node.name)
            if _is_module_class(value):
                yield value


def _stages(tree: ast.Module, callee: Callable[..., Any]) -> int:
    """Return how many numbers a class reads by their positions: ``layers[3]`` is the fourth."""
    name = getattr(callee, "__name__", "")
    owner = next((one for one in tree.body if getattr(one, "name", "") == name), None)
    read = [
        node.slice.value
        for node in ast.walk(owner or ast.Pass())
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id.lower() in DEPTH_NAMES
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, int)
    ]
    return max(read, default=-1) + 1


def _class(expression: ast.expr, namespace: Mapping[str, Any]) -> "type[nn.Module] | None":
    value = namespace.get(expression.id) if isinstance(expression, ast.Name) else None
    return value if _is_module_class(value) else None


def _is_module_class(value: Any) -> "TypeGuard[type[nn.Module]]":  # noqa: ANN401 - any value of the file
    """Tell whether a value is a module class; where torch is not loaded, there is none."""
    torch = sys.modules.get("torch")
    return torch is not None and inspect.isclass(value) and issubclass(value, torch.nn.Module)


def _numbers(expression: ast.expr) -> tuple[int, ...]:
    if not isinstance(expression, ast.List | ast.Tuple):
        return ()
    values = [one.value if isinstance(one, ast.Constant) else None for one in expression.elts]
    return tuple(v for v in values if type(v) is int) if all(type(v) is int for v in values) else ()
