"""The weights in a file, and what lies beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.checkpoints.contents import Container
from resnet_inspect.checkpoints.tensor import StoredTensor
from resnet_inspect.graph.tensor import TensorSpec

QUANTIZED = frozenset({"qint8", "quint8", "qint32", "int8", "uint8"})


@dataclass(frozen=True, slots=True)
class Other:
    """Something in the file that is not the weights."""

    name: str
    """How it is reached: ``optimizer``, ``hyper_parameters.lr``."""
    text: str
    """What it is, in short."""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """One state dict of a file.

    Example:
        >>> from resnet_inspect.checkpoints.tensor import Storage
        >>> spec = TensorSpec((10, 512))
        >>> tensor = StoredTensor(spec, Storage("0", "float32", 5120), 0, (512, 1))
        >>> held = Checkpoint(path="a.pth", container=Container.ZIP, tensors={"fc.weight": tensor})
        >>> held.specs["fc.weight"].shape, held.numbers
        ((10, 512), 5120)
    """

    path: str
    container: Container
    tensors: Mapping[str, StoredTensor]
    """By name, in the file's order."""
    keys: tuple[str, ...] = ()
    """Where in the file they lie: ``("state_dict",)``."""
    others: tuple[Other, ...] = ()
    """What else lies in the file."""
    asked: tuple[str, ...] = ()
    """Classes and functions that the file names besides torch's tensors and plain containers."""
    listed: bool = False
    """Whether the tensors are in a list, without names; they are called ``0``, ``1`` …"""
    network: str = ""
    """The class of the network, where the file holds the network itself and not its state dict."""
    bytes: int = 0
    """The file's size."""

    @cached_property
    def specs(self) -> dict[str, TensorSpec]:
        """Shapes and number types by name."""
        return {name: tensor.spec for name, tensor in self.tensors.items()}

    @property
    def numbers(self) -> int:
        """Numbers in all of the weights; one that has two names counts twice."""
        return sum(spec.numel for spec in self.specs.values())

    @property
    def dtypes(self) -> tuple[str, ...]:
        """Number types of the kernels, the first met first."""
        kernels = [spec for spec in self.specs.values() if len(spec.shape) > 1]
        types = dict.fromkeys(spec.dtype for spec in kernels or self.specs.values())
        return tuple(one for one in types if "float" in one or one in QUANTIZED) or tuple(types)

    @property
    def quantized(self) -> bool:
        """Whether kernels are small integers that stand for real numbers."""
        return not QUANTIZED.isdisjoint(self.dtypes)
