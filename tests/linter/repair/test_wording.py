"""What may be written for a number."""

from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.repair.wording import in_words

CODE = """\
class Net:
    def __init__(self, classes, base=16):
        self.up = Up(base * 4, base)
        width = base
        for outs in (16, 32):
            self.add(Block(width, outs))
            width = outs * 2
        self.fc = Linear(7, classes)
"""


def worded(text: str) -> list[str]:
    edit = Edit("net.py", 8, 25, 8, 26, text)
    fix = Fix(title=f"Write `{text}`", edits=(edit,), safe=True)
    return [one.edits[0].text for one in in_words(fix, {"net.py": CODE})]


def test_the_nearest_expression_comes_first() -> None:
    assert worded("64")[0] == "width"
    assert {"base * 4", "outs", "base"} <= set(worded("64"))


def test_a_keyword_stays() -> None:
    assert worded(", in_features=64")[0] == ", in_features=width"


def test_a_number_of_classes_is_no_width() -> None:
    assert "classes" not in worded("64")


def test_small_numbers_stay_numbers() -> None:
    assert not worded("2")
