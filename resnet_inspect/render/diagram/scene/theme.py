"""Colors and line styles of a figure, read from TOML."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources
from os.path import exists
from pathlib import Path

from resnet_inspect.errors import UnknownChoiceError, UsageError
from resnet_inspect.reading import read_toml
from resnet_inspect.render.diagram.scene.colors import paired
from resnet_inspect.render.diagram.scene.shapes import Paint

BUILT_IN = ("paper", "light", "dark", "colorblind")
AUTO = "auto"
"""Light or dark as the viewer's screen is, in formats that can ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What each part of a figure is painted with."""

    name: str
    background: str
    text: str
    muted: str
    """Secondary text."""
    frame: str
    """The outline of a block."""
    frame_fill: str
    flow: str
    """The main path's lines."""
    plain: str
    """The fill of pooling, heads and whatever belongs to no stage."""
    plain_line: str
    stages: tuple[str, ...]
    """Fills of the stages' convolutions, in turn."""
    stage_lines: tuple[str, ...]
    heat: tuple[str, ...]
    """From cheap to costly."""
    heat_text: tuple[str, ...]
    """The type's color on each of them."""
    failed: str
    failed_fill: str
    warning: str
    guessed: str
    """Lines of what rests on a guess."""
    links: dict[str, Paint]
    """A line style for each kind of residual connection."""


@cache
def load_theme(name: str) -> Theme:
    """Return a theme of ours by name, or the one in a user's TOML file.

    A file may begin from a theme of ours (``base = "paper"``) and set only what differs.

    Raises:
        UsageError: There is no such theme, or the file is not one.
    """
    if name == AUTO:
        return _following(load_theme("light"), load_theme("dark"))
    if name in BUILT_IN:
        text = resources.files(__package__).joinpath(f"themes/{name}.toml").read_text("utf-8")
        return _parse(tomllib.loads(text), name)
    return _parse(_read(Path(name)), name)


def _following(light: Theme, dark: Theme) -> Theme:
    """Return a theme whose every color is that of one of two themes, as the viewer's ground is."""
    pairs = {
        field.name: _together(getattr(light, field.name), getattr(dark, field.name))
        for field in fields(Theme)
    }
    made: Callable[..., Theme] = Theme
    return made(**{**pairs, "name": AUTO})


def _together(light: object, dark: object) -> object:
    match light, dark:
        case str(), str():
            return paired(light, dark)
        case tuple(), tuple():
            return tuple(map(paired, light, dark))
        case dict(), dict():
            return {kind: _line(paint, dark[kind]) for kind, paint in light.items()}
        case _:
            raise TypeError(light)


def _line(light: Paint, dark: Paint) -> Paint:
    return replace(light, stroke=paired(light.stroke or "", dark.stroke or ""))


def _read(path: Path) -> dict[str, object]:
    if not path.suffix and not exists(path):  # noqa: PTH110 - it never raises
        raise UnknownChoiceError("theme", path, (*BUILT_IN, AUTO), "a file")
    try:
        data = read_toml(path)
    except UsageError as error:
        hint = f"Themes: {', '.join((*BUILT_IN, AUTO))}, or a file."
        raise UsageError(f"`{path}` is no theme: {error.message}", hint) from None
    base = _base(data)
    links, own = base["links"], data.get("links", {})
    if isinstance(links, dict) and isinstance(own, dict):
        return {**base, **data, "links": {**links, **own}}
    return {**base, **data}


def _base(data: dict[str, object]) -> dict[str, object]:
    base = str(data.get("base", "paper"))
    if base not in BUILT_IN:
        raise UsageError(f"a theme cannot begin from `{base}`", f"One of {', '.join(BUILT_IN)}.")
    text = resources.files(__package__).joinpath(f"themes/{base}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _parse(data: dict[str, object], name: str) -> Theme:
    known = {field.name for field in fields(Theme)} - {"name"}
    wrong = sorted(set(data) - known - {"base"})
    if wrong:
        raise UsageError(f"theme {name}: no setting is called `{wrong[0]}`", _settings(known))
    values = {key: _value(name, key, value) for key, value in data.items() if key in known}
    missing = sorted(known - set(values))
    if missing:
        raise UsageError(f"theme {name}: {missing[0]} is not set", _settings(known))
    _check_lengths(name, values)
    made: Callable[..., Theme] = Theme
    return made(name=name, **values)


def _check_lengths(theme: str, values: dict[str, object]) -> None:
    """Each stage's fill has its line, each step of the heat scale its type."""
    for one, other in (("stages", "stage_lines"), ("heat", "heat_text")):
        colors, others = values[one], values[other]
        if isinstance(colors, tuple) and isinstance(others, tuple) and len(colors) != len(others):
            raise UsageError(f"theme {theme}: {one} and {other} have not equally many colors")


def _settings(known: set[str]) -> str:
    return f"Settings: {', '.join(sorted(known))}."


def _value(theme: str, key: str, value: object) -> object:
    if key == "links" and isinstance(value, dict):
        return {kind: _paint(theme, kind, style) for kind, style in value.items()}
    if key in {"stages", "stage_lines", "heat", "heat_text"} and isinstance(value, list) and value:
        return tuple(_color(theme, key, color) for color in value)
    return _color(theme, key, value)


def _paint(theme: str, kind: str, style: object) -> Paint:
    if not isinstance(style, dict):
        raise UsageError(f"theme {theme}: links.{kind} is a table of color, width and dash")
    return Paint(
        stroke=_color(theme, f"links.{kind}.color", style.get("color")),
        width=float(style.get("width", 1.0)),
        dash=tuple(float(length) for length in style.get("dash", ())),
    )


def _color(theme: str, key: str, value: object) -> str:
    text = str(value)
    if len(text) == 7 and text[0] == "#" and not set(text[1:].lower()) - set("0123456789abcdef"):  # noqa: PLR2004 - #rrggbb
        return text.lower()
    raise UsageError(f"theme {theme}: {key} is `{text}`, not a color like #1f6feb")
