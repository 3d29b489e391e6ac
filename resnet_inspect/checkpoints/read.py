"""A file becomes a checkpoint."""

import os
from pathlib import Path

from resnet_inspect.checkpoints.checkpoint import Checkpoint
from resnet_inspect.checkpoints.contents import Contents
from resnet_inspect.checkpoints.formats.legacy import PROTO, read_pickles
from resnet_inspect.checkpoints.formats.safetensors_header import (
    LENGTH_SIZE,
    looks_like_safetensors,
    read_safetensors,
)
from resnet_inspect.checkpoints.formats.shards import read_shards
from resnet_inspect.checkpoints.formats.zip_archive import MAGIC, read_zip
from resnet_inspect.checkpoints.state_dict import find_weights
from resnet_inspect.errors import CheckpointError


def read_checkpoint(path: str | Path) -> Checkpoint:
    """Read names, shapes and number types of the weights in a file; nothing in it is executed.

    Raises:
        CheckpointError: There is no such file, it is damaged, or it holds no weights.
    """
    file = Path(path)
    contents = read_contents(file)
    return find_weights(contents, str(path))


def read_contents(path: Path) -> Contents:
    """Read a file as data, by what its first bytes say that it is."""
    if not path.is_file():
        what = "a folder" if path.is_dir() else "no file"
        raise CheckpointError(f"there is {what} at `{path}`", "Name a file of weights.")
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(LENGTH_SIZE + 1)
        file.seek(0)
        if start.startswith(MAGIC):
            return read_zip(file, path, size)
        if looks_like_safetensors(start, size):
            return read_safetensors(file, path, size)
        if start.lstrip().startswith(b"{"):
            return read_shards(file, path, size, read_contents)
        if start.startswith(PROTO):
            return read_pickles(file, path, size)
    raise CheckpointError(f"`{path}` is no file of weights: {_looks_like(start, size)}", _HINT)


_HINT = "Read are .pth, .pt, .ckpt and .bin of torch.save, .safetensors, and an index of these."


def _looks_like(start: bytes, size: int) -> str:
    if not size:
        return "it is empty"
    if start.startswith(b"version h"):
        return "it is a pointer of Git LFS; fetch the file itself with `git lfs pull`"
    if start.lstrip().lower().startswith(b"<"):
        return "it is a web page; the download did not give the file"
    if start.startswith(b"\x89HDF"):
        return "it is HDF5, as Keras writes it"
    return f"it begins with {start!r}"
