"""Which name of a file the network has, where the target does not say.

A network is a module class that no other class uses as a part, or a function that makes one, or a
module that the file built while it was imported. The first of these questions that has an answer
decides.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from types import ModuleType

from torch import nn

from resnet_inspect.errors import TargetError
from resnet_inspect.targets.arguments.blocks import is_block_name, takes_block
from resnet_inspect.targets.arguments.call_arguments import bind
from resnet_inspect.targets.arguments.conventions import Given
from resnet_inspect.targets.files.file_outline import FileOutline


def ready_networks(module: ModuleType, found: FileOutline) -> list[str]:
    """Return the names that can be called, or used, as they are; several where it is not clear."""
    for question in (_classes_and_factories, _built, _other_makers):
        if names := question(module, found):
            return names
    return []


def unready_factories(found: FileOutline, classes: Iterable[str]) -> list[str]:
    """Return the functions that make one of these classes and need arguments to do so."""
    names = [name for name, of_class in found.factories.items() if of_class in set(classes)]
    return [name for name in names if not name.startswith("_")]


def unready_classes(module: ModuleType, found: FileOutline) -> list[str]:
    """Return the classes that need arguments, for the message that asks for them."""
    classes = [name for name in found.classes if is_module_class(getattr(module, name, None))]
    whole = [name for name in classes if name not in found.parts]
    whole = _without_blocks(module, whole)
    return _with_layers(whole, found) or whole or classes or _imported(module)


def _without_blocks(module: ModuleType, names: list[str]) -> list[str]:
    """Leave out block classes where another class takes one: they are its parts."""
    takers = [name for name in names if takes_block(getattr(module, name))]
    return [name for name in names if not (takers and is_block_name(name))]


def roots_in_need(module: ModuleType, found: FileOutline, chosen: str) -> list[str]:
    """Return the other classes of a file that are whole networks and need arguments to be built.

    A class of which the chosen one, or a function, is made is none of them.
    """
    made = {found.factories.get(chosen, chosen), *found.factories.values()}
    return [
        name
        for name in unready_classes(module, found)
        if name in found.classes
        and name not in found.parts | made
        and name in found.builders
        and not _is_ready(module, name)
    ]


def _classes_and_factories(module: ModuleType, found: FileOutline) -> list[str]:
    listed = [name for name in unready_classes(module, found) if name in found.classes]
    whole = [name for name in listed if name not in found.parts]
    ready = [name for name in whole if _is_ready(module, name)]
    made = [
        name
        for name, of_class in found.factories.items()
        if of_class not in ready
        and _is_ready(module, name)
        and is_module_class(getattr(module, of_class, None))
    ]
    owners = [name for name in ready if name in found.owners]
    if owners or made or not ready:
        return (owners or ready) + made
    return [*(name for name in whole if name in found.owners), *ready]


def _with_layers(names: Iterable[str], found: FileOutline) -> list[str]:
    """Leave out activations, losses and the like, which build nothing."""
    return [name for name in names if name in found.builders]


def _built(module: ModuleType, _: FileOutline) -> list[str]:
    """Return variables that hold a module with parameters which is in no other of them."""
    held = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, nn.Module) and any(True for _ in value.parameters())
    }
    inner = {id(part) for whole in held.values() for part in list(whole.modules())[1:]}
    outer = {id(value): name for name, value in held.items() if id(value) not in inner}
    return list(outer.values())


def _other_makers(module: ModuleType, found: FileOutline) -> list[str]:
    """Return functions that return something they called for, and ``partial`` of a class."""
    partials = [
        name
        for name, value in vars(module).items()
        if isinstance(value, functools.partial) and is_module_class(value.func)
    ]
    return [name for name in [*partials, *found.makers] if _is_ready(module, name)]


def _imported(module: ModuleType) -> list[str]:
    """Return the network classes that a file takes from elsewhere, as a package's front does."""
    return [
        name
        for name, value in vars(module).items()
        if is_module_class(value) and value.__module__.partition(".")[0] != "torch"
    ]


def is_module_class(value: object) -> bool:
    """Tell whether a value is a module class that can have instances."""
    return inspect.isclass(value) and issubclass(value, nn.Module) and not inspect.isabstract(value)


def _is_ready(module: ModuleType, name: str) -> bool:
    value = getattr(module, name, None)
    return callable(value) and _needs_nothing(value)


def _needs_nothing(value: Callable[..., object]) -> bool:
    """Tell whether a call with conventional values for required arguments works.

    Blocks and their numbers are no convention: a factory that says them comes first.
    """
    try:
        return not bind(value, {}, Given(), "").blocks
    except TargetError:
        return False
