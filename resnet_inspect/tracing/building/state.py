"""Leaves no trace: the user's module, random generators and output are as they were before."""

import gc
import random
import sys
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from resnet_inspect.tracing.building.lazy import uninitialized
from resnet_inspect.tracing.process import prints_on_standard_error
from resnet_inspect.tracing.tracking.classes import home

_Restore = Callable[[], None]
_CONTAINERS = frozenset({dict, list, set, OrderedDict})


@contextmanager
def preserved(network: nn.Module) -> Iterator[None]:
    """Put back each module's attributes, training flag, children and hooks afterwards.

    Lists, dicts and sets among the attributes get their items back; deeper changes stay.
    """
    modules = list(network.modules())
    saved = [_snapshot(vars(module)) for module in modules if _may_change(module)]
    saved += uninitialized(modules)
    training = [(module, module.training) for module in modules]
    try:
        yield
    finally:
        for restore in saved:
            restore()
        for module, flag in training:
            if module.training is not flag:
                module.training = flag


def _may_change(module: nn.Module) -> bool:
    """Tell whether a forward pass may set attributes: torch's own layers do so only in hooks."""
    return (
        not home(type(module)).startswith("torch.nn.modules.")
        or bool(module._forward_pre_hooks)  # noqa: SLF001 - spectral_norm and lazy layers use them
        or bool(module._forward_hooks)  # noqa: SLF001 - see above
    )


def _snapshot(attributes: dict[str, Any]) -> _Restore:
    before = dict(attributes)
    containers = [
        (value, value.copy()) for value in before.values() if isinstance(value, dict | list | set)
    ]

    def restore() -> None:
        attributes.clear()
        attributes.update(before)
        for value, copy in containers:
            if value or copy:
                value.clear()
                value.extend(copy) if isinstance(value, list) else value.update(copy)

    return restore


@contextmanager
def same_random_state() -> Iterator[None]:
    """Put back the state of Python's, torch's and, if it is loaded, NumPy's random generator."""
    python, cpu = random.getstate(), torch.get_rng_state()
    numpy = sys.modules.get("numpy.random")
    numpy_state = numpy.get_state() if numpy else None
    try:
        yield
    finally:
        random.setstate(python)
        torch.set_rng_state(cpu)
        if numpy:
            numpy.set_state(numpy_state)


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold back the garbage collector, which would search all of torch for cycles again and again.

    A trace makes tens of thousands of small objects that stay, and no cycles worth finding.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the user's prints off standard output, which belongs to the report, and mute warnings.

    Prints go to standard error instead; torch's warnings about meta tensors say nothing of use.
    """
    with prints_on_standard_error(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
