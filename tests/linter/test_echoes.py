"""The cause comes first, and what only follows from it is not reported."""

from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.reporting.options import LintOptions

HEADER = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n"

TWO_NAMES_ALIKE = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        layers = {
            "conv1": nn.Conv2d(8, 8, 3, padding=1), "norm": nn.BatchNorm2d(8),
            "relu": nn.ReLU(), "conv2": nn.Conv2d(8, 8, 3, padding=1), "norm": nn.BatchNorm2d(8),
        }
        self.body = nn.Sequential()
        for name, layer in layers.items():
            self.body.add_module(name, layer)

    def forward(self, x):
        x = F.relu(self.stem(x))
        return F.relu(self.body(x) + x)
"""

LOST_ACTIVATION = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(3)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = self.norm1(self.conv1(x))
        F.relu(out)
        return F.relu(self.conv2(out) + x)
"""


def codes(folder: Path, text: str) -> list[str]:
    file = folder / "net.py"
    file.write_text(HEADER + text, encoding="utf-8")
    found = api.lint(f"{file}:Net", "3x16x16", options=LintOptions(fixes=False))
    return [one.code for one in found.at_least(Severity.WARNING)]


@pytest.mark.parametrize(
    ("text", "cause"), [(TWO_NAMES_ALIKE, "RES513"), (LOST_ACTIVATION, "RES209")]
)
def test_what_a_lost_layer_leaves_behind_is_not_reported(
    text: str, cause: str, tmp_path: Path
) -> None:
    assert codes(tmp_path, text) == [cause]


def finding(code: str, severity: Severity, line: int, condition: str = "") -> Finding:
    return Finding(
        code=code, severity=severity, message="", place=SourceSpan("net.py", line),
        condition=condition,
    )  # fmt: skip


def test_failures_come_before_silent_bugs_before_warnings_before_infos() -> None:
    wanted = [
        finding("RES110", Severity.ERROR, 40),
        finding("RES207", Severity.ERROR, 30),
        finding("RES306", Severity.WARNING, 20),
        finding("RES303", Severity.INFO, 10),
    ]
    mixed = [wanted[place] for place in (3, 1, 0, 2)]
    assert sorted(mixed, key=lambda one: one.sort_key) == wanted


def test_failures_of_other_sizes_come_after_those_of_the_size_asked_for() -> None:
    here = finding("RES110", Severity.ERROR, 40)
    elsewhere = finding("RES106", Severity.ERROR, 10, condition="with input (3, 3, 33, 65)")
    assert here.sort_key < elsewhere.sort_key
