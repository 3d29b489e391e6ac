"""The bytes of a storage, for who writes a file anew."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from resnet_inspect.checkpoints.contents import Container
from resnet_inspect.checkpoints.formats.safetensors_header import LENGTH_SIZE, header_length
from resnet_inspect.checkpoints.formats.storages import storage_bytes, storages_of
from resnet_inspect.checkpoints.pickles.bounded import Bounded
from resnet_inspect.checkpoints.pickles.read import read_pickle
from resnet_inspect.checkpoints.tensor import Storage
from resnet_inspect.errors import CheckpointError

Reader = Callable[[Storage], bytes]


def storage_reader(path: Path, container: Container) -> Reader:
    """Return a function from storages to their bytes.

    Raises:
        CheckpointError: Files written so are not read again: shards, and pickles of arrays.
    """
    readers = {
        Container.ZIP: _zip_reader, Container.SCRIPT: _zip_reader,
        Container.LEGACY: _legacy_reader, Container.SAFETENSORS: _safetensors_reader,
    }  # fmt: skip
    if container not in readers:
        raise CheckpointError(
            f"`{path}` ({container}) cannot be written anew",
            "Load it with the library that wrote it, and save its state dict with torch.save.",
        )
    return readers[container](path)


def _zip_reader(path: Path) -> Reader:
    archive = zipfile.ZipFile(path)
    names = {name.rpartition("/data/")[2]: name for name in archive.namelist() if "/data/" in name}

    def read(storage: Storage) -> bytes:
        with archive.open(names[storage.key]) as member:
            return member.read(storage_bytes(storage))

    return read


def _safetensors_reader(path: Path) -> Reader:
    with path.open("rb") as file:
        start = LENGTH_SIZE + header_length(file.read(LENGTH_SIZE))
    return lambda storage: _part(path, start + int(storage.key), storage_bytes(storage))


def _legacy_reader(path: Path) -> Reader:
    with path.open("rb") as file:
        bounded = Bounded(file, os.fstat(file.fileno()).st_size)
        _magic, _version, _system, found, order = [
            read_pickle(bounded, str(path)).contents for _ in range(5)
        ]
        place = file.tell()
    sizes = {storage.key: storage_bytes(storage) for storage in storages_of(found)}
    places: dict[str, int] = {}
    for key in order:
        places[str(key)] = place + 8  # behind the number of its elements
        place += 8 + sizes.get(str(key), 0)
    return lambda storage: _part(path, places[storage.key], storage_bytes(storage))


def _part(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)
