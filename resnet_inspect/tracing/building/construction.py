"""Building a network on the meta device: no weight is allocated or initialized."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from resnet_inspect.graph import OpKind
from resnet_inspect.tracing.devices import Device, MetaDevice
from resnet_inspect.tracing.operators.catalogue import Function, Operator, operator_of
from resnet_inspect.tracing.process import exchanged, replaced
from resnet_inspect.tracing.tracking.tensors import tensors_in


class Construction(TorchFunctionMode):
    """Sends new tensors to the meta device, and skips the initialization of weights.

    Args:
        real: Build on the CPU with values; only moves to other devices are held back.
    """

    def __init__(self, *, real: bool = False) -> None:
        super().__init__()
        self._device = Device() if real else MetaDevice(small=0)
        self._operators: dict[Function, Operator] = {}

    def __torch_function__(
        self,
        func: Function,
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the function returns
        """Run one torch function of a constructor."""
        kwargs = kwargs or {}
        operator = self._operators.get(func)
        if operator is None:
            operator = self._operators[func] = operator_of(func)
        if operator.inplace or getattr(func, "__module__", "") == "torch.nn.init":
            tensor = args[0] if args else kwargs.get("tensor")
            if isinstance(tensor, torch.Tensor) and tensor.is_meta:
                return tensor
        if operator.silent:
            return func(*args, **kwargs)
        try:
            if operator.kind is OpKind.CONSTANT:
                return self._device.create(func, args, kwargs)
            placed, named = self._device.place(args, kwargs, tensors_in(args, kwargs))
            return self._device.run(func, placed, named)
        except Exception as error:
            self._device.check_values_needed(error, operator.name)
            raise


class UncompiledModule(nn.Module):
    """Stands in for ``torch.jit.ScriptModule``: its methods stay Python, and can be traced."""


@contextmanager
def uncompiled() -> Iterator[None]:
    """Keep ``torch.compile`` and ``torch.jit`` from hiding operators inside the block."""
    with (
        replaced(torch, "compile", _as_it_is),
        replaced(torch.jit, "script", _as_it_is),
        replaced(torch.jit, "script_method", _as_it_is),
        exchanged(torch.jit, "ScriptModule", UncompiledModule),
        _running_eagerly(),
    ):
        yield


def _running_eagerly() -> AbstractContextManager[object]:
    """Let what is compiled already run as it was written; where nothing is, load no compiler."""
    if "torch._dynamo" in sys.modules and hasattr(torch.compiler, "set_stance"):
        stance: AbstractContextManager[object] = torch.compiler.set_stance("force_eager")
        return stance
    return nullcontext()


def _as_it_is(model: Callable[..., Any] | None = None, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - a function or decorator
    return (lambda function: function) if model is None else model
