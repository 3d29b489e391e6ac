"""Networks of torchvision and timm, built without weights."""

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any

from resnet_inspect.errors import TargetError
from resnet_inspect.targets.building.maker import Maker


def zoo_maker(zoo: str, name: str) -> Maker:
    """Return the maker of ``name`` in torchvision or timm.

    Raises:
        TargetError: The package is not installed, or has no network of this name.
    """
    package = _package(zoo)
    if zoo == "timm":
        if not package.is_model(name):
            raise _unknown(zoo, name, package.list_models())
        return Maker(
            make=lambda **arguments: package.create_model(name, pretrained=False, **arguments),
            name=name,
        )
    models: Any = package.models
    if name not in models.list_models():
        raise _unknown(zoo, name, models.list_models())
    builder = models.get_model_builder(name)
    return Maker(make=_without_weights(builder), name=name)


def _package(zoo: str) -> ModuleType:
    try:
        return import_module(zoo)
    except ImportError as error:
        if error.name and error.name.partition(".")[0] != zoo:
            raise
        raise TargetError(
            f"`{zoo}:` needs the package {zoo}, which is not installed",
            f"Install it: python -m pip install {zoo}",
        ) from None


def _without_weights(builder: Callable[..., Any]) -> Callable[..., Any]:
    names = inspect.signature(builder).parameters
    none: dict[str, None] = {
        name: None for name in ("weights", "weights_backbone") if name in names
    }
    return lambda **arguments: builder(**none, **arguments)


def _unknown(zoo: str, name: str, names: list[str]) -> TargetError:
    near = get_close_matches(name, names, 3)
    guess = f"Did you mean {' or '.join(f'{zoo}:{one}' for one in near)}?" if near else ""
    return TargetError(f"{zoo} has no network named `{name}`", guess)
