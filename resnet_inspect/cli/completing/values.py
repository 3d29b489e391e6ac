"""Values of options that are names: themes, pages, columns, rules."""

from collections.abc import Callable, Iterable

Complete = Callable[[str], list[str]]


def one_of(names: Callable[[], Iterable[str]]) -> Complete:
    """Return a function that offers names.

    Args:
        names: Returns them; it is asked only when the shell is.

    Example:
        >>> one_of(lambda: ["paper", "light"])("p")
        ['paper']
    """

    def complete(incomplete: str) -> list[str]:
        return [name for name in names() if name.startswith(incomplete)]

    return complete


def some_of(names: Callable[[], Iterable[str]], signs: str = "") -> Complete:
    """Return a function that offers further names of a list with commas.

    Args:
        names: As for ``one_of``.
        signs: What may stand before a name.

    Example:
        >>> some_of(lambda: ["macs", "params"], "+-")("macs,+p")
        ['macs,+params']
    """

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        sign = last[:1] if last[:1] and last[0] in signs else ""
        return [f"{before}{comma}{sign}{name}" for name in one_of(names)(last.removeprefix(sign))]

    return complete


def themes() -> Iterable[str]:
    """Return the names of our themes."""
    from resnet_inspect.render.diagram.scene.theme import AUTO, BUILT_IN  # noqa: PLC0415 - when asked

    return (*BUILT_IN, AUTO)


def pages() -> Iterable[str]:
    """Return the names of the pages."""
    from resnet_inspect.render.diagram.layout.page import PAGES  # noqa: PLC0415 - when asked

    return PAGES


def chip_figures() -> Iterable[str]:
    """Return what may stand on the chips of a figure."""
    from resnet_inspect.render.diagram.content.measures import SHOWN  # noqa: PLC0415 - when asked

    return SHOWN


def heat_figures() -> Iterable[str]:
    """Return what the heat colors may tell."""
    from resnet_inspect.render.diagram.content.measures import MEASURES  # noqa: PLC0415 - when asked

    return MEASURES


def columns() -> Iterable[str]:
    """Return the names of the table's columns."""
    from resnet_inspect.render.table.columns import LAYER_COLUMNS  # noqa: PLC0415 - when asked

    return [column.name for column in LAYER_COLUMNS]


def rules() -> Iterable[str]:
    """Return the codes and names of the rules."""
    from resnet_inspect.linter.registry import all_rules  # noqa: PLC0415 - when asked

    return [word for rule in all_rules() for word in (rule.code, rule.name)]


def survey_columns() -> Iterable[str]:
    """Return the names of a survey's columns."""
    from resnet_inspect.survey.table.columns import COLUMNS  # noqa: PLC0415 - when asked

    return [column.name for column in COLUMNS]
