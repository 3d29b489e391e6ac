"""Tensors of a checkpoint under new names, as a safetensors file."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np

from resnet_inspect.checkpoints.checkpoint import Checkpoint
from resnet_inspect.checkpoints.formats.numbers import Reader, storage_reader
from resnet_inspect.checkpoints.formats.safetensors_header import DTYPES
from resnet_inspect.checkpoints.tensor import StoredTensor
from resnet_inspect.errors import CheckpointError, OutputError

CODES = {dtype: code for code, dtype in DTYPES.items()}
ALIGNMENT = 8


def write_safetensors(
    held: Checkpoint, names: Mapping[str, str], path: str | Path, *, replace: bool = False
) -> None:
    """Write tensors, one after the other, so that no more than one is in memory.

    Args:
        held: Where they are.
        names: New names by the old ones; tensors without one are left out.
        path: The file, which appears when it is whole.
        replace: Whether it may take the place of another.

    Raises:
        OutputError: The file is there, or cannot be written.
        CheckpointError: The checkpoint is of a kind that is not read again.
    """
    target = Path(path)
    if target.exists() and not replace:
        raise OutputError(f"`{path}` is there already", "Name another file, or add --force.")
    read = storage_reader(Path(held.path), held.container)
    tensors = {new: held.tensors[old] for old, new in names.items()}
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".weights") as folder:
            whole = Path(folder) / "whole"
            with whole.open("wb") as file:
                _write(file, tensors, read)
            whole.replace(target)
    except OSError as error:
        raise OutputError(f"`{path}` cannot be written: {error.strerror}") from None


def _write(file: IO[bytes], tensors: Mapping[str, StoredTensor], read: Reader) -> None:
    header, place = {}, 0
    for name, tensor in tensors.items():
        spec = tensor.spec
        header[name] = {
            "dtype": CODES[spec.dtype], "shape": list(spec.shape),
            "data_offsets": [place, place + spec.bytes],
        }  # fmt: skip
        place += spec.bytes
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    file.write(len(text).to_bytes(8, "little") + text)
    for name, tensor in tensors.items():
        file.write(_numbers(name, tensor, read))


def _numbers(name: str, tensor: StoredTensor, read: Reader) -> bytes:
    """Return a tensor's bytes in the order of its dimensions, whatever its memory format."""
    size = tensor.spec.bytes // max(1, tensor.spec.numel)
    stored = np.frombuffer(read(tensor.storage), f"V{size}") if size else np.empty(0, "V1")
    if len(stored) < tensor.end:
        raise CheckpointError(f"the numbers of `{name}` are not all in the file")
    steps = [step * size for step in tensor.stride]
    view = np.lib.stride_tricks.as_strided(stored[tensor.offset :], tensor.spec.shape, steps)
    return view.tobytes()
