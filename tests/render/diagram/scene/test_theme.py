"""Themes: ours are whole, a user's changes what it says, a wrong one is explained."""

from pathlib import Path

import pytest

from resnet_inspect.analysis.facts import ResidualKind
from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.scene.theme import BUILT_IN, load_theme


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", BUILT_IN)
def test_type_can_be_read_on_every_ground(name: str) -> None:
    theme = load_theme(name)
    grounds = (theme.background, theme.frame_fill, theme.plain, *theme.stages, theme.failed_fill)
    assert min(contrast(theme.text, ground) for ground in grounds) >= 7
    assert contrast(theme.muted, theme.background) >= 4.5
    pairs = zip(theme.heat_text, theme.heat, strict=True)
    assert min(contrast(text, ground) for text, ground in pairs) >= 4.5


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_kind_of_line_can_be_seen(name: str) -> None:
    theme = load_theme(name)
    assert set(theme.links) == {kind.value for kind in ResidualKind}
    lines = [paint.stroke or "" for paint in theme.links.values()]
    assert min(contrast(line, theme.background) for line in lines) >= 3


def test_the_paper_theme_tells_stages_apart_in_gray() -> None:
    first, second, third, fourth, *_ = map(luminance, load_theme("paper").stages)
    assert first > second > third > fourth


@pytest.mark.parametrize("name", ["paper", "colorblind"])
def test_lines_differ_without_color(name: str) -> None:
    links = load_theme(name).links
    looks = {
        (paint.dash, paint.width, round(luminance(paint.stroke or ""), 2))
        for paint in links.values()
    }
    assert len(looks) == len(links)


def test_heat_darkens_from_step_to_step() -> None:
    heat = [luminance(color) for color in load_theme("paper").heat]
    assert heat == sorted(heat, reverse=True)


def test_a_theme_of_ones_own_changes_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('base = "dark"\ntext = "#ffeedd"\n', "utf-8")
    theme = load_theme(str(path))
    assert theme.text == "#ffeedd"
    assert theme.background == load_theme("dark").background


def test_one_line_style_may_change_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[links.projection]\ncolor = "#b00020"\n', "utf-8")
    links = load_theme(str(path)).links
    assert links["projection"].stroke == "#b00020"
    assert links["identity"] == load_theme("paper").links["identity"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('color = "#ffffff"', "no setting is called `color`"),
        ('text = "red"', "text is `red`, not a color"),
        ("text =", "is no TOML"),
        ('base = "pink"', "cannot begin from `pink`"),
        ("[links]\nidentity = 3", "links.identity is a table"),
        ('stages = ["#ffffff"]', "stages and stage_lines have not equally many colors"),
    ],
)
def test_a_wrong_theme_is_explained(written: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(written, "utf-8")
    with pytest.raises(UsageError, match=said):
        load_theme(str(path))
