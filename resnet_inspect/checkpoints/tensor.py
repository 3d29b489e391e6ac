"""A tensor in a file: its shape and number type, and where its bytes lie."""

from dataclasses import dataclass

from resnet_inspect.graph.tensor import TensorSpec


@dataclass(frozen=True, slots=True)
class Storage:
    """A run of numbers in a file that one or several tensors look at."""

    key: str
    """Its name in the file."""
    dtype: str
    """As torch names it; empty for bytes whose tensors say it themselves."""
    numel: int
    """Numbers, or bytes where ``dtype`` is empty."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredTensor:
    """A view of a storage; equal only to itself, so that a hostile one need not be hashed."""

    spec: TensorSpec
    storage: Storage
    offset: int = 0
    """Numbers of the storage before the first."""
    stride: tuple[int, ...] = ()
    """Steps in numbers for each dimension."""
    trainable: bool = False

    @property
    def end(self) -> int:
        """Numbers of the storage up to and with the tensor's last."""
        steps = zip(self.spec.shape, self.stride, strict=True)
        reach = sum((size - 1) * step for size, step in steps)
        return self.offset + reach + 1 if self.spec.numel else self.offset
