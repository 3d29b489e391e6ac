"""An index in JSON that says in which of several files each tensor lies."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from resnet_inspect.checkpoints.contents import Container, Contents
from resnet_inspect.errors import CheckpointError

MOST_INDEX = 16 << 20
MOST_SHARDS = 1000


def read_shards(
    file: IO[bytes], path: Path, size: int, read: Callable[[Path], Contents]
) -> Contents:
    """Read all files of an index, which lie beside it.

    Raises:
        CheckpointError: It is no index, a file is not there, or a tensor is not in its file.
    """
    places = _weight_map(file.read(min(size, MOST_INDEX)), path)
    shards = {name: read(_beside(path, name)) for name in dict.fromkeys(places.values())}
    root: dict[str, Any] = {}
    for name, shard in places.items():
        if name not in shards[shard].root:
            raise CheckpointError(f"`{path}`: `{name[:80]}` is not in `{shard[:80]}`")
        root[name] = shards[shard].root[name]
    asked = tuple(dict.fromkeys(one for shard in shards.values() for one in shard.asked))
    return Contents(Container.SHARDS, root, asked, sum(shard.bytes for shard in shards.values()))


def _weight_map(text: bytes, path: Path) -> dict[str, str]:
    try:
        places = json.loads(text)["weight_map"]
    except (ValueError, TypeError, KeyError, RecursionError):
        places = None
    if not isinstance(places, dict) or not all(isinstance(one, str) for one in places.values()):
        raise CheckpointError(
            f"`{path}` is no index of weights: it has no `weight_map`",
            "A saved trace is a target, not weights: resnet-inspect weights FILE t.json",
        )
    if len(set(places.values())) > MOST_SHARDS:
        raise CheckpointError(f"`{path}` names more than {MOST_SHARDS} files")
    return places


def _beside(path: Path, name: str) -> Path:
    if Path(name).name != name:
        raise CheckpointError(f"`{path}` names a file in another folder: `{name[:80]}`")
    if name.endswith(".json"):
        raise CheckpointError(f"`{path}` names an index, which holds no weights: `{name[:80]}`")
    if not (path.parent / name).is_file():
        raise CheckpointError(f"`{path}` names `{name[:80]}`, which is not beside it")
    return path.parent / name
