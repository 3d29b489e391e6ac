"""NumPy arrays in a pickle, as Caffe2 and the first Detectron keep their weights."""

from typing import Any

from resnet_inspect.checkpoints.pickles.record import Record
from resnet_inspect.checkpoints.tensor import Storage, StoredTensor
from resnet_inspect.graph.tensor import TensorSpec

DTYPES = {
    "f2": "float16", "f4": "float32", "f8": "float64", "i1": "int8", "i2": "int16", "i4": "int32",
    "i8": "int64", "u1": "uint8", "b1": "bool",
}  # fmt: skip
REBUILT = frozenset({"numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct"})
"""How an array is written up to protocol 4: its state has version, shape, type."""
BUFFERED = frozenset({"numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer"})
"""And with protocol 5: the arguments are the numbers, type, shape."""


def as_tensor(value: Any) -> StoredTensor | None:  # noqa: ANN401 - what a file holds
    """Return a tensor, or an array as one; None for anything else."""
    if isinstance(value, StoredTensor):
        return value
    if not isinstance(value, Record):
        return None
    written = value.state if value.origin in REBUILT else None
    if value.origin in BUFFERED:
        written = (0, *value.arguments[2:0:-1])
    match written:
        case (int(), tuple() as shape, Record(arguments=(str(code), *_)), *_):
            if code in DTYPES and all(isinstance(size, int) and size >= 0 for size in shape):
                return _array(shape, DTYPES[code])
    return None


def _array(shape: tuple[int, ...], dtype: str) -> StoredTensor:
    spec = TensorSpec(shape, dtype)
    stride = tuple(TensorSpec(shape[position + 1 :]).numel for position in range(len(shape)))
    return StoredTensor(spec, Storage("", dtype, spec.numel), 0, stride)
