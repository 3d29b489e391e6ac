"""Documentation is filled to the width of a terminal; code, headings and tables are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.cli.paragraphs import filled
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.rule import Rule

CODE = "```python\nmodel = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())\n```"


def test_a_paragraph_is_filled_and_code_is_not() -> None:
    assert filled(f"One two\nthree four.\n\n{CODE}\n\nFive.", 10) == (
        f"One two\nthree\nfour.\n\n{CODE}\n\nFive."
    )


def test_the_points_of_a_list_stay_apart_and_hang() -> None:
    assert filled("- One two three\n  four.\n- Five.", 12) == "- One two\n  three\n  four.\n- Five."


def test_a_heading_ends_the_paragraph_before_it() -> None:
    assert filled("One\ntwo\n## Three\nfour\nfive", 40) == "One two\n## Three\nfour five"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_fits_its_terminal_with_the_same_words(rule: Rule) -> None:
    text = filled(rule.doc, 60)
    prose = [part for part in text.split("```")[::2] for part in part.splitlines()]
    longest = max((line for line in prose if " " in line.strip("- ")), key=len)
    assert len(longest) <= 60 or " " not in longest[:60].strip("- ")
    assert text.split() == rule.doc.split()


@given(st.text("ab \n#-`", max_size=80), st.integers(1, 30))
def test_no_word_is_lost(text: str, columns: int) -> None:
    assert filled(text, columns).split() == text.split()
