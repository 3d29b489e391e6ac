"""The tree of module calls of one forward pass."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from resnet_inspect.graph import CallId, ModuleCall, ModulePath, NodeId, Ref, SourceSpan
from resnet_inspect.tracing.process import replaced
from resnet_inspect.tracing.tracking.classes import home

DEEPEST = 200
"""Levels of modules inside of modules: the interpreter's stack ends soon behind."""

MOST_OF_ITSELF = 30
"""Calls of one module inside of each other: a recursion that is meant has a few levels."""


class OpenCall:
    """A module call that has begun; a ModuleCall once the forward pass is over."""

    __slots__ = (
        "end",
        "first",
        "id",
        "index",
        "inputs",
        "module",
        "of_torch",
        "outputs",
        "parent",
        "source",
    )

    def __init__(self, new: int, module: ModulePath, index: int, first: int) -> None:
        self.id = CallId(new)
        self.module = module
        self.index = index
        self.first = first
        self.end = first
        self.parent: CallId | None = None
        self.inputs: tuple[Ref, ...] = ()
        self.outputs: tuple[Ref, ...] = ()
        self.source: SourceSpan | None = None
        self.of_torch = False
        """Whether the module is one of torch's own, none of whose code is the user's."""

    def close(self) -> ModuleCall:
        """Return the record."""
        return ModuleCall(
            id=self.id, module=self.module, index=self.index, parent=self.parent,
            inputs=self.inputs, outputs=self.outputs, first_node=NodeId(self.first),
            end_node=NodeId(self.end), source=self.source,
        )  # fmt: skip


class CallStack:
    """Module calls that are running, innermost last, and all that there were."""

    def __init__(self) -> None:
        self.all: list[OpenCall] = []
        self.running: list[tuple[OpenCall, nn.Module]] = []
        self.raised_in: CallId | None = None
        """The innermost call that an exception left first."""
        self._times: Counter[int] = Counter()

    def enter(self, module: nn.Module, path: ModulePath, first_node: int) -> OpenCall:
        """Begin a call.

        Raises:
            RecursionError: There are too many inside of each other.
        """
        if reason := self._too_deep(module):
            raise RecursionError(reason)
        call = OpenCall(len(self.all), path, self._times[id(module)], first_node)
        self._times[id(module)] += 1
        call.of_torch = _is_plain_torch(module)
        if self.running:
            call.parent = self.running[-1][0].id
        self.all.append(call)
        self.running.append((call, module))
        return call

    def _too_deep(self, module: nn.Module) -> str:
        name = type(module).__name__
        if sum(one is module for _, one in self.running) > MOST_OF_ITSELF:
            return f"`{name}` calls itself, and so on without end"
        if len(self.running) > DEEPEST:
            return f"the call of a `{name}` lies in {DEEPEST} others, one inside of the other"
        return ""

    def leave(self, end_node: int) -> None:
        """End the innermost call."""
        call, _ = self.running.pop()
        call.end = end_node

    def note_raise(self) -> None:
        """Note that an exception is leaving the innermost call."""
        if self.raised_in is None and self.running:
            self.raised_in = self.running[-1][0].id

    def innermost(self) -> nn.Module | None:
        """Return the module whose forward is running, or None outside of all."""
        return self.running[-1][1] if self.running else None


def _is_plain_torch(module: nn.Module) -> bool:
    """Tell whether a module's call runs torch's code alone: hooks may be the user's."""
    return (
        home(type(module)).startswith("torch.nn.modules.")
        and not module._forward_pre_hooks  # noqa: SLF001 - the registry of hooks
        and not module._forward_hooks  # noqa: SLF001 - see above
    )


CallWrapper = Callable[[Callable[..., Any], Any, tuple[Any, ...], dict[str, Any]], Any]


@contextmanager
def intercepting_calls(of_type: Any, wrapper: CallWrapper) -> Iterator[None]:  # noqa: ANN401 - a class
    """Pass each call of an instance of a class through ``wrapper`` inside the ``with`` block.

    The class's ``__call__`` is replaced for that time: no hook is set on any module.
    """
    original = of_type.__call__

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        return wrapper(original, self, args, kwargs)

    with replaced(of_type, "__call__", call):
        yield


@contextmanager
def intercepting_module_calls(wrapper: CallWrapper, scripted: CallWrapper) -> Iterator[None]:
    """Pass module calls through ``wrapper``, and those of scripted functions through another."""
    with (
        intercepting_calls(nn.Module, wrapper),
        intercepting_calls(torch.jit.ScriptFunction, scripted),
    ):
        yield
