"""The arguments with which a constructor or factory is called."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from typing import Any

from resnet_inspect.errors import MissingArgumentsError, TargetError, UsageError
from resnet_inspect.targets.arguments.blocks import BLOCK_NAMES, blocks_beside
from resnet_inspect.targets.arguments.conventions import (
    DEPTHS,
    Given,
    conventional_value,
    is_depth,
    is_side,
)
from resnet_inspect.targets.arguments.settings import (
    Settings,
    has_setting,
    settings_read,
    with_settings,
)


@dataclass(frozen=True, slots=True)
class BoundArguments:
    """Keyword arguments for a call, and which of them the user did not give."""

    values: dict[str, Any]
    assumed: dict[str, Any]
    """By convention."""
    blocks: dict[str, Any] = field(default_factory=dict)
    """A block class, and how many of them."""
    origin: str = ""
    """Where these come from."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed, as sentences for the header."""
        said = [(self.blocks, self.origin), (self.assumed, "by convention")]
        return tuple(
            f"{_listed(values)} {origin}; change with --arg name=value"
            for values, origin in said
            if values
        )

    def completed(self, names: Sequence[str], sizes: Given) -> "BoundArguments | None":
        """Return the same with conventional values for further names; None where one has none."""
        found = {name: conventional_value(name, sizes) for name in names}
        if None in found.values():
            return None
        return self._assuming({name: value[0] for name, value in found.items() if value})

    def with_other_values(self) -> "Iterator[BoundArguments]":
        """Yield the same with other depths, and with sides as pairs, where those were assumed."""
        names = [name for name in self.assumed if is_depth(name)]
        for depth in DEPTHS[1:] if names else ():
            yield self._assuming(dict.fromkeys(names, depth))
        sides = {name: side for name, side in self.assumed.items() if is_side(name)}
        if sides:
            yield self._assuming({name: (side, side) for name, side in sides.items()})

    def _assuming(self, values: Mapping[str, Any]) -> "BoundArguments":
        return replace(self, values={**self.values, **values}, assumed={**self.assumed, **values})


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name}={value.__name__ if isinstance(value, type) else repr(value)}"
        for name, value in values.items()
    )


class ArgumentText(str):
    """A value as it was typed, to be read once the names that it may refer to are known."""

    __slots__ = ()


def parse_arguments(texts: Sequence[str]) -> dict[str, ArgumentText]:
    """Split each ``name=value``; ``cfg.width=8`` is one of the settings that ``cfg`` holds.

    Raises:
        UsageError: One has no name or no ``=``.
    """
    arguments = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not all(part.isidentifier() for part in name.strip().split(".")):
            raise UsageError(
                f"`--arg {text}` is not of the form name=value",
                "Write for example --arg num_classes=10 --arg 'layers=[3, 4, 6, 3]'.",
            )
        arguments[name.strip()] = ArgumentText(value.strip())
    return arguments


def read_value(text: ArgumentText, namespace: Mapping[str, Any], *, is_text: bool = False) -> Any:  # noqa: ANN401 - any literal
    """Return a Python literal, a name from the user's file (``block=BasicBlock``), or the text.

    Args:
        text: What was typed.
        namespace: The file's names.
        is_text: Whether the parameter takes a text, so that no class is meant.

    Example:
        >>> read_value(ArgumentText("[3, 4]"), {}), read_value(ArgumentText("relu"), {})
        ([3, 4], 'relu')
    """
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        pass
    first, *rest = text.split(".")
    if is_text or first not in namespace:
        return str(text)
    value = namespace[first]
    for part in rest:
        if not hasattr(value, part):
            return str(text)
        value = getattr(value, part)
    return value


def bind(
    callee: Callable[..., Any], given: Mapping[str, Any], sizes: Given, command: str
) -> BoundArguments:
    """Complete the user's arguments with conventional values for required ones.

    Args:
        callee: The class or factory.
        given: The user's arguments by name.
        sizes: Channels and size that the input has.
        command: The target as typed, for the error's example.

    Raises:
        TargetError: A required argument has no conventional value, or one given does not exist.
    """
    try:
        parameters = _parameters(callee)
    except (ValueError, TypeError):
        return BoundArguments(dict(given), {})
    _check_known(callee, parameters, given)
    required = [
        name
        for name, parameter in parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind in {parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY}
        and name not in given
    ]
    blocks = blocks_beside(callee) if BLOCK_NAMES & set(map(str.lower, required)) else None
    shown = blocks.fitting(required) if blocks else {}
    assumed, missing, settings = {}, [], {}
    for name in parameters:
        if name not in required and not isinstance(given.get(name), Settings):
            continue
        if name in given or _is_settings(callee, parameters[name]):
            settings[name], known, lacking = _settings(callee, name, given, sizes)
            assumed.update(known)
            missing += lacking
            continue
        value = conventional_value(name, sizes) or _made_of_defaults(parameters[name].annotation)
        if name in shown:
            continue
        if value is None:
            missing.append(name)
        else:
            assumed[name] = value[0]
    if missing:
        raise missing_arguments(callee, missing, command)
    plain = {name: value for name, value in assumed.items() if "." not in name}
    values = {**given, **shown, **plain, **settings}
    return BoundArguments(values, assumed, shown, blocks.origin if blocks else "")


def _is_settings(callee: Callable[..., Any], parameter: inspect.Parameter) -> bool:
    """Whether an argument that nobody gave is read as a configuration, and not made of defaults."""
    known = conventional_value(parameter.name, Given()) or _made_of_defaults(parameter.annotation)
    return known is None and bool(settings_read(callee, parameter.name))


def _settings(
    callee: Callable[..., Any], name: str, given: Mapping[str, Any], sizes: Given
) -> tuple[Settings, dict[str, Any], list[str]]:
    """Return a configuration, what of it was assumed, and what of it has no customary value."""
    known = given.get(name, Settings())
    open_ones = [one for one in settings_read(callee, name) if not has_setting(known, one)]
    customs = {one: conventional_value(one.rpartition(".")[2], sizes) for one in open_ones}
    found = {one: value[0] for one, value in customs.items() if value}
    lacking = [f"{name}.{one}" for one, value in customs.items() if value is None]
    assumed = {f"{name}.{one}": value for one, value in found.items()}
    return with_settings(known, found), assumed, lacking


def _parameters(callee: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    """Return a callable's parameters, with annotations that are text read where they can be."""
    try:
        return inspect.signature(callee, eval_str=True).parameters
    except (NameError, AttributeError, SyntaxError, TypeError):
        return inspect.signature(callee).parameters


def _made_of_defaults(annotation: object) -> tuple[Any] | None:
    """Return an instance of a settings class whose fields all have defaults."""
    if not (isinstance(annotation, type) and is_dataclass(annotation)):
        return None
    required = [part for part in fields(annotation) if part.init and _has_no_default(part)]
    return None if required else (annotation(),)


def _has_no_default(part: Field[Any]) -> bool:
    return part.default is MISSING and part.default_factory is MISSING


def _check_known(
    callee: Callable[..., Any],
    parameters: Mapping[str, inspect.Parameter],
    given: Mapping[str, Any],
) -> None:
    if takes_any_keyword(callee):
        return
    for name in given:
        if name not in parameters:
            near = get_close_matches(name, parameters, 1)
            guess = f"Did you mean {near[0]}? " if near else ""
            raise TargetError(
                f"{_name(callee)} has no argument `{name}`",
                f"{guess}Its signature is {_signature(callee)}",
            )


def missing_arguments(
    callee: Callable[..., Any], missing: Sequence[str], command: str
) -> MissingArgumentsError:
    """Return the error that says what a class or factory needs, and how to give it."""
    flags = " ".join(f"--arg {name}=…" for name in missing)
    return MissingArgumentsError(
        _name(callee),
        f"{_name(callee)} needs {', '.join(missing)}: {_signature(callee)}",
        f"Run: resnet-inspect {command} {flags}",
    )


def takes_any_keyword(callee: Callable[..., Any]) -> bool:
    """Tell whether a callable hands its keywords on, so that its signature does not name them."""
    try:
        parameters = inspect.signature(callee).parameters.values()
    except (ValueError, TypeError):
        return False
    return any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)


def _name(callee: Callable[..., Any]) -> str:
    return getattr(callee, "__name__", str(callee))


def _signature(callee: Callable[..., Any]) -> str:
    return f"{_name(callee)}{inspect.signature(callee)}"
