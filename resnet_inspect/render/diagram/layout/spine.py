"""A unit's straight line: its main path, and what branches off it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from resnet_inspect.render.diagram.content.model import Content, Link, Role

_SCORE = {Role.WEIGHTED: 10, Role.POOL: 3, Role.JOIN: 1, Role.SMALL: 1, Role.GATE: 1, Role.INPUT: 1}


@dataclass(frozen=True, slots=True)
class Spine:
    """Leaves on the straight line from top to bottom, and the connected groups beside it."""

    leaves: tuple[int, ...]
    branches: tuple[tuple[int, ...], ...]


def find_spine(
    content: Content, leaves: Sequence[int], links: Iterable[Link], leaving: Collection[int]
) -> Spine:
    """Choose the main path among ``leaves``.

    Args:
        content: What the leaves are.
        leaves: The unit's leaves in execution order.
        links: The links between them.
        leaving: Leaves that something outside the unit reads.
    """
    incoming: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        incoming[link.target].append(link)
    score: dict[int, int] = {}
    before: dict[int, int | None] = {}
    for leaf in leaves:
        chosen = _main_input(incoming[leaf], score)
        before[leaf] = chosen
        score[leaf] = _SCORE[content.leaves[leaf].role] + (
            score[chosen] if chosen is not None else 0
        )
    end = max((leaf for leaf in leaves if leaf in leaving), default=None)
    if end is None:
        end = max(leaves, key=lambda leaf: (score[leaf], leaf))
    line = [end]
    while (previous := before[line[-1]]) is not None:
        line.append(previous)
    line.reverse()
    rest = [leaf for leaf in leaves if leaf not in set(line)]
    return Spine(tuple(line), _connected(rest, incoming))


def _main_input(links: list[Link], score: dict[int, int]) -> int | None:
    """Return where the main path comes from: no shortcut if it can be helped."""
    known = [link for link in links if link.source in score]
    if not known:
        return None

    def rank(link: Link) -> tuple[bool, int]:
        return (link.kind is None, score[link.source])

    best = max(known, key=rank)
    if best.kind is not None and len(known) < len(links):
        return None
    return best.source


def _connected(
    leaves: Sequence[int], incoming: dict[int, list[Link]]
) -> tuple[tuple[int, ...], ...]:
    """Return the groups of leaves that links hold together, ordered by their first leaves."""
    group: dict[int, int] = {leaf: leaf for leaf in leaves}

    def root(leaf: int) -> int:
        while group[leaf] != leaf:
            group[leaf] = group[group[leaf]]
            leaf = group[leaf]
        return leaf

    for leaf in leaves:
        for link in incoming[leaf]:
            if link.source in group:
                group[root(leaf)] = root(link.source)
    members: dict[int, list[int]] = defaultdict(list)
    for leaf in leaves:
        members[root(leaf)].append(leaf)
    return tuple(sorted(map(tuple, members.values())))
