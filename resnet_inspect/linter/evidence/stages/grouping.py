"""Stages: the residual connections of one container, or of one width."""

from itertools import groupby

from resnet_inspect.graph import ModulePath
from resnet_inspect.graph.paths import parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.join import Join

Stage = tuple[ModulePath, list[Join]]
"""Its path, or that of its first block, and its residual connections."""


def stages_of(context: LintContext) -> list[Stage]:
    """Group the residual connections by the container of their blocks, in order.

    Where all blocks stand in one container, those of one width are a stage, named by the first.
    """
    stages: dict[ModulePath, list[Join]] = {}
    for join in one_each(context):
        if context.in_module_container(context.block(join).module):
            stages.setdefault(parent(context.block(join).module), []).append(join)
    if len(stages) > 1:
        return list(stages.items())
    runs = groupby(one_each(context), key=lambda join: join.node.output.shape[1])
    lists = [list(run) for _, run in runs]
    return [(context.block(joins[0]).module, joins) for joins in lists]


def one_each(context: LintContext) -> list[Join]:
    """Return a block's last sum only, where it adds its shortcut twice."""
    kept: list[Join] = []
    for join in context.joins:
        if kept and kept[-1].block == join.block and _same_shortcut(kept[-1], join):
            kept.pop()
        kept.append(join)
    return kept


def _same_shortcut(first: Join, second: Join) -> bool:
    return second.fork.node in {first.fork.node, *(node.id for node in first.shortcut)}
