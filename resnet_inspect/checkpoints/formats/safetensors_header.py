"""A safetensors file: the length of a header, the header in JSON, the numbers."""

import json
from pathlib import Path
from typing import IO, Any

from resnet_inspect.checkpoints.contents import Container, Contents
from resnet_inspect.checkpoints.tensor import Storage, StoredTensor
from resnet_inspect.errors import CheckpointError
from resnet_inspect.graph.tensor import TensorSpec

MOST_HEADER = 16 << 20
LENGTH_SIZE = 8

DTYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64",
    "I32": "int32", "I16": "int16", "I8": "int8", "U8": "uint8", "U16": "uint16", "U32": "uint32",
    "U64": "uint64", "BOOL": "bool", "F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2",
    "C64": "complex64",
}  # fmt: skip
METADATA = "__metadata__"


def looks_like_safetensors(start: bytes, size: int) -> bool:
    """Tell whether a file's first nine bytes are a length within it and a brace."""
    return start[LENGTH_SIZE : LENGTH_SIZE + 1] == b"{" and header_length(start) <= size


def header_length(start: bytes) -> int:
    """Return the header's length in bytes."""
    return int.from_bytes(start[:LENGTH_SIZE], "little")


def read_safetensors(file: IO[bytes], path: Path, size: int) -> Contents:
    """Read the header.

    Raises:
        CheckpointError: It is damaged, or names numbers that are not in the file.
    """
    length = header_length(file.read(LENGTH_SIZE))
    if length > min(MOST_HEADER, size - LENGTH_SIZE):
        raise CheckpointError(f"`{path}` is damaged: its header has {length:,} bytes")
    try:
        header = json.loads(file.read(length))
        room = size - LENGTH_SIZE - length
        root = {
            name: _tensor(name, entry, room, path)
            for name, entry in header.items()
            if name != METADATA
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CheckpointError(
            f"`{path}` is damaged: its header is no header ({type(error).__name__})"
        ) from None
    return Contents(Container.SAFETENSORS, {**root, **_metadata(header)}, (), size)


def _metadata(header: dict[str, Any]) -> dict[str, Any]:
    return {METADATA: header[METADATA]} if METADATA in header else {}


def _tensor(name: str, entry: dict[str, Any], room: int, path: Path) -> StoredTensor:
    begin, end = entry["data_offsets"]
    shape = tuple(entry["shape"])
    if not all(isinstance(one, int) and one >= 0 for one in (*shape, begin, end)):
        raise ValueError
    spec = TensorSpec(shape, DTYPES[entry["dtype"]])
    if end > room:
        raise CheckpointError(
            f"`{path}` was cut off: `{name[:80]}` ends at byte {end:,} of the {room:,} after "
            "the header",
            "Download it again.",
        )
    if end - begin != spec.bytes:
        raise CheckpointError(
            f"`{path}` is damaged: `{name[:80]}` has {end - begin:,} bytes, its shape "
            f"{spec.shape} needs {spec.bytes:,}"
        )
    stride = tuple(TensorSpec(shape[position + 1 :]).numel for position in range(len(shape)))
    return StoredTensor(spec, Storage(str(begin), spec.dtype, spec.numel), 0, stride)
