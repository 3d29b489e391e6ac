"""Numbers as text, the same in every table, diagram and document.

A figure that stands alone has three significant digits and a unit; a figure that one compares with
another tool's is written out in full. A number that is not known is a dash, never a zero.
"""

import math
import re
from collections.abc import Iterable

AT_LEAST = "≥"
UNKNOWN = "–"
UNKNOWN_ASCII = "-"

_SI = ("", "k", "M", "G", "T", "P", "E")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def count(number: int | None) -> str:
    """Write a whole number out, thousands separated by commas.

    Example:
        >>> count(25557032)
        '25,557,032'
    """
    return UNKNOWN if number is None else f"{number:,}"


def scaled(number: float | None) -> str:
    """Write a number with three significant digits and a decimal prefix.

    Example:
        >>> scaled(4089184256), scaled(118013952), scaled(999), scaled(0)
        ('4.09 G', '118 M', '999', '0')
    """
    if number is None:
        return UNKNOWN
    return _with_prefix(number, 1000, _SI)


def binary_size(size: int | None) -> str:
    """Write a number of bytes with three significant digits and a binary prefix.

    Example:
        >>> binary_size(102228128), binary_size(512), binary_size(1536)
        ('97.5 MiB', '512 B', '1.50 KiB')
    """
    if size is None:
        return UNKNOWN
    return _with_prefix(size, 1024, _BINARY)


def bytes_of(text: str) -> int:
    """Read a number of bytes with a unit: binary ones with an i, else decimal; G alone is GiB.

    Raises:
        ValueError: The text is no size.

    Example:
        >>> bytes_of("24GiB") == bytes_of("24 g") == 24 * 1024**3, bytes_of("1.5 kB")
        (True, 1500)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?b)?|b)?\s*", text.lower())
    if match is None:
        raise ValueError(text)
    number, prefix, unit = match.groups()
    base = 1000 if unit == "b" else 1024
    size = float(number) * base ** (" kmgt".index(prefix) if prefix else 0)
    if math.isinf(size):
        raise ValueError(text)
    return int(size)


def percent(share: float | None) -> str:
    """Write a share of one as a percentage with one decimal; what is above 0 never reads 0.

    Example:
        >>> percent(0.0288), percent(1), percent(0), percent(0.0001)
        ('2.9 %', '100 %', '0 %', '<0.1 %')
    """
    if share is None:
        return UNKNOWN
    if share in (0, 1):
        return f"{share * 100:.0f} %"
    return "<0.1 %" if 0 < share < 0.0005 else f"{share * 100:.1f} %"  # noqa: PLR2004 - half a digit


def dimensions(sizes: Iterable[int | None], *, ascii_only: bool = False) -> str:
    """Write sizes with a multiplication sign between them, in ASCII with the letter x.

    Example:
        >>> dimensions((64, 56, 56)), dimensions((64, 56, 56), ascii_only=True), dimensions(())
        ('64×56×56', '64x56x56', 'scalar')
    """
    unknown = UNKNOWN_ASCII if ascii_only else UNKNOWN
    parts = [unknown if size is None else str(size) for size in sizes]
    return ("x" if ascii_only else "×").join(parts) or "scalar"


def square(sizes: tuple[int | None, ...], *, ascii_only: bool = False) -> str:
    """Write sizes that may all be equal: one number if they are, else all of them.

    Example:
        >>> square((2, 2)), square((1, 2))
        ('2', '1×2')
    """
    short = sizes[:1] if len(set(sizes)) == 1 else sizes
    return dimensions(short, ascii_only=ascii_only)


def plural(number: int, noun: str, several: str = "") -> str:
    """Write a number with its noun.

    Example:
        >>> plural(1, "block"), plural(16, "block"), plural(2, "class", "classes")
        ('1 block', '16 blocks', '2 classes')
    """
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def _with_prefix(number: float, base: int, prefixes: tuple[str, ...]) -> str:
    value, prefix = float(number), 0
    while abs(value) >= base - 0.5 and prefix < len(prefixes) - 1:
        value, prefix = value / base, prefix + 1
    text = f"{value:.0f}" if prefix == 0 and value == int(value) else _three_digits(value)
    return f"{text} {prefixes[prefix]}".rstrip()


def _three_digits(value: float) -> str:
    for decimals, limit in ((2, 9.995), (1, 99.95)):
        if abs(value) < limit:
            return f"{value:.{decimals}f}"
    return f"{value:.0f}"


def at_least(number: int, *, known: bool) -> str:
    """Write a count, or what is known of it; nothing for 0.

    Example:
        >>> at_least(4_089_184_256, known=True), at_least(4_089_184_256, known=False)
        ('4.09 G', '≥ 4.09 G')
        >>> at_least(0, known=False)
        'unknown'
    """
    if known:
        return scaled(number) if number else ""
    return f"≥ {scaled(number)}" if number else "unknown"
