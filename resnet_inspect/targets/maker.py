"""The class, factory or instance that a target names."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from resnet_inspect.errors import SeveralNetworksError, TargetError
from resnet_inspect.graph import SourceSpan
from resnet_inspect.targets.call_arguments import bind
from resnet_inspect.targets.conventions import Given
from resnet_inspect.targets.file_outline import FileOutline, outline
from resnet_inspect.tracing.module_tree import Definitions, class_source


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Something that makes a network when called."""

    make: Callable[..., Any]
    name: str
    """What to call the network: ``Net``, ``resnet50``."""
    signature: Callable[..., Any] | None = None
    """The callable whose signature says which arguments it takes; None for one without any."""
    namespace: Mapping[str, Any] = field(default_factory=dict)
    """Names that argument values may refer to."""
    source: SourceSpan | None = None
    notes: tuple[str, ...] = ()
    definitions: Definitions = field(default_factory=dict)
    """Where modules were constructed while the file was imported."""


def maker_in(module: ModuleType, attribute: str, target: str) -> Maker:
    """Return what ``attribute`` of a module names, or the one network that the module holds.

    Raises:
        TargetError: There is no such attribute, or no network, or there are several.
    """
    if attribute:
        return _named(module, attribute, target)
    file = Path(str(module.__file__))
    found = outline(file.read_text(encoding="utf-8"), str(file))
    name = _only_network(module, found, target)
    return _named(module, name, target)


def _named(module: ModuleType, attribute: str, target: str) -> Maker:
    value: Any = module
    for part in attribute.split("."):
        if not hasattr(value, part):
            raise _no_such(module, value, part, target)
        value = getattr(value, part)
    if isinstance(value, nn.Module):
        return Maker(
            make=lambda: value, name=type(value).__name__, source=class_source(type(value))
        )
    if not callable(value):
        raise TargetError(
            f"`{attribute}` in `{target}` is a {type(value).__name__}, not a network",
            "Name an nn.Module class, a function that returns a module, or a module.",
        )
    return Maker(
        make=value, name=attribute, signature=value, namespace=vars(module), source=_source(value)
    )


def _source(value: Any) -> SourceSpan | None:  # noqa: ANN401 - a class or function
    if inspect.isclass(value):
        return class_source(value)
    code = getattr(inspect.unwrap(value), "__code__", None)
    return SourceSpan(code.co_filename, code.co_firstlineno) if code else None


def _no_such(module: ModuleType, value: object, part: str, target: str) -> TargetError:
    names = [
        name
        for name, item in vars(value).items()
        if isinstance(item, nn.Module)
        or (callable(item) and getattr(item, "__module__", None) == module.__name__)
    ]
    near = get_close_matches(part, names, 3)
    hint = (
        f"Did you mean {' or '.join(near)}?" if near else f"It has: {', '.join(names) or 'none'}."
    )
    return TargetError(f"`{target}`: `{module.__name__}` has no `{part}`", hint)


def _only_network(module: ModuleType, found: FileOutline, target: str) -> str:
    """Return the name of the network that nothing else in the file uses as a part."""
    networks = [
        name
        for name in found.classes
        if name not in found.parts and _is_module_class(getattr(module, name, None))
    ]
    ready = [name for name in networks if _needs_nothing(getattr(module, name))]
    made = [name for name in _factories(module, found) if found.factories[name] not in ready]
    candidates = _preferred(ready, found) + made
    if not candidates:
        candidates = [*found.instances] or networks or _any_class(module, found)
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise TargetError(
            f"`{target}` defines no nn.Module class and no function that returns one",
            "Name one of another file, my.py:Net, or an importable one, package.module:Net.",
        )
    raise SeveralNetworksError(target, candidates)


def _preferred(ready: list[str], found: FileOutline) -> list[str]:
    """Where some are built from other classes of the file, a class that is not is left over."""
    owners = [name for name in ready if name in found.owners]
    return owners or ready


def _factories(module: ModuleType, found: FileOutline) -> list[str]:
    return [
        name
        for name, made in found.factories.items()
        if callable(getattr(module, name, None))
        and _needs_nothing(getattr(module, name))
        and _is_module_class(getattr(module, made, None))
    ]


def _any_class(module: ModuleType, found: FileOutline) -> list[str]:
    return [name for name in found.classes if _is_module_class(getattr(module, name, None))]


def _is_module_class(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, nn.Module) and not inspect.isabstract(value)


def _needs_nothing(value: Callable[..., Any]) -> bool:
    """Tell whether a call with conventional values for required arguments works."""
    try:
        bind(value, {}, Given(), "")
    except TargetError:
        return False
    return True
