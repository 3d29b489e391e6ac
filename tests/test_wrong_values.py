"""Wrong values in Python raise the documented error, which knows what was meant."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import resnet_inspect
from resnet_inspect.errors import UnknownChoiceError, UsageError
from resnet_inspect.linter.reporting.options import LintOptions, chosen_rules
from resnet_inspect.report import Report


@cache
def report() -> Report:
    return resnet_inspect.inspect("resnet18", 64)


CALLS: dict[str, tuple[Callable[[], object], str]] = {
    "level": (lambda: resnet_inspect.diagram(report(), level="stag"), "Did you mean stage?"),
    "theme": (lambda: resnet_inspect.diagram(report(), theme="drak"), "Did you mean dark?"),
    "page": (lambda: resnet_inspect.diagram(report(), fit="colum"), "Did you mean column?"),
    "show": (lambda: resnet_inspect.diagram(report(), show="mac"), "Did you mean macs?"),
    "color": (lambda: resnet_inspect.diagram(report(), color_by="param"), "Did you mean params?"),
    "format": (lambda: resnet_inspect.diagram(report()).render("sgv"), "Did you mean svg?"),
    "engine": (lambda: resnet_inspect.diagram(report()).render(engine="dott"), "Did you mean dot?"),
    "optimizer": (lambda: report().planned(optimizer="adamv"), "Did you mean adam"),
    "dtype": (lambda: report().planned(dtype="float15"), "Did you mean float16?"),
    "checkpoint": (lambda: report().planned(checkpoint="blocks"), "Did you mean block?"),
    "ignore": (
        lambda: resnet_inspect.diff(report(), report(), ignore=["name"]).same,
        "Did you mean names?",
    ),
    "severity": (lambda: LintOptions(severity={"RES1": _any("eror")}), "Did you mean error?"),
    "mend": (lambda: LintOptions(mend=_any("save")), "Did you mean safe?"),
}  # fmt: skip


def _any(value: Any) -> Any:  # noqa: ANN401 - another type than the annotation says
    return value


@pytest.mark.parametrize("setting", CALLS)
def test_a_wrong_choice_is_answered_with_the_near_one(setting: str) -> None:
    call, hint = CALLS[setting]
    with pytest.raises(UnknownChoiceError, match="there is no") as caught:
        call()
    assert hint in caught.value.hint


def test_a_rule_that_is_not_one_is_answered_with_the_near_one() -> None:
    with pytest.raises(UsageError, match="no rule `linear-with-mismatch`") as caught:
        chosen_rules(LintOptions(select=("linear-with-mismatch",)))
    assert "Did you mean linear-width-mismatch?" in caught.value.hint


@pytest.mark.parametrize("name", ["select", "ignore"])
def test_one_text_is_no_tuple_of_rules(name: str) -> None:
    with pytest.raises(UsageError, match=f"`{name}` is a text"):
        LintOptions(**{name: _any("RES2")})


def test_an_amount_of_memory_is_a_number_with_a_unit() -> None:
    with pytest.raises(UsageError, match="`much` is no amount of memory"):
        resnet_inspect.fit_memory("resnet18", "much")


def test_one_name_may_be_shown_without_a_list() -> None:
    drawn = resnet_inspect.diagram(report(), show="macs").render("svg")
    assert "MACs" in str(drawn)
