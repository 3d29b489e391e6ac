"""Other words for the parts of a figure: ``conv2_x`` for ``layer1``."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.content.model import Content, Section, Unit

MOST = 12
"""Names that an error lists."""


def relabeled(content: Content, labels: Mapping[str, str]) -> Content:
    """Return the content with other names for its stages and blocks.

    Args:
        content: What is drawn.
        labels: By the name that would stand there, or by the module's path.

    Raises:
        UsageError: Nothing has such a name.
    """
    known = set(_names(content))
    for name in labels:
        if name not in known:
            listed = ", ".join(list(dict.fromkeys(_names(content)))[:MOST])
            raise UsageError(f"nothing in the figure is called `{name}`", f"There are: {listed}.")
    return replace(
        content, sections=tuple(_section(section, labels) for section in content.sections)
    )


def _names(content: Content) -> Iterator[str]:
    yield from (section.name for section in content.sections if section.name)
    yield from (unit.path for section in content.sections for unit in section.units if unit.path)


def _section(section: Section, labels: Mapping[str, str]) -> Section:
    units = tuple(_unit(unit, labels) for unit in section.units)
    return replace(section, name=labels.get(section.name, section.name), units=units)


def _unit(unit: Unit, labels: Mapping[str, str]) -> Unit:
    return replace(unit, given=labels[unit.path]) if unit.path in labels else unit
