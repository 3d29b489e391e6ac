"""Names with wildcards, among the networks of a zoo or our own."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from importlib import import_module

from resnet_inspect.errors import TargetError, UsageError

WILDCARDS = frozenset("*?[")


def has_wildcard(text: str) -> bool:
    """Tell whether a target stands for several.

    Example:
        >>> has_wildcard("timm:*resnet*"), has_wildcard("timm:resnet50")
        (True, False)
    """
    return not WILDCARDS.isdisjoint(text)


def matching(pattern: str, names: Callable[[str], Iterable[str]]) -> list[str]:
    """Return the targets whose names match, in the order of their zoo.

    Args:
        pattern: ``timm:*resnet*``, ``torchvision:*``, or ``resnet*`` for the reference networks.
        names: The names in a zoo; ``""`` is the zoo of our own.

    Raises:
        UsageError: None does.

    Example:
        >>> matching("timm:a*", lambda zoo: ["ab", "b"])
        ['timm:ab']
    """
    zoo, colon, wanted = pattern.rpartition(":")
    found = [f"{zoo}{colon}{name}" for name in names(zoo) if fnmatchcase(name, wanted)]
    if not found:
        raise UsageError(
            f"no network's name matches `{pattern}`",
            "Wildcards are * and ?: 'timm:*resnet*', 'torchvision:*', 'resnet*', 'models/*.py'.",
        )
    return found


def zoo_names(zoo: str) -> list[str]:
    """Return the names of all networks in torchvision or timm, or of our own.

    Raises:
        UsageError: There is no such zoo.
        TargetError: Its package is not installed.
    """
    if not zoo:
        from resnet_inspect.models.variants import VARIANTS  # noqa: PLC0415 - only for our own

        return list(VARIANTS)
    if zoo not in {"timm", "torchvision"}:
        raise UsageError(f"`{zoo}:` has no list of networks", "Zoos are timm: and torchvision:.")
    try:
        package = import_module(zoo)
    except ImportError as error:
        raise TargetError(
            f"`{zoo}:` needs the package {zoo}, which cannot be imported: {error}",
            f"Install it: python -m pip install {zoo}",
        ) from None
    listed = package if zoo == "timm" else package.models
    return list(listed.list_models())
