"""The class, factory or instance that a target names."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib.util import decode_source
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from resnet_inspect.errors import (
    MissingArgumentsError,
    NoNetworkError,
    SeveralNetworksError,
    TargetError,
)
from resnet_inspect.graph import SourceSpan
from resnet_inspect.targets.arguments.call_arguments import bind
from resnet_inspect.targets.arguments.conventions import Given
from resnet_inspect.targets.files.candidates import (
    ready_networks,
    roots_in_need,
    unready_classes,
    unready_factories,
)
from resnet_inspect.targets.files.file_outline import FileOutline, outline
from resnet_inspect.targets.files.own_script import Construction, construction_in
from resnet_inspect.tracing.building.module_tree import Definitions, class_source


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
    text = decode_source(file.read_bytes())
    found = outline(text, str(file))
    names = ready_networks(module, found)
    if not names:
        classes = unready_classes(module, found)
        if script := construction_in(text, classes, vars(module)):
            return _as_in_script(module, script)
        names = unready_factories(found, classes) or classes
    if not names:
        raise NoNetworkError(
            f"`{target}` defines no nn.Module class and no function that returns one",
            "Name one of another file, my.py:Net, or an importable one, package.module:Net.",
        )
    if len(names) > 1:
        raise SeveralNetworksError(target, names)
    maker = _named(module, names[0], target)
    return replace(maker, notes=(*maker.notes, *_passed_over(module, found, names[0], target)))


def _passed_over(module: ModuleType, found: FileOutline, chosen: str, target: str) -> Iterator[str]:
    """Say which other networks of the file were not taken since they need arguments."""
    for name in roots_in_need(module, found, chosen):
        try:
            bind(getattr(module, name), {}, Given(), f"{target}:{name}")
        except MissingArgumentsError as error:
            flags = error.hint.rpartition(f"{target}:{name}")[2].strip()
            yield f"`{name}` needs arguments: {target}:{name} {flags}"
        except TargetError:
            continue


def _as_in_script(module: ModuleType, script: Construction) -> Maker:
    of_class = getattr(module, script.name)
    return Maker(
        make=lambda **changed: of_class(*script.args, **{**script.kwargs, **changed}),
        name=script.name,
        namespace=vars(module),
        source=_source(of_class),
        notes=(f"built as on line {script.line}: {script.text}",),
    )


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
