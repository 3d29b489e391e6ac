"""What the command line says on standard error: in lines that can be read, none of which acts."""

import re
from contextlib import suppress

import typer

from resnet_inspect.errors import shortened
from resnet_inspect.visible import visible

LONGEST = 160
"""Characters of one word; of a longer one its beginning and end are shown."""

LONGEST_LINE = 600
"""Characters of one line, of which the beginning is shown."""

_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")


def readable(message: str) -> str:
    r"""Return a message with its long words and lines cut, and control characters written out.

    Example:
        >>> readable("there is no file `a\x1b[2J`")
        'there is no file `a\\u001b[2J`'
        >>> len(readable("9" * 5000))
        161
    """
    return shortened(_LONG.sub(_cut, visible(message)), LONGEST_LINE)


def say(message: str) -> None:
    """Print a message on standard error, where that takes any."""
    with suppress(OSError):
        typer.echo(readable(message), err=True)


def _cut(word: re.Match[str]) -> str:
    half = LONGEST // 2
    return f"{word[0][:half]}…{word[0][-half:]}"
