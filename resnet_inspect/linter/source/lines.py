"""Lines as Python's tokenizer counts them, and files as it decodes them.

``str.splitlines`` also breaks at form feeds, vertical tabs and U+2028, which stand inside lines of
Python.
"""

import io
import re
import tokenize

_END = re.compile(r"\r\n?")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a source text with their ends.

    Example:
        >>> split_lines("a\fb\r\nc\u2028d\ne")
        ['a\x0cb\r\n', 'c\u2028d\n', 'e']
    """
    return _LINE.findall(text)


def without_end(line: str) -> str:
    """Return a line without the characters that end it."""
    return line.rstrip("\r\n")


def decoded(raw: bytes) -> str:
    """Return a file's text by its coding line and byte order mark; lines end in a line feed.

    Raises:
        SyntaxError: The coding line names none that there is.
        UnicodeDecodeError: The bytes are not of that encoding.
    """
    return _END.sub("\n", raw.decode(encoding_of(raw)))


def encoding_of(raw: bytes) -> str:
    """Return the encoding that a file says it has; UTF-8 where it says nothing."""
    return tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
