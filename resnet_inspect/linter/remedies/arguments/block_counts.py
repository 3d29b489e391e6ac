"""The numbers of blocks in each stage, wherever a file lists them, as a network's name promises."""

import ast
from collections.abc import Iterator, Sequence

from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.claims import DEPTHS
from resnet_inspect.linter.source.syntax import SourceFile

STAGES = (3, 4)
LAYERS_AROUND = 2
"""The stem and the classifier."""


def promised(depth: int, stages: int, per_block: int) -> tuple[int, ...]:
    """Return how many blocks each stage of a network of so many layers has, empty if unknown.

    Example:
        >>> promised(34, 4, 2), promised(20, 3, 2), promised(50, 3, 3)
        ((3, 4, 6, 3), (3, 3, 3), ())
    """
    published = DEPTHS.get(depth, ())
    layers = depth - LAYERS_AROUND
    if len(published) == stages and sum(published) * per_block == layers:
        return published
    even = layers % (stages * per_block) == 0
    return (layers // (stages * per_block),) * stages if stages == STAGES[0] and even else ()


def counted_anew(
    files: Sequence[SourceFile], built: int, depth: int, per_block: int
) -> Iterator[Fix]:
    """Yield the fix of each list that holds the numbers of blocks of a network.

    Args:
        files: Where to look.
        built: How many blocks the network has.
        depth: How many layers its name promises.
        per_block: Convolutions on the main path of a block.
    """
    for file in files:
        for nodes in _lists(file):
            wanted = promised(depth, len(nodes), per_block)
            if wanted and sum(_numbers(nodes)) == built:
                yield _fix(file, nodes, wanted)


def _lists(file: SourceFile) -> Iterator[Sequence[ast.expr]]:
    """Yield lists of whole numbers, and the columns of tables of them."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.List | ast.Tuple) and len(node.elts) in STAGES:
            rows = [one.elts for one in node.elts if isinstance(one, ast.List | ast.Tuple)]
            columns = zip(*rows, strict=False) if len(rows) == len(node.elts) else ()
            yield from (one for one in (node.elts, *columns) if len(_numbers(one)) == len(one))


def _numbers(values: Sequence[ast.expr]) -> list[int]:
    constants = [one.value for one in values if isinstance(one, ast.Constant)]
    return [value for value in constants if type(value) is int]


def _fix(file: SourceFile, nodes: Sequence[ast.expr], wanted: tuple[int, ...]) -> Fix:
    edits = tuple(
        replace(file, node, str(number))
        for node, number in zip(nodes, wanted, strict=True)
        if file.code(node) != str(number)
    )
    return Fix(title=f"Build {', '.join(map(str, wanted))} blocks", edits=edits, safe=False)
