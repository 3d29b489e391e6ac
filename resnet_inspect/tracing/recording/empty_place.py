"""A container that holds None where a layer should be, and calls it."""

from torch import nn

from resnet_inspect.graph import CallId, Failure
from resnet_inspect.tracing.recording.failed_operator import FailedOperator


def has_empty_place(module: nn.Module) -> bool:
    """Tell whether a module calls its children in turn, None among them."""
    if type(module).forward is not nn.Sequential.forward:
        return False
    return any(child is None for child in module._modules.values())  # noqa: SLF001 - see `children`


def empty_place(call: CallId) -> FailedOperator:
    """Return what the call of a None would have raised."""
    error = TypeError("'NoneType' object is not callable")
    failure = Failure(type="TypeError", message=str(error), node=None, call=call)
    return FailedOperator(error, failure, recovered=True)
