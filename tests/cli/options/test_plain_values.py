"""What is written as one writes it is read as typer would; anything else is left to typer."""

from enum import StrEnum

import pytest

from resnet_inspect.cli.options.plain_values import plain


class Color(StrEnum):
    """A choice."""

    RED = "red"


@pytest.mark.parametrize(
    ("value", "kind", "meant"),
    [("224", int, 224), ("0.5", float, 0.5), (300, float, 300.0), ("red", Color, Color.RED),
     ("a b", str, "a b"), (True, bool, True)],
)  # fmt: skip
def test_what_is_plain_is_read(value: object, kind: type, meant: object) -> None:
    found = plain(value, kind)
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("٣", int), ("1e3", float), ("-1", int), ("blue", Color), ("yes", bool), ("x", bytes),
     ("9" * 5000, int), ("1", list[int])],
)  # fmt: skip
def test_what_is_not_is_typers_to_read(value: object, kind: type) -> None:
    with pytest.raises(ValueError, match="not"):
        plain(value, kind)


def test_a_number_out_of_its_range_is_typers_to_refuse() -> None:
    assert plain("24", int, 24) == 24
    with pytest.raises(ValueError, match="not"):
        plain("23", int, 24)
    with pytest.raises(ValueError, match="not"):
        plain("3000", float, 30, 2400)
