"""A message as a terminal shows it: in lines that can be read, and without what commands it."""

import re

LONGEST = 160
"""Characters of one word; of a longer one its beginning and end are shown."""

_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves the cursor, sets colors, turns the direction of writing, or is half a character."""


def readable(message: str) -> str:
    r"""Return a message with its long words cut, and control characters as Python writes them.

    Example:
        >>> readable("there is no file `a\x1b[2J`")
        'there is no file `a\\x1b[2J`'
        >>> len(readable("9" * 5000))
        161
    """
    return _LONG.sub(_cut, _COMMANDS.sub(_escaped, message))


def _cut(word: re.Match[str]) -> str:
    half = LONGEST // 2
    return f"{word[0][:half]}…{word[0][-half:]}"


def _escaped(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode("ascii")
