"""The reference of the command line, read off the signatures of the commands themselves."""

import inspect
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib import import_module
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from resnet_inspect.cli.main import COMMANDS

INTRODUCTION = """# Command line

`resnet-inspect TARGET` is short for `resnet-inspect inspect TARGET`.

| TARGET | is |
| --- | --- |
| `resnet50` | a reference network: see [all of them](networks.md) |
| `torchvision:resnet50` | torchvision's; needs the extra `torchvision` |
| `timm:resnet50d` | timm's; needs the extra `timm` |
| `my.py` | the network in a file: the module class that no other class in it uses as a part |
| `my.py:Net` | a class in a file, or a function that returns a network |
| `package.module:Net` | the same in an importable module |
| `trace.json` | a saved trace, read without torch |

**A Python file or module is executed**, as `python my.py` would execute it: give only code that you
trust. `--timeout` ends code that hangs. Weights are never downloaded.

The exit status is 0 when all is well, 1 when the network failed or something was found, and 2 when
the command line or the target is wrong. Messages go to the standard error.
"""


def cli_reference() -> str:
    """Return the page, in Markdown."""
    return "\n".join([INTRODUCTION, *("".join(_section(name)) for name in COMMANDS)])


def _section(name: str) -> Iterator[str]:
    command = getattr(
        import_module(f"resnet_inspect.cli.commands.{COMMANDS[name]}"), COMMANDS[name]
    )
    parameters = list(_parameters(command))
    arguments = [_name(*each) for each in parameters if isinstance(each[1], ArgumentInfo)]
    usage = " ".join(["resnet-inspect", name, *arguments, "[OPTIONS]"])
    yield f"## `resnet-inspect {name}`\n\n{inspect.getdoc(command)}\n\n```text\n{usage}\n```\n\n"
    yield "| | |\n| --- | --- |\n"
    yield from (_row(*each) for each in parameters)


def _parameters(command: Callable[..., Any]) -> Iterator[tuple[inspect.Parameter, Any, type]]:
    """Yield each parameter with what typer is told of it and the type of one value."""
    hints = get_type_hints(command, include_extras=True)
    for parameter in inspect.signature(command).parameters.values():
        annotation = hints[parameter.name]
        if get_origin(annotation) in {Union, UnionType}:  # Annotated[...] | None
            annotation = next(iter(get_args(annotation)))
        if get_origin(annotation) is not Annotated:
            raise TypeError(f"{command.__name__}: {parameter} is not annotated")
        of_type, told = get_args(annotation)[:2]
        if not getattr(told, "hidden", False):
            yield parameter, told, _of_one(of_type)


def _of_one(of_type: Any) -> type:  # noqa: ANN401 - an annotation
    """Return the type of one value: ``int`` for ``int | None`` and for ``list[int]``."""
    while inner := [item for item in get_args(of_type) if item is not type(None)]:
        of_type = inner[0]
    return of_type  # type: ignore[no-any-return]


def _row(parameter: inspect.Parameter, told: Any, of_type: type) -> str:  # noqa: ANN401 - typer's
    default = parameter.default
    text = _cell(told.help or "")
    if default not in {None, False, True, "", inspect.Parameter.empty}:
        text += f" Default: `{_cell(str(default))}`."
    return f"| `{_cell(_name(parameter, told, of_type))}` | {text} |\n"


def _name(parameter: inspect.Parameter, told: Any, of_type: type) -> str:  # noqa: ANN401 - see above
    """Return how the parameter is written: ``TARGET``, ``-i, --input SIZE``, ``--train``."""
    value = told.metavar or _value(parameter.name, of_type)
    if not isinstance(told, OptionInfo):
        return str(value)
    # Inside Annotated, typer takes the first name for a default value.
    given = [name for name in (told.default, *(told.param_decls or ())) if isinstance(name, str)]
    names = given or [f"--{parameter.name.replace('_', '-')}"]
    written = ", ".join(sorted(names, key=len))
    return written if of_type is bool else f"{written} {value}"


def _value(name: str, of_type: type) -> str:
    if issubclass(of_type, StrEnum):
        return "|".join(of_type)
    return "N" if of_type in {int, float} else name.upper()


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
