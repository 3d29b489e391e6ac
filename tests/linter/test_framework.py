"""Edits, comments, configuration, baseline and the command line around the rules."""

import json
from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.cli.linting.fixes import changed_texts, diff, write_fixes
from resnet_inspect.errors import UsageError
from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Severity
from resnet_inspect.linter.fixes.fix import Edit, OverlapError, apply_edits
from resnet_inspect.linter.reporting.baseline import baseline_text, read_baseline, without_known
from resnet_inspect.linter.reporting.config import read_config
from resnet_inspect.linter.reporting.options import LintOptions, Mend, chosen_rules
from resnet_inspect.testing import NotCleanError, assert_clean

BUGGY = """\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))
"""


@pytest.fixture
def buggy(tmp_path: Path) -> Path:
    file = tmp_path / "net.py"
    file.write_text(BUGGY, encoding="utf-8")
    return file


def test_edits_are_made_from_the_front_whatever_their_order() -> None:
    span = SourceSpan("f", 1, 0, 1, 1)
    later = SourceSpan("f", 2, 1, 2, 2)
    edits = [Edit.replace(later, "Y"), Edit.replace(span, "X")]
    assert apply_edits("ab\ncd\n", edits) == "Xb\ncY\n"


def test_edits_that_meet_are_refused() -> None:
    wide, inner = SourceSpan("f", 1, 0, 1, 3), SourceSpan("f", 1, 1, 1, 2)
    with pytest.raises(OverlapError):
        apply_edits("abc", [Edit.replace(wide, "x"), Edit.replace(inner, "y")])


def test_comment_silences_the_finding_in_its_line(buggy: Path) -> None:
    text = BUGGY.replace("padding=1)", "padding=1)  # resnet-inspect: ignore[RES303]")
    buggy.write_text(text, encoding="utf-8")
    result = api.lint(buggy, 32)
    assert (len(result), result.suppressed) == (0, 1)


def test_comment_that_silences_nothing_is_reported(buggy: Path) -> None:
    text = BUGGY.replace("(8)\n", "(8)  # resnet-inspect: ignore[RES303]\n")
    buggy.write_text(text, encoding="utf-8")
    assert [one.code for one in api.lint(buggy, 32)] == ["RES001", "RES303"]


def test_fix_then_lint_is_clean_and_fixing_twice_changes_nothing(buggy: Path) -> None:
    options = LintOptions(select=("RES303",), mend=Mend.ALL)
    changes = changed_texts([api.lint(buggy, 32, options=options)], unsafe=True)
    assert "+        self.conv = nn.Conv2d(3, 8, 3, padding=1, bias=False)" in diff(changes)
    written, left = write_fixes(changes)
    assert (len(written), left) == (1, [])
    again = api.lint(buggy, 32)
    assert len(again) == 0
    assert changed_texts([again], unsafe=True) == {}


def test_unsafe_fix_is_not_made_unasked(buggy: Path) -> None:
    assert changed_texts([api.lint(buggy, 32)], unsafe=False) == {}


def test_file_that_changed_meanwhile_is_left_alone(buggy: Path) -> None:
    changes = changed_texts([api.lint(buggy, 32)], unsafe=True)
    buggy.write_text(f"# mine\n{BUGGY}", encoding="utf-8")
    assert write_fixes(changes)[0] == []
    assert buggy.read_text(encoding="utf-8") == f"# mine\n{BUGGY}"


def test_baseline_hides_old_findings_when_their_line_moves(buggy: Path, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(baseline_text([api.lint(buggy, 32)]), encoding="utf-8")
    buggy.write_text(f"# moved\n\n{BUGGY}", encoding="utf-8")
    result = without_known(api.lint(buggy, 32), read_baseline(file))
    assert (len(result), result.suppressed) == (0, 1)


def test_damaged_baseline_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(json.dumps([]), encoding="utf-8")
    with pytest.raises(UsageError):
        read_baseline(file)


def test_configuration_is_read(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(
        '[tool.resnet-inspect]\nignore = ["RES303"]\nfail-on = "error"\n'
        'severity = { RES210 = "info" }\ntargets = [{ target = "my.py:Net", input = "3x64x64" }]\n',
        encoding="utf-8",
    )
    config = read_config(file)
    assert (config.ignore, config.fail_on) == (("RES303",), Severity.ERROR)
    assert config.severity == {"RES210": Severity.INFO}
    assert config.targets[0].input == ("3x64x64",)


def test_unknown_setting_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.resnet-inspect]\nselekt = []\n", encoding="utf-8")
    with pytest.raises(UsageError, match="selekt"):
        read_config(file)


def test_beginning_of_a_code_selects_its_family() -> None:
    assert {rule.code[:4] for rule in chosen_rules(LintOptions(select=("RES2",)))} == {"RES2"}


def test_selecting_an_unknown_rule_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="RES9"):
        chosen_rules(LintOptions(select=("RES9",)))


def test_assert_clean_shows_the_findings(buggy: Path) -> None:
    with pytest.raises(NotCleanError, match="RES303"):
        assert_clean(buggy, input=32, fail_on="info")
    assert_clean(buggy, input=32, fail_on="error")


def test_comparison_with_itself_finds_no_departure() -> None:
    options = LintOptions(against="resnet50", select=("RES599",))
    assert len(api.lint("resnet50", options=options)) == 0


def test_comparison_names_the_departures() -> None:
    options = LintOptions(against="resnet50", select=("RES599",))
    messages = [one.message for one in api.lint("resnext50_32x4d", options=options)]
    assert any("32 groups, not 1" in message for message in messages)


def test_layer_of_a_bare_sequential_is_blamed_where_it_is_constructed(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(
        "from torch import nn\n\n\n"
        "def net():\n"
        "    return nn.Sequential(\n"
        "        nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1),\n"
        "        nn.Linear(16, 10),\n"
        "    )\n",
        encoding="utf-8",
    )
    errors = [one for one in api.lint(file, 32) if one.level is Severity.ERROR]
    assert [one.place and (one.place.file, one.place.line) for one in errors] == [(str(file), 7)]


CORPUS = Path(__file__).parent / "corpus" / "buggy"


def test_safe_fixes_mend_four_causes_in_one_go(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    text = (CORPUS / "multi_three_shortcuts_and_head.py").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    write_fixes(changed_texts([api.lint(file, 64)], unsafe=False))
    mended = file.read_text(encoding="utf-8")
    assert mended.count("stride=2") == text.count("stride=2") + 3
    assert "nn.Linear(128, 10)" in mended
    again = api.lint(file, 64)
    assert [one.code for one in again if one.level is Severity.ERROR] == []
    assert changed_texts([again], unsafe=False) == {}


def test_a_stride_is_mended_by_the_block_s_own_expression(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(
        "from torch import nn\n\n\n"
        "class Block(nn.Module):\n"
        "    def __init__(self, cin, cout, step):\n"
        "        super().__init__()\n"
        "        self.a = nn.Conv2d(cin, cout, 3, step, 1)\n"
        "        self.b = nn.Conv2d(cin, cout, 1)\n\n"
        "    def forward(self, x):\n"
        "        return (self.a(x) + self.b(x)).relu()\n\n\n"
        "def net():\n"
        "    return nn.Sequential(Block(3, 8, 2), Block(8, 16, 2))\n",
        encoding="utf-8",
    )
    write_fixes(changed_texts([api.lint(file, 32)], unsafe=False))
    assert "nn.Conv2d(cin, cout, 1, stride=step)" in file.read_text(encoding="utf-8")
