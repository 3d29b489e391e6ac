"""Pictures in terminals that can show them: kitty's and iTerm2's protocols, and sixels."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from enum import StrEnum

from resnet_inspect.render.diagram.formats.png import Image, encode_png

_CHUNK = 4096
"""Kitty takes at most so many characters of data in one command."""


class Protocol(StrEnum):
    """How a terminal is given a picture."""

    KITTY = "kitty"
    ITERM = "iterm"
    SIXEL = "sixel"


_SIXEL_TERMINALS = ("mlterm", "foot", "yaft", "contour", "sixel")


def protocol_of(environment: Mapping[str, str]) -> Protocol | None:
    """Return what the terminal understands, as far as its environment tells.

    Example:
        >>> protocol_of({"TERM": "xterm-kitty"}).value
        'kitty'
        >>> protocol_of({"TERM": "xterm-256color"}) is None
        True
    """
    kind, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if "TMUX" in environment or kind.startswith(("screen", "tmux")):
        return None
    if "KITTY_WINDOW_ID" in environment or "kitty" in kind or program == "ghostty":
        return Protocol.KITTY
    if program in {"iTerm.app", "WezTerm"}:
        return Protocol.ITERM
    return Protocol.SIXEL if kind.startswith(_SIXEL_TERMINALS) else None


def show(image: Image, protocol: Protocol) -> str:
    """Return the escape sequences that show an image."""
    if protocol is Protocol.SIXEL:
        return "".join(_sixels(image)) + "\n"
    data = b64encode(encode_png(image.rows, image.width, image.channels, 96)).decode()
    if protocol is Protocol.ITERM:
        return f"\x1b]1337;File=inline=1;preserveAspectRatio=1:{data}\a\n"
    return "".join(_kitty(data)) + "\n"


def _kitty(data: str) -> Iterator[str]:
    for start in range(0, len(data), _CHUNK):
        first = "a=T,f=100," if start == 0 else ""
        more = int(start + _CHUNK < len(data))
        yield f"\x1b_G{first}m={more};{data[start : start + _CHUNK]}\x1b\\"


def _sixels(image: Image) -> Iterator[str]:
    """Write six rows at a time, each color of a 6×6×6 cube in turn."""
    yield "\x1bPq"
    yield f'"1;1;{image.width};{len(image.rows)}'
    for number in range(216):
        red, green, blue = number // 36, number // 6 % 6, number % 6
        yield f"#{number};2;{red * 20};{green * 20};{blue * 20}"
    for top in range(0, len(image.rows), 6):
        yield from _band([_colors(row, image.channels) for row in image.rows[top : top + 6]])
        yield "-"
    yield "\x1b\\"


def _colors(row: bytes, channels: int) -> list[int]:
    return [
        (row[place] * 5 + 127) // 255 * 36
        + (row[place + 1] * 5 + 127) // 255 * 6
        + (row[place + 2] * 5 + 127) // 255
        for place in range(0, len(row), channels)
    ]


def _band(rows: list[list[int]]) -> Iterator[str]:
    for color in sorted({color for row in rows for color in row}):
        yield f"#{color}"
        masks = [
            sum((row[x] == color) << bit for bit, row in enumerate(rows))
            for x in range(len(rows[0]))
        ]
        yield from _packed(masks)
        yield "$"


def _packed(masks: list[int]) -> Iterator[str]:
    """Write equal neighbors once, with their number."""
    start = 0
    for place in range(1, len(masks) + 1):
        if place == len(masks) or masks[place] != masks[start]:
            sign, count = chr(63 + masks[start]), place - start
            yield f"!{count}{sign}" if count > 3 else sign * count  # noqa: PLR2004 - shorter so
            start = place
