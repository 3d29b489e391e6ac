"""The shape and dtype of a tensor: all that is known of it without its values."""

from dataclasses import dataclass
from functools import cached_property
from math import prod

BYTES_PER_ELEMENT = {
    "bool": 1, "uint8": 1, "int8": 1, "quint8": 1, "qint8": 1, "float8_e4m3fn": 1, "float8_e5m2": 1,
    "int16": 2, "uint16": 2, "float16": 2, "bfloat16": 2,
    "int32": 4, "uint32": 4, "qint32": 4, "float32": 4,
    "int64": 8, "uint64": 8, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip


@dataclass(frozen=True)
class TensorSpec:
    """A tensor's shape, ``(N, C, H, W)`` for feature maps, and its dtype as torch names it."""

    shape: tuple[int, ...]
    dtype: str = "float32"

    @cached_property
    def numel(self) -> int:
        """Number of elements."""
        return prod(self.shape)

    @cached_property
    def bytes(self) -> int:
        """Size in memory, in bytes; an unknown dtype counts as four bytes an element."""
        return self.numel * BYTES_PER_ELEMENT.get(self.dtype, 4)
