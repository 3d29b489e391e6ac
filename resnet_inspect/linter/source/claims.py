"""What a network's name promises: ``resnet50`` has 3, 4, 6 and 3 bottlenecks."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile

DEPTHS = {
    18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3),
    200: (3, 24, 36, 3),
}  # fmt: skip
"""Blocks in each stage, He et al. 2015 table 1 and He et al. 2016."""

MOST_BLOCKS = 100
"""Lists of larger numbers are widths."""

_NAME = re.compile(
    r"res_?ne(?:x|s)?t[-_]?(?:v\d+[-_])?(?:[a-z]+[-_])?(\d{2,4})(?![0-9])", re.IGNORECASE
)
_NO_COUNTS = re.compile(
    r"kernel|k_?size|stride|dilat|pad|group|plane|width|channel|filter|dim|ratio|rate|feature"
)
"""What arguments are called that hold four numbers of another kind: ECA-Net's ``k_size``."""

_OTHER = re.compile(r"wide|wrn|pre_?act|res2net|skip|mini|tiny|small|light|toy", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DepthList:
    """A list of block counts in a function whose name claims a depth."""

    depth: int
    name: str
    counts: tuple[int, ...]
    file: SourceFile
    node: ast.expr


def claimed_depth(name: str) -> int | None:
    """Return the depth that a name claims.

    Example:
        >>> claimed_depth("resnext101_32x8d"), claimed_depth("ResNet50"), claimed_depth("net2")
        (101, 50, None)
    """
    match = _NAME.search(name)
    return int(match.group(1)) if match is not None else None


def is_plain(name: str) -> bool:
    """Whether a name claims no variant that counts its depth in another way."""
    return _OTHER.search(name) is None


def depth_lists(file: SourceFile) -> Iterator[DepthList]:
    """Yield the lists of block counts in a file, by the key, function or class they are for."""
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.List | ast.Tuple):
            continue
        counts = _counts(node)
        if counts is None or _NO_COUNTS.search(_argument(file, node)):
            continue
        name = _key_around(file, node) or _name_around(file, file.function(node))
        depth = claimed_depth(name)
        if depth is not None:
            yield DepthList(depth, name, counts, file, node)


def _argument(file: SourceFile, node: ast.expr) -> str:
    """Return the argument that a list is passed as, or is the default of; empty for none."""
    match file.parents.get(node):
        case ast.keyword(arg=str(name)):
            return name.lower()
        case ast.arguments() as arguments:
            named = [*arguments.posonlyargs, *arguments.args]
            pairs = [
                *zip(reversed(named), reversed(arguments.defaults), strict=False),
                *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
            ]
            return next((one.arg.lower() for one, value in pairs if value is node), "")
    return ""


def _counts(node: ast.List | ast.Tuple) -> tuple[int, ...] | None:
    values = [one.value for one in node.elts if isinstance(one, ast.Constant)]
    if len(values) != len(node.elts) or len(values) not in {3, 4}:
        return None
    counts = tuple(value for value in values if type(value) is int and 0 < value < MOST_BLOCKS)
    return counts if len(counts) == len(values) else None


def _key_around(file: SourceFile, node: ast.AST) -> str:
    """Return the key under which a table holds an expression, itself or in a tuple of settings."""
    inner = node
    for outer in file.outward(node):
        if isinstance(outer, ast.stmt | ast.Lambda):
            return _constant(outer, inner)
        if isinstance(outer, ast.Dict) and inner in outer.values:
            return _named(outer, outer.keys[outer.values.index(inner)])
        inner = outer
    return ""


def _named(table: ast.Dict, key: ast.expr | None) -> str:
    """Return a key as a name; a bare depth counts where others stand beside it."""
    values = [one.value for one in table.keys if isinstance(one, ast.Constant)]
    match key:
        case ast.Constant(value=str(name)):
            return f"resnet{name}" if name.isdecimal() else name
        case ast.Constant(value=int(depth)) if sum(one in DEPTHS for one in values) > 1:
            return f"resnet{depth}"
    return ""


def _constant(statement: ast.AST, inner: ast.AST) -> str:
    """Return the name of a constant, ``RESNET50 = (3, 4, 6, 3)``."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is inner:
            return name
    return ""


def _name_around(file: SourceFile, function: FunctionNode | None) -> str:
    if function is None:
        return ""
    if function.name == "__init__":
        around = file.enclosing(function, ast.ClassDef)
        return around.name if isinstance(around, ast.ClassDef) else ""
    return function.name
