"""Damaged traces: one value, key or entry of a good one is changed, at random but repeatably."""

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1, 7, 10**9, 10**30, 0.5, float("inf"), "", "x", "conv1", [], [0], [[]], {},
    {"node": 0}, "\ud800", "\\input", "a.b.c",
)  # fmt: skip

Place = tuple[Any, Any]


def places(value: Any) -> list[Place]:  # noqa: ANN401 - JSON
    """Return each container of a document with each of its keys."""
    found: list[Place] = []
    pending = [value]
    while pending:
        one = pending.pop()
        keys = (
            list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        )
        for key in keys:
            found.append((one, key))
            pending.append(one[key])
    return found


def _keys(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def mutated(text: str, random: Random) -> str:
    """Return a trace's text with one or two changes."""
    document = deepcopy(json.loads(text))
    for _ in range(random.choice((1, 1, 2))):
        container, key = random.choice(places(document["graph"]))
        random.choice(CHANGES)(container, key, random)
    return json.dumps(document)


def _replace(container: Any, key: Any, random: Random) -> None:  # noqa: ANN401 - JSON
    container[key] = random.choice(VALUES)


def _shift(container: Any, key: Any, random: Random) -> None:  # noqa: ANN401 - JSON
    if isinstance(container[key], int):
        container[key] += random.choice((-3, -1, 1, 2, 100))
    else:
        _replace(container, key, random)


def _remove(container: Any, key: Any, _random: Random) -> None:  # noqa: ANN401 - JSON
    del container[key]


def _repeat(container: Any, key: Any, _random: Random) -> None:  # noqa: ANN401 - JSON
    if isinstance(container, list):
        container.insert(key, deepcopy(container[key]))


CHANGES: tuple[Callable[[Any, Any, Random], None], ...] = (
    _replace,
    _shift,
    _shift,
    _remove,
    _repeat,
)
