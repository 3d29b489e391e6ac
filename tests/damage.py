"""Damaged documents: one value, key or entry of a good one changed, at random but repeatably."""

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
        for key in _keys(one):
            found.append((one, key))
            pending.append(one[key])
    return found


def _keys(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def damaged(document: Any, random: Random) -> Any:  # noqa: ANN401 - JSON
    """Return a document with one or two changes."""
    document = deepcopy(document)
    for _ in range(random.choice((1, 1, 2))):
        if known := places(document):
            container, key = random.choice(known)
            random.choice(CHANGES)(container, key, random)
    return document


def damaged_bytes(content: bytes, random: Random) -> bytes:
    """Return a file's content with a few bytes changed, taken out, repeated, or cut off."""
    text = bytearray(content)
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice((0, 1, 1, 4, 64)))
        text[start:end] = random.choice((
            random.randbytes(end - start), b"", text[start:end] * 2, b"\0", b"\xff\xfe", b"{",
            b"\n", "\u202e\ud800".encode("utf-8", "surrogatepass"), b"9" * 30, b"\x1b[2J",
        ))  # fmt: skip
    return bytes(text[: random.randrange(len(text) + 1)] if random.random() < 0.1 else text)


def as_toml(value: Any) -> str:  # noqa: ANN401 - JSON
    """Write a value as TOML, tables on one line; TOML knows no null and no half characters."""
    if isinstance(value, dict):
        entries = (f"{json.dumps(str(key))} = {as_toml(part)}" for key, part in value.items())
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, float):
        return str(value)
    return json.dumps("" if value is None else value).replace("\\ud800", "")


def toml_document(document: dict[str, Any]) -> str:
    """Return a TOML file with a line for each of the document's keys."""
    return "".join(f"{json.dumps(key)} = {as_toml(value)}\n" for key, value in document.items())


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
