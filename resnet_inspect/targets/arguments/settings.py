"""Arguments that are a whole configuration, read as ``cfg.MODEL.WIDTH`` or ``config["width"]``."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import dedent
from typing import Any

from resnet_inspect.errors import UsageError

_NAMES = re.compile(
    r"(.*_)?(cfgs?|conf|configs?|configuration|args|opts?|options|hp|h?params|hyperparams|settings)",
    re.IGNORECASE,
)
"""What people call a configuration."""


class Settings(dict[str, Any]):
    """Settings that are read by attribute or by key, as those of YAML files and of argparse are."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any setting
        """Return a setting.

        Raises:
            AttributeError: There is none of that name.
        """
        try:
            return self[name]
        except KeyError:
            message = f"nobody gave the setting `{name}`: --arg NAME.{name}=…"
            raise AttributeError(message) from None


def nested(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Gather ``cfg.width`` and ``cfg.model.depth`` as settings under their first name.

    Raises:
        UsageError: Something is given as a value and as settings.

    Example:
        >>> nested({"a": 1, "cfg.width": 8, "cfg.model.depth": 50})
        {'a': 1, 'cfg': {'width': 8, 'model': {'depth': 50}}}
    """
    gathered: dict[str, Any] = {}
    for name, value in arguments.items():
        *path, last = name.split(".")
        place = gathered
        for part in path:
            place = place.setdefault(part, Settings())
            if not isinstance(place, Settings):
                raise UsageError(f"`{part}` is given as a value, and has settings: `{name}`")
        if isinstance(place.get(last), Settings):
            raise UsageError(f"`{name}` is given as a value, and as settings")
        place[last] = value
    return gathered


def with_settings(given: Settings, further: Mapping[str, Any]) -> Settings:
    """Return settings with further ones, by dotted names, where they have none."""
    whole = Settings(given)
    for name, value in further.items():
        first, _, rest = name.partition(".")
        inner = whole.get(first)
        if rest:
            inner = inner if isinstance(inner, Settings) else Settings()
            whole[first] = with_settings(inner, {rest: value})
        else:
            whole.setdefault(first, value)
    return whole


def has_setting(given: Settings, name: str) -> bool:
    """Tell whether settings hold one of a dotted name.

    Example:
        >>> has_setting(Settings(model=Settings(width=8)), "model.width")
        True
    """
    first, _, rest = name.partition(".")
    if not rest or not isinstance(given.get(first), Settings):
        return first in given
    return has_setting(given[first], rest)


def settings_read(callee: Callable[..., Any], parameter: str) -> tuple[str, ...]:
    """Return the dotted names of the settings that a constructor reads off one of its arguments.

    None of an argument that is not called as configurations are: a block has attributes as well.
    """
    if not _NAMES.fullmatch(parameter):
        return ()
    function = callee.__init__ if isinstance(callee, type) else callee  # type: ignore[misc]
    try:
        tree = ast.parse(dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return ()
    found = dict.fromkeys(_chains(tree, parameter))
    return tuple(one for one in found if not any(other.startswith(f"{one}.") for other in found))


def _chains(node: ast.AST, parameter: str) -> Iterator[str]:
    """Yield what is read off a name, in the order of the source; a method's name is not."""
    if isinstance(node, ast.Call) and _path(node.func, parameter):
        method = _path(node.func, parameter)[:-1]
        yield from (".".join(method),) if method else ()
        parts: list[ast.AST] = [*node.args, *node.keywords]
    elif path := _path(node, parameter):
        yield ".".join(path)
        return
    else:
        parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield from _chains(part, parameter)


def _path(node: ast.AST, parameter: str) -> list[str]:
    """Return ``[MODEL, WIDTH]`` for ``cfg.MODEL.WIDTH`` and ``cfg["MODEL"]["WIDTH"]``."""
    parts: list[str] = []
    while True:
        match node:
            case (
                ast.Attribute(value=inner, attr=name)
                | ast.Subscript(value=inner, slice=ast.Constant(value=str(name)))
            ):
                parts.insert(0, name)
                node = inner
            case ast.Name(id=name) if name == parameter:
                return parts
            case _:
                return []
