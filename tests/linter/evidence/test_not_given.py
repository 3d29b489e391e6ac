"""A network that wants more than it was given is told so, and not called broken."""

from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.reporting.options import LintOptions

HEADER = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n"

LOSS_INSIDE = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x, target=None):
        scores = self.conv(x)
        return F.cross_entropy(scores, target) if self.training else scores
"""
PART_LEFT_OUT = """class Net(nn.Module):
    def __init__(self, shared=None):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.shared = shared

    def forward(self, x):
        return self.shared(self.conv(x))
"""
PROJECTION_LEFT_OUT = """class Block(nn.Module):
    def __init__(self, project=None):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.project = project

    def forward(self, x):
        return F.relu(self.conv(x) + self.project(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(), Block())

    def forward(self, x):
        return self.blocks(x)
"""
EIGHT_LEVELS = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 2, 3, padding=1)
        self.down = nn.ModuleList([nn.Conv2d(2, 2, 4, 2, 1) for _ in range(8)])
        self.up = nn.ModuleList([nn.ConvTranspose2d(2, 2, 4, 2, 1) for _ in range(8)])

    def forward(self, x):
        kept = [self.first(x)]
        for down in self.down:
            kept.append(F.relu(down(kept[-1])))
        x = kept.pop()
        for up in self.up:
            x = F.relu(up(x)) + kept.pop()
        return x
"""


def lint(code: str, folder: Path, size: str | None = None) -> Findings:
    file = folder / "network.py"
    file.write_text(HEADER + code, encoding="utf-8")
    return api.lint(str(file), size, options=LintOptions(fixes=False))


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (LOSS_INSIDE, "`target`"),
        (PART_LEFT_OUT, "`shared`"),
    ],
)
def test_what_was_not_given_is_a_note(code: str, wanted: str, tmp_path: Path) -> None:
    result = lint(code, tmp_path)
    assert not result.at_least(Severity.WARNING)
    assert any(wanted in note for finding in result for note in finding.notes)


def test_a_block_that_lacks_its_projection_is_broken(tmp_path: Path) -> None:
    assert lint(PROJECTION_LEFT_OUT, tmp_path).at_least(Severity.ERROR)


def test_a_decoder_is_tried_at_a_size_that_it_can_double_again(tmp_path: Path) -> None:
    result = lint(EIGHT_LEVELS, tmp_path)
    assert result.input_shape == (1, 3, 256, 256)
    assert not result.at_least(Severity.WARNING)


def test_a_size_that_was_asked_for_is_kept(tmp_path: Path) -> None:
    assert lint(EIGHT_LEVELS, tmp_path, "3x224x224").at_least(Severity.ERROR)
