"""The page that a figure has to fit, and what can be asked of a figure."""

from dataclasses import dataclass

from resnet_inspect.errors import UnknownChoiceError
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.content.measures import check_measures
from resnet_inspect.render.diagram.content.model import Level
from resnet_inspect.render.diagram.scene.theme import load_theme

MARGIN = 8.0
"""Around a figure, in points."""


@dataclass(frozen=True, slots=True)
class Page:
    """The room that a figure may take, in points."""

    width: float
    height: float


PAGES = {
    "a4": Page(595 - 2 * 36, 842 - 2 * 36),
    "letter": Page(612 - 2 * 36, 792 - 2 * 36),
    "column": Page(251, 640),
    "page": Page(514, 640),
    "slide": Page(960 - 2 * 24, 540 - 2 * 24),
}
"""Sheets without their margins; one and both columns of a paper; a 16:9 slide.

IEEE's column is 252 pt of TeX wide, which are 251 of ours (1/72 inch), and 693 high; what is left
below a figure holds a caption of four lines.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What can be asked of a figure."""

    level: Level | None = None
    """By default blocks; layers where one module is drawn; stages where networks are compared."""
    fit: str = "a4"
    theme: str = "paper"
    fold: bool = True
    expand: tuple[str, ...] = ()
    only: str = ""
    show: tuple[str, ...] = ()
    color_by: str = ""
    title: bool = True
    names: tuple[str, ...] = ()
    """What the networks are called, in order; empty for their own names."""
    labels: tuple[tuple[str, str], ...] = ()
    """Other words for stages and blocks, by their names."""
    font: str = ""
    """A TrueType file; empty for our typeface."""
    legend: bool = True
    against: Inspection | None = None
    """An earlier network: what changed since is numbered."""
    ignore: tuple[str, ...] = ()
    """What does not count as a change."""

    def checked(self) -> "Options":
        """Return the same options, none of which names what there is not.

        Raises:
            UnknownChoiceError: One does.
        """
        load_theme(self.theme)
        check_measures(self.show, self.color_by)
        _ = self.page
        return self

    @property
    def page(self) -> Page:
        """The page to fit.

        Raises:
            UnknownChoiceError: ``fit`` is none of the known pages.
        """
        if self.fit not in PAGES:
            raise UnknownChoiceError("page", self.fit, PAGES)
        return PAGES[self.fit]

    @property
    def larger_pages(self) -> tuple[str, ...]:
        """Pages that are wider and higher than the one that the figure has to fit."""
        own = self.page
        return tuple(
            name
            for name, page in PAGES.items()
            if page.width > own.width and page.height >= own.height
        )

    def name_of(self, network: int) -> str:
        """Return what a network is called; empty for its own name."""
        return self.names[network] if network < len(self.names) else ""

    def level_for(self, networks: int) -> Level:
        """Return the level to draw so many networks at."""
        if self.level is not None:
            return self.level
        if self.only:
            return Level.LAYER
        return Level.STAGE if networks > 1 else Level.BLOCK
