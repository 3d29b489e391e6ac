"""Layers that raise before any operator runs, and past which a trace can go on."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd

from resnet_inspect.graph import CallId, Failure
from resnet_inspect.tracing.recording.failed_operator import FailedOperator


def has_empty_place(module: nn.Module) -> bool:
    """Tell whether a module calls its children in turn, None among them."""
    if type(module).forward is not nn.Sequential.forward:
        return False
    return any(child is None for child in module._modules.values())  # noqa: SLF001 - see `children`


def empty_place(call: CallId) -> FailedOperator:
    """Return what the call of a None would have raised."""
    return _raised(TypeError("'NoneType' object is not callable"), call)


def checks_dimensions(module: nn.Module) -> bool:
    """Tell whether a module looks at its input's dimensions and leaves its shape as it is."""
    return isinstance(module, _NormBase)


WINDOW = ("stride", "padding", "dilation")


def has_fraction(module: nn.Module) -> bool:
    """Tell whether a `/` made one of a convolution's settings a float."""
    return isinstance(module, _ConvNd) and any(
        isinstance(side, float) for name in WINDOW for side in getattr(module, name)
    )


@contextmanager
def rounded_down(module: nn.Module) -> Iterator[None]:
    """Let a convolution have whole numbers for settings inside a ``with`` block."""
    before = {name: getattr(module, name) for name in WINDOW}
    try:
        for name, sides in before.items():
            setattr(module, name, sides if isinstance(sides, str) else tuple(map(int, sides)))
        yield
    finally:
        for name, sides in before.items():
            setattr(module, name, sides)


def fraction(call: CallId) -> FailedOperator:
    """Return what a convolution raises whose settings are floats."""
    return _raised(TypeError("a setting is a float, and must be a whole number"), call)


def wrong_dimensions(error: ValueError, call: CallId) -> FailedOperator:
    """Return what a normalization raised that is for maps of another number of dimensions."""
    return _raised(error, call)


def _raised(error: Exception, call: CallId) -> FailedOperator:
    failure = Failure(type=type(error).__name__, message=str(error), node=None, call=call)
    return FailedOperator(error, failure, recovered=True)
