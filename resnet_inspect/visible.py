r"""Text as it can be shown: names and messages of strangers, with nothing in them that acts.

A name may hold what moves a terminal's cursor, sets its title, or turns the direction of writing.
Whatever shows text writes such characters out. ``\u001b`` means the same in JSON and in Python.
"""

import re

_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Controls but for line breaks and tabs, marks of direction, halves, and what XML may not hold."""

_BREAKS = str.maketrans({"\n": "\\n", "\t": "\\t"})


def visible(text: str) -> str:
    r"""Return text with control characters written out; line breaks and tabs stay.

    Example:
        >>> visible("there is no file `a\x1b[2J`")
        'there is no file `a\\u001b[2J`'
    """
    return text if text.isprintable() else _ACTING.sub(_escaped, text)


def on_one_line(text: str) -> str:
    r"""Return text with line breaks and tabs written out as well: a name, or one cell of a table.

    Example:
        >>> on_one_line("conv1\nconv2")
        'conv1\\nconv2'
    """
    return text if text.isprintable() else visible(text).translate(_BREAKS)


def blanked(line: str) -> str:
    r"""Return a line with a blank for each control character, so that columns stay where they are.

    Example:
        >>> blanked("x = 1\x0c # \u202e")
        'x = 1  #  '
    """
    return line if line.isprintable() else _ACTING.sub(" ", line)


def encoded(text: str) -> bytes:
    r"""Return UTF-8; half a character, which a name may hold, is written as JSON escapes it.

    Example:
        >>> encoded("a\ud800b")
        b'a\\ud800b'
    """
    return text.encode("utf-8", "backslashreplace")


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"
