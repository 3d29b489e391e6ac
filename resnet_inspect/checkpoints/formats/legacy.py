"""What ``torch.save`` wrote before 1.6: four pickles, then the numbers; and other pickles."""

from pathlib import Path
from typing import IO

from resnet_inspect.checkpoints.contents import Container, Contents
from resnet_inspect.checkpoints.formats.storages import storage_bytes, storages_of
from resnet_inspect.checkpoints.pickles.bounded import Bounded
from resnet_inspect.checkpoints.pickles.read import read_pickle
from resnet_inspect.errors import CheckpointError

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTO = b"\x80"


def read_pickles(file: IO[bytes], path: Path, size: int) -> Contents:
    """Read a legacy checkpoint, or a pickle of arrays.

    Raises:
        CheckpointError: It was cut off or is damaged.
    """
    bounded = Bounded(file, size)
    first = read_pickle(bounded, str(path))
    if first.contents != MAGIC_NUMBER:
        return Contents(Container.PICKLE, first.contents, first.asked, size)
    for _version_and_system in range(2):
        read_pickle(bounded, str(path))
    found = read_pickle(bounded, str(path))
    read_pickle(bounded, str(path))  # the storages' order
    storages = list(storages_of(found.contents))
    needed = file.tell() + sum(8 + storage_bytes(storage) for storage in storages)
    if needed > size:
        raise CheckpointError(
            f"`{path}` was cut off: it has {size:,} bytes, its tensors need {needed:,}",
            "Download it again.",
        )
    return Contents(Container.LEGACY, found.contents, found.asked, size)
