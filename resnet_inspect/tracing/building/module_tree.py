"""The network's modules and parameters as records, and where each module was constructed."""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from resnet_inspect.graph import (
    Module,
    ModulePath,
    Parameter,
    ParameterId,
    ParameterKind,
    SourceSpan,
    TensorSpec,
)
from resnet_inspect.tracing.process import replaced
from resnet_inspect.tracing.tracking.classes import home
from resnet_inspect.tracing.tracking.frames import Frames
from resnet_inspect.tracing.tracking.tensors import spec_of

Definitions = dict[int, tuple[nn.Module, tuple[SourceSpan, ...]]]
"""Where modules were constructed, by identity; the module is kept so that its id stays its own."""


@contextmanager
def recording_definitions(frames: Frames) -> Iterator[Definitions]:
    """Note for each module constructed inside the ``with`` block the expression that did it."""
    definitions: Definitions = {}
    original = nn.Module.__init__

    def init(self: nn.Module, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        if id(self) not in definitions and (spans := frames.construction(self, 2)):
            definitions[id(self)] = (self, spans)
        original(self, *args, **kwargs)

    with replaced(nn.Module, "__init__", init):
        yield definitions


class ModuleTree:
    """Paths and records of a network's modules and parameters.

    Modules that the network calls without having registered them, such as those in a plain list,
    are added when they are first called.
    """

    def __init__(self, network: nn.Module, definitions: Definitions) -> None:
        self.path_of: dict[int, ModulePath] = {}
        self.parameter_of: dict[int, ParameterId] = {}
        self._definitions = definitions
        self._network = network
        self._modules: list[Module] = []
        self._paths: set[str] = set()
        self._objects: list[nn.Module] = []
        self._names: list[list[str]] = []
        self._tensors: list[torch.Tensor] = []
        self._buffers: set[int] = set()
        self._class_source = cache(class_source)
        self._register(network, ModulePath(""), registered=True)

    def path(self, module: nn.Module, owner: nn.Module | None) -> ModulePath:
        """Return a called module's path; ``owner`` is the module whose forward called it."""
        path = self.path_of.get(id(module))
        if path is None:
            prefix = "" if owner is None else self.path_of[id(owner)]
            place = _place_in(owner, module) or type(module).__name__
            path = self._free(f"{prefix}.{place}" if prefix else place)
            self._register(module, path, registered=False)
        return path

    def _free(self, path: str) -> ModulePath:
        """Return ``path``, with a number if another module has it already."""
        choices = (f"{path}_{number}" if number else path for number in count())
        return ModulePath(next(choice for choice in choices if choice not in self._paths))

    def modules(self) -> tuple[Module, ...]:
        """Return the module records."""
        return tuple(map(_as_called, self._modules, self._objects))

    def parameters(self) -> tuple[Parameter, ...]:
        """Return the parameter and buffer records."""
        return tuple(
            Parameter(
                id=ParameterId(place),
                names=tuple(names),
                tensor=TensorSpec((0,), "float32") if is_lazy(tensor) else spec_of(tensor),
                kind=ParameterKind.BUFFER if place in self._buffers else ParameterKind.PARAMETER,
                trainable=tensor.requires_grad and place not in self._buffers,
            )
            for place, (names, tensor) in enumerate(zip(self._names, self._tensors, strict=True))
        )

    def _register(self, module: nn.Module, path: ModulePath, *, registered: bool) -> None:
        """Add a module and all below it, parents before children, without recursion."""
        pending = [(module, path)]
        while pending:
            current, place = pending.pop()
            first = self.path_of.get(id(current))
            self._objects.append(current)
            self._paths.add(place)
            self._modules.append(self._record(current, place, first, registered=registered))
            if first is None:
                self.path_of[id(current)] = place
                prefix = f"{place}." if place else ""
                children = [
                    (child, ModulePath(prefix + name))
                    for name, child in current._modules.items()  # noqa: SLF001 - keeps aliases
                    if child is not None
                ]
                pending.extend(reversed(children))

    def _record(
        self, module: nn.Module, path: ModulePath, first: ModulePath | None, *, registered: bool
    ) -> Module:
        of_type = type(module)
        definition = self._definitions.get(id(module))
        return Module(
            path=path,
            type=of_type.__name__,
            qualified_type=f"{home(of_type)}.{of_type.__qualname__}",
            parameters=self._own_parameters(module, path),
            settings="" if module._modules else _settings(module),  # noqa: SLF001 - leaves only
            alias_of=first,
            registered=registered,
            training=module.training,
            definition=definition[1][-1] if definition else None,
            construction=definition[1] if definition else (),
            class_source=self._class_source(of_type),  # type: ignore[arg-type]
        )

    def _own_parameters(self, module: nn.Module, path: ModulePath) -> tuple[ParameterId, ...]:
        prefix = f"{path}." if path else ""
        own = []
        for is_buffer, tensors in ((False, module._parameters), (True, module._buffers)):  # noqa: SLF001 - with aliases
            for name, tensor in tensors.items():
                if tensor is not None:
                    own.append(self._parameter(tensor, prefix + name, is_buffer=is_buffer))
        return tuple(own)

    def _parameter(self, tensor: torch.Tensor, name: str, *, is_buffer: bool) -> ParameterId:
        known = self.parameter_of.get(id(tensor))
        if known is None:
            known = self.parameter_of[id(tensor)] = ParameterId(len(self._tensors))
            self._tensors.append(tensor)
            self._names.append([])
            if is_buffer:
                self._buffers.add(known)
        if name not in self._names[known]:
            self._names[known].append(name)
        return known


def _as_called(record: Module, module: nn.Module) -> Module:
    """Return the record of a module; a lazy layer has become another since it was registered."""
    of_type = type(module)
    if of_type.__name__ == record.type:
        return record
    return replace(
        record,
        type=of_type.__name__,
        qualified_type=f"{home(of_type)}.{of_type.__qualname__}",
        settings=_settings(module),
    )


def _place_in(owner: nn.Module | None, module: nn.Module) -> str | None:
    """Return where ``owner`` keeps a module that it did not register: ``blocks.2``."""
    return None if owner is None else _key_path(vars(owner), module, depth=4)


def _key_path(container: object, module: nn.Module, depth: int) -> str | None:
    """Look for a module in nested lists and dicts, and return the way to it."""
    if isinstance(container, dict) and depth:
        items: Iterable[tuple[object, object]] = container.items()
    elif isinstance(container, list | tuple) and depth:
        items = enumerate(container)
    else:
        return None
    for key, value in items:
        if value is module:
            return str(key)
        if (rest := _key_path(value, module, depth - 1)) is not None:
            return f"{key}.{rest}"
    return None


def _settings(module: nn.Module) -> str:
    try:
        return " ".join(module.extra_repr().split())
    except Exception:  # noqa: BLE001 - the user's code may raise anything, and nothing hangs on it
        return ""


def class_source(of_type: type) -> SourceSpan | None:
    """Return the line of a user class's ``class`` statement; None for torch's own classes."""
    if home(of_type).partition(".")[0] == "torch":
        return None
    file = getattr(sys.modules.get(home(of_type)), "__file__", None) or _file_of(of_type)
    if file is None:
        return None
    line = getattr(of_type, "__firstlineno__", None) or _class_lines(
        file, Path(file).stat().st_mtime_ns if Path(file).exists() else 0
    ).get(of_type.__name__)
    return None if line is None else SourceSpan(file, line, function=of_type.__qualname__)


def _file_of(of_type: type) -> str | None:
    for value in vars(of_type).values():
        code = getattr(value, "__code__", None)
        if code is not None:
            return str(code.co_filename)
    return None


@cache
def _class_lines(file: str, modified: int) -> dict[str, int]:  # noqa: ARG001 - part of the key
    try:
        lines = Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    statement = re.compile(r"\s*class\s+(\w+)")
    found = ((number, statement.match(line)) for number, line in enumerate(lines, 1))
    return {match[1]: number for number, match in found if match}
