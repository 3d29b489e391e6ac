"""The reference of the command line: what `--help` says of each command, as tables."""

from collections.abc import Iterator
from html import escape
from typing import Any

import typer

from resnet_inspect.cli.help_page import described, sections
from resnet_inspect.cli.main import COMMANDS, command_line

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
| `weights.pth` | the network whose weights a file holds, where they are known |

**A Python file or module is executed**, as `python my.py` would execute it: give only code that you
trust. `--timeout` ends code that hangs. Weights are never downloaded.

The exit status is 0 when all is well, 1 when the network failed or something was found, and 2 when
the command line or the target is wrong. Messages go to the standard error.
"""


def cli_reference() -> str:
    """Return the page, in Markdown."""
    commands = typer.main.get_command(command_line(COMMANDS)).commands  # type: ignore[attr-defined]
    return "\n".join(
        [INTRODUCTION, *("".join(_section(name, commands[name])) for name in COMMANDS)]
    )


def _section(name: str, command: Any) -> Iterator[str]:  # noqa: ANN401 - typer's own
    helped = ["-h", "--help"]
    context = command.make_context(name, [], resilient_parsing=True, help_option_names=helped)
    usage = " ".join(["resnet-inspect", name, *command.collect_usage_pieces(context)])
    text, examples = described(command.help)
    shown = "\n".join(line.strip() for line in examples.splitlines())
    yield f"## `resnet-inspect {name}`\n\n{text}\n\n```text\n{usage}\n```\n\n"
    yield f"```sh\n{shown}\n```\n"
    for title, rows in sections(command, context).items():
        yield f"\n| {title} | |\n| --- | --- |\n"
        yield from (f"| {_code(written)} | {_cell(meaning)} |\n" for written, meaning in rows)


def _code(text: str) -> str:
    """Return code for a table, where a bar between backticks is read in two ways."""
    return f"<code>{escape(text, quote=False).replace('|', '&#124;<wbr>')}</code>"


def _cell(text: str) -> str:
    """Return a sentence for a table; what stands in brackets outside of code is no link."""
    parts = " ".join(text.split()).replace("|", "\\|").split("`")
    parts[::2] = [part.replace("[", "\\[") for part in parts[::2]]
    return "`".join(parts)
