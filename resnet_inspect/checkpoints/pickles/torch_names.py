"""What torch's own names in a pickle stand for: storages, number types, and rebuilt tensors."""

from collections.abc import Callable, Mapping
from typing import Any

from resnet_inspect.checkpoints.pickles.record import Entries
from resnet_inspect.checkpoints.tensor import Storage, StoredTensor
from resnet_inspect.graph.tensor import TensorSpec

STORAGES = {
    "DoubleStorage": "float64", "FloatStorage": "float32", "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16", "LongStorage": "int64", "IntStorage": "int32",
    "ShortStorage": "int16", "CharStorage": "int8", "ByteStorage": "uint8", "BoolStorage": "bool",
    "QInt8Storage": "qint8", "QUInt8Storage": "quint8", "QInt32Storage": "qint32",
    "ComplexFloatStorage": "complex64", "ComplexDoubleStorage": "complex128",
    "UntypedStorage": "",
}  # fmt: skip
"""Storage classes and the number types in them."""

DTYPES = frozenset(
    "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 uint16 uint32 uint64 bool "
    "complex64 complex128 float8_e4m3fn float8_e5m2 qint8 quint8 qint32".split()
)
SCHEMES = frozenset(
    "per_tensor_affine per_tensor_symmetric per_channel_affine per_channel_symmetric "
    "per_channel_affine_float_qparams".split()
)
"""How numbers are quantized."""


class Named:
    """A name of torch that stands for data: a storage's class, a number type."""

    __slots__ = ("dtype",)

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype


def tensor_v2(
    storage: Any, offset: Any, shape: Any, stride: Any, trainable: Any = False,  # noqa: ANN401, FBT002 - a pickle's values
    _hooks: Any = None, _metadata: Any = None,  # noqa: ANN401 - see above
) -> StoredTensor:  # fmt: skip
    """Return what ``torch._utils._rebuild_tensor_v2`` would rebuild."""
    return _checked(storage, (offset, shape, stride), storage.dtype, trainable)


def tensor_v3(  # noqa: PLR0913, PLR0917 - as torch writes it
    storage: Any, offset: Any, shape: Any, stride: Any, trainable: Any, _hooks: Any, dtype: Any,  # noqa: ANN401 - see above
    _metadata: Any = None,  # noqa: ANN401 - see above
) -> StoredTensor:  # fmt: skip
    """Return what ``torch._utils._rebuild_tensor_v3`` would: a view of bytes."""
    return _checked(storage, (offset, shape, stride), dtype.dtype, trainable)


def quantized(
    storage: Any, offset: Any, shape: Any, stride: Any, _quantizer: Any, trainable: Any = False,  # noqa: ANN401, FBT002 - see above
    *_others: Any,  # noqa: ANN401 - see above
) -> StoredTensor:  # fmt: skip
    """Return what ``torch._utils._rebuild_qtensor`` would: small integers for real numbers."""
    return _checked(storage, (offset, shape, stride), storage.dtype, trainable)


def parameter(data: Any, _trainable: Any = True, *_others: Any) -> Any:  # noqa: ANN401, FBT002 - see above
    """Return the tensor that a parameter wraps."""
    return data


def of_type(rebuild: Any, _kind: Any, arguments: Any, _state: Any = None) -> Any:  # noqa: ANN401 - see above
    """Return the tensor that a subclass of Tensor wraps."""
    if rebuild not in FUNCTIONS.values():
        raise ValueError("a tensor is rebuilt by a function that is not torch's")
    return rebuild(*arguments)


def size(*dimensions: Any) -> tuple[Any, ...]:  # noqa: ANN401 - see above
    """Return a ``torch.Size`` as a tuple."""
    return tuple(dimensions[0]) if dimensions else ()


FUNCTIONS: Mapping[tuple[str, str], Callable[..., Any]] = {
    ("torch._utils", "_rebuild_tensor"): tensor_v2,
    ("torch._utils", "_rebuild_tensor_v2"): tensor_v2,
    ("torch._utils", "_rebuild_tensor_v3"): tensor_v3,
    ("torch._utils", "_rebuild_qtensor"): quantized,
    ("torch._utils", "_rebuild_parameter"): parameter,
    ("torch._utils", "_rebuild_parameter_with_state"): parameter,
    ("torch._tensor", "_rebuild_from_type_v2"): of_type,
    ("torch.nn.parameter", "Parameter"): parameter,
    ("torch", "Size"): size,
}
"""What is called while a pickle is read: nothing but these, and they return data."""

CONTAINERS = frozenset({("collections", "OrderedDict"), ("collections", "Counter")})


def known(module: str, name: str) -> Any:  # noqa: ANN401 - one of several kinds
    """Return what stands in for a name, None for a name that is not torch's or a container's."""
    if (module, name) in FUNCTIONS:
        return FUNCTIONS[module, name]
    if (module, name) in CONTAINERS:
        return Entries
    if module in {"torch", "torch.storage", "torch.cuda"} and name in STORAGES:
        return Named(STORAGES[name])
    return Named(name) if module == "torch" and name in DTYPES | SCHEMES else None


def _checked(storage: Any, place: tuple[Any, Any, Any], dtype: str, trainable: Any) -> StoredTensor:  # noqa: ANN401 - see above
    """Return a tensor whose numbers all lie in its storage.

    Raises:
        ValueError: They do not.
    """
    offset, shape, stride = place
    if not isinstance(storage, Storage) or len(shape) != len(stride):
        raise ValueError("a tensor has no storage, or a stride too many")
    if not all(isinstance(one, int) and 0 <= one < 1 << 48 for one in (offset, *shape, *stride)):
        raise ValueError("a tensor's shape is no shape")
    spec = TensorSpec(tuple(shape), dtype)
    tensor = StoredTensor(spec, storage, offset, tuple(stride), trainable is True)
    has = (
        storage.numel
        if storage.dtype
        else storage.numel // max(1, spec.bytes // max(1, spec.numel))
    )
    if tensor.end > has:
        raise ValueError(f"a tensor of shape {spec.shape} reads {tensor.end} of {has} numbers")
    return tensor
