"""Options that belong together, declared once as a dataclass and shared by commands.

A command takes such a group as one parameter; the command line shows the group's fields as options
of the command's own, in the place where the group stands. A group with a ``heading`` stands below
it in the command's help.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the fields of its groups as parameters.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass(frozen=True)
        ... class Size:
        ...     height: int = 224
        ...     width: int = 224
        >>> @grouped
        ... def area(name: str, size: Size) -> None:
        ...     print(name, size.height * size.width)
        >>> list(signature(area).parameters)
        ['name', 'height', 'width']
        >>> area(name="area", height=2, width=3)
        area 6
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if _is_group(kind)}

    @wraps(command)
    def flat(**given: Any) -> None:  # noqa: ANN401 - the fields of all groups
        for name, kind in groups.items():
            own = {field.name: given.pop(field.name) for field in fields(kind)}
            given[name] = kind(**own)
        command(**given)

    parameters = list(_flat(command, hints))
    flat.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
    flat.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": None}
    del flat.__wrapped__  # typer would look at its signature
    return flat


def _is_group(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return isinstance(kind, type) and is_dataclass(kind)


def _flat(command: Callable[..., None], hints: dict[str, Any]) -> Iterator[Parameter]:
    for parameter in signature(command).parameters.values():
        kind = hints[parameter.name]
        if not _is_group(kind):
            yield parameter.replace(annotation=kind, kind=Parameter.KEYWORD_ONLY)
            continue
        for field in fields(kind):
            default = Parameter.empty if field.default is MISSING else field.default
            hint = _below_heading(get_type_hints(kind, include_extras=True)[field.name], kind)
            yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=hint)


def _below_heading(hint: Any, kind: type) -> Any:  # noqa: ANN401 - any annotation
    """Return a field's annotation with the heading below which the option stands."""
    heading = getattr(kind, "heading", None)
    if heading is None or get_origin(hint) is not Annotated:
        return hint
    of_type, told = get_args(hint)
    told = copy(told)
    told.rich_help_panel = heading
    return Annotated[of_type, told]
