"""Fixes of one network are chosen together, and safe ones leave its numbers as they were."""

from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.linter.finding import Findings
from resnet_inspect.linter.reporting.options import LintOptions, Mend

HEADER = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n"

TWO_BUGS = """\
class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width * 2, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width * 2, width, 3, padding=1)
        self.fc = nn.Linear(7, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        x = F.relu(self.conv3(x))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
"""

DETACHED = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).detach()
        return self.fc(x.mean((2, 3)))
"""

IN_PLACE = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        out = F.relu(self.conv2(x))
        out += x
        return F.relu(out)
"""

ODD_ONLY = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.pool = nn.AvgPool2d(2)
        self.shortcut = nn.Conv2d(3, 8, 1)

    def forward(self, x):
        out = self.conv2(F.relu(self.conv1(x)))
        return F.relu(out + self.shortcut(self.pool(x)))
"""


def mended(code: str, folder: Path, mend: Mend, *select: str) -> tuple[Findings, str]:
    file = folder / "net.py"
    file.write_text(HEADER + code, encoding="utf-8")
    result = api.lint(f"{file}:Net", "3x32x32", options=LintOptions(mend=mend, select=select))
    return result, result.sources.get(str(file), "")


def test_two_bugs_are_mended_together(tmp_path: Path) -> None:
    result, text = mended(TWO_BUGS, tmp_path, Mend.ALL)
    assert "self.bn2 = nn.BatchNorm2d(width * 2)" in text
    assert "nn.Linear(width, 10)" in text
    assert not result.findings


def test_a_fix_that_changes_gradients_is_not_made_unasked(tmp_path: Path) -> None:
    result, _ = mended(DETACHED, tmp_path, Mend.SAFE)
    assert result.unmended is None
    assert ".detach()" not in mended(DETACHED, tmp_path, Mend.ALL)[1]


def test_infos_are_left_alone_unless_their_rule_is_selected(tmp_path: Path) -> None:
    code = DETACHED.replace(".detach()", "").replace(
        "return self.fc", "return F.log_softmax(self.fc"
    )
    code = code.replace("(x.mean((2, 3)))", "(x.mean((2, 3))), 1)")
    result, text = mended(code, tmp_path, Mend.ALL)
    assert [(one.code, one.level) for one in result] == [("RES510", "info")]
    assert "softmax" in text
    assert "softmax" not in mended(code, tmp_path, Mend.ALL, "RES510")[1]


@pytest.mark.parametrize("mend", [Mend.SAFE, Mend.ALL])
def test_sizes_that_nobody_asked_for_are_left_alone(tmp_path: Path, mend: Mend) -> None:
    result, _ = mended(ODD_ONLY, tmp_path, mend)
    assert not result.changes


def test_what_was_verified_is_said(tmp_path: Path) -> None:
    result, _ = mended(IN_PLACE, tmp_path, Mend.NONE)
    fix = next(one.fix for one in result if one.code == "RES401")
    assert fix is not None
    assert fix.safe
    assert "also in training with another batch" in fix.verified
    assert "the output on random weights is the same" in fix.verified
