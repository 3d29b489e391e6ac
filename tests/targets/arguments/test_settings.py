"""Constructors that take a whole configuration."""

from types import SimpleNamespace
from typing import Any

import pytest

from resnet_inspect.errors import MissingArgumentsError, UsageError
from resnet_inspect.targets.arguments.call_arguments import bind, parse_arguments
from resnet_inspect.targets.arguments.conventions import Given
from resnet_inspect.targets.arguments.settings import nested, settings_read


class Net:
    """Reads settings in each of the usual ways."""

    def __init__(self, cfg: Any, block: Any = None, depth: int = 18) -> None:  # noqa: ANN401 - any
        self.width = cfg.MODEL.WIDTH
        self.classes = cfg["num_classes"]
        self.channels = cfg["DATA"]["in_channels"]
        self.dropout = cfg.get("dropout", 0.1)
        self.name = cfg.MODEL.NAME.lower()
        self.expansion = block.expansion if block else depth


def test_what_a_constructor_reads_is_found_in_the_order_of_its_source() -> None:
    names = ("MODEL.WIDTH", "num_classes", "DATA.in_channels", "MODEL.NAME")
    assert settings_read(Net, "cfg") == names
    assert not settings_read(Net, "block")
    assert not settings_read(len, "cfg")


def test_what_has_no_customary_value_is_asked_for() -> None:
    with pytest.raises(MissingArgumentsError) as caught:
        bind(Net, {}, Given(), "my.py")
    assert caught.value.hint == (
        "Run: resnet-inspect my.py --arg cfg.MODEL.WIDTH=… --arg cfg.MODEL.NAME=…"
    )


def test_the_rest_is_assumed_and_said() -> None:
    given = nested({"cfg.MODEL.WIDTH": 8, "cfg.MODEL.NAME": "Small"})
    bound = bind(Net, given, Given(channels=4), "my.py")
    net = Net(**bound.values)
    assert (net.width, net.classes, net.channels, net.dropout) == (8, 1000, 4, 0.1)
    assert bound.assumed == {"cfg.num_classes": 1000, "cfg.DATA.in_channels": 4}
    assert "cfg.num_classes=1000" in bound.notes[0]


def test_settings_of_the_users_own_are_taken_as_they_are() -> None:
    own = SimpleNamespace(MODEL=1)
    assert bind(Net, {"cfg": own}, Given(), "my.py").values == {"cfg": own}


def test_settings_are_read_by_attribute_and_by_key() -> None:
    settings = nested(parse_arguments(["cfg.a.b=1"]))["cfg"]
    assert settings.a.b == settings["a"]["b"] == "1"
    with pytest.raises(AttributeError, match="nobody gave the setting `c`"):
        _ = settings.c


@pytest.mark.parametrize("texts", [["a=1", "a.b=2"], ["a.b=2", "a=1"]])
def test_a_value_has_no_settings(texts: list[str]) -> None:
    with pytest.raises(UsageError, match="as a value"):
        nested(parse_arguments(texts))


@pytest.mark.parametrize("text", ["a..b=1", ".a=1", "a.=1", "a.1=1"])
def test_other_dots_are_no_name(text: str) -> None:
    with pytest.raises(UsageError, match="name=value"):
        parse_arguments([text])
