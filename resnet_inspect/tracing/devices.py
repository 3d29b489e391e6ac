"""Where operators run: on the meta device, without memory, or on the CPU with real values."""

from collections.abc import Container
from pathlib import Path
from typing import Any

import torch

from resnet_inspect.errors import PassingError
from resnet_inspect.graph import SourceSpan
from resnet_inspect.tracing.operators.catalogue import Function
from resnet_inspect.tracing.tracking.tensors import meta_like, tensors_in

Tensor = torch.Tensor
Call = tuple[tuple[Any, ...], dict[str, Any]]

SMALL = 64
"""A tensor that a forward pass makes with at most so many elements keeps its values: code such as
``torch.rand(1).item() < p`` then needs no real run."""

_VALUED = frozenset(
    "arange linspace logspace tensor as_tensor from_numpy scalar_tensor range asarray".split()
)
"""Factory functions whose values code tends to look at, such as drop-path rates."""

_NUMPY = frozenset({"from_numpy", "asarray", "as_tensor"})


class ValuesNeededError(PassingError):
    """The network asked for the values of a tensor that has none.

    Not an Exception, so that the user's ``except Exception`` does not swallow it.

    Args:
        operator: What asked for them.
        place: The user's expression that called it, where it is known.
    """

    def __init__(self, operator: str, place: SourceSpan | None = None) -> None:
        where = f" at {Path(place.file).name}:{place.line}" if place else ""
        super().__init__(f"`{operator.strip('_')}`{where}")


class Device:
    """Runs operators with real values, all of them on the CPU.

    Args:
        kept: Ids of tensors that have to stay as they are, such as the buffers of a network that
            somebody else goes on using: operators get copies of them.
    """

    name = "cpu"

    def __init__(self, kept: Container[int] = ()) -> None:
        self._kept = kept
        self._twins: dict[int, tuple[Tensor, Tensor]] = {}

    def place(self, args: tuple[Any, ...], kwargs: dict[str, Any], tensors: list[Tensor]) -> Call:
        """Return the arguments as the operator is to get them; ``tensors`` are those in them."""
        if any(id(tensor) in self._kept for tensor in tensors):
            return self._replaced(args, kwargs)
        return args, kwargs

    def stand_in(self, tensor: Tensor) -> Tensor:
        """Return what operators see in place of a tensor from outside."""
        return self._twin(tensor) if id(tensor) in self._kept else tensor

    def _copy(self, tensor: Tensor) -> Tensor:
        return tensor.detach().cpu().clone()

    def _twin(self, tensor: Tensor) -> Tensor:
        known = self._twins.get(id(tensor))
        if known is None or known[1].shape != tensor.shape:
            known = self._twins[id(tensor)] = (tensor, self._copy(tensor))
        return known[1]

    def _replaced(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
        named = {name: self._placed(value) for name, value in kwargs.items()}
        return tuple(map(self._placed, args)), named

    def _placed(self, value: Any) -> Any:  # noqa: ANN401 - any argument
        if isinstance(value, Tensor):
            return self.stand_in(value)
        if type(value) in {list, tuple}:
            return type(value)(map(self._placed, value))
        return value

    def run(self, func: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401 - as the function
        """Run a torch function; a move to another device stays here."""
        if getattr(func, "__name__", "") in _MOVES and isinstance(args[0], Tensor):
            return _stay(args[0], args[1:], kwargs)
        return func(*args, **kwargs)

    def create(self, func: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401 - a tensor
        """Run a factory function."""
        if kwargs.get("device") is not None:
            kwargs = {**kwargs, "device": "cpu"}
        return func(*args, **kwargs)

    def check_values_needed(
        self, error: Exception, operator: str, place: SourceSpan | None = None
    ) -> None:
        """Raise ValuesNeededError where ``error`` says that a tensor has no values."""


class MetaDevice(Device):
    """Runs operators on meta tensors: no memory, no values.

    Tensors from outside the forward pass that have values, such as the parameters of a trained
    network, are replaced by meta tensors of the same shape before an operator sees them: they are
    never written to. Small tensors that the forward pass makes itself keep their values as long
    as they only meet each other.

    Args:
        small: Up to how many elements such a tensor may have.
    """

    name = "meta"

    def __init__(self, small: int = SMALL) -> None:
        super().__init__()
        self._small = small
        self._made: dict[int, Tensor] = {}

    def place(self, args: tuple[Any, ...], kwargs: dict[str, Any], tensors: list[Tensor]) -> Call:
        """Return the arguments with meta tensors for all tensors, or as they are."""
        for tensor in tensors:
            if not tensor.is_meta:
                break
        else:
            return args, kwargs
        if all(id(tensor) in self._made for tensor in tensors):
            return args, kwargs
        return self._replaced(args, kwargs)

    def run(self, func: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401 - as the function
        """Run a torch function and keep track of results with values."""
        result = super().run(func, args, kwargs)
        if isinstance(result, Tensor):
            if not result.is_meta:
                self._made[id(result)] = result
        elif isinstance(result, tuple | list):
            self._made |= {id(item): item for item in tensors_in(result) if not item.is_meta}
        return result

    def create(self, func: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401 - a tensor
        """Make a tensor: a small one with its values, a large one without memory."""
        tensors = tensors_in(args, kwargs)
        placed, kwargs = self.place(args, kwargs, tensors)
        name = getattr(func, "__name__", "")
        if name.endswith("_") or tensors:
            kwargs = {**kwargs, "device": "meta"} if kwargs.get("device") is not None else kwargs
            return self.run(func, placed, kwargs)
        if name in _VALUED:
            elsewhere = {} if name in _NUMPY else {"device": "cpu"}
            return self.run(func, placed, {**kwargs, **elsewhere})
        made = func(*placed, **{**kwargs, "device": "meta"})
        wanted = kwargs.get("device")
        if 0 < made.numel() <= self._small and (
            wanted is None or torch.device(wanted).type != "meta"
        ):
            return self.run(func, placed, {**kwargs, "device": "cpu"})
        return made

    def check_values_needed(
        self, error: Exception, operator: str, place: SourceSpan | None = None
    ) -> None:
        """Raise ValuesNeededError where a meta tensor was asked for values."""
        text = str(error).lower()
        if "meta" in text and (
            isinstance(error, NotImplementedError)
            or any(
                words in text for words in ("meta tensor", "no data", "meta device", "device meta")
            )
        ):
            raise ValuesNeededError(operator, place) from None

    def stand_in(self, tensor: Tensor) -> Tensor:
        """Return what operators see in place of a tensor from outside."""
        return tensor if tensor.is_meta else self._twin(tensor)

    def _copy(self, tensor: Tensor) -> Tensor:
        return meta_like(tensor, requires_grad=tensor.requires_grad)


_MOVES = frozenset({"cuda", "cpu", "to", "xpu", "mps", "npu", "type"})


def _stay(tensor: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401 - a tensor or a name
    """Do what ``to``, ``cuda`` or ``type`` asks for as far as it concerns the dtype."""
    wanted = [*args, *kwargs.values()]
    for value in wanted:
        if isinstance(value, torch.dtype):
            return tensor.to(value)
        if isinstance(value, Tensor):
            return tensor.to(value.dtype)
    return tensor
