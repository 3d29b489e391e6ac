"""A width that is too small is the expansion's fault only where the blocks expand."""

from pathlib import Path

import pytest

from resnet_inspect import api

NET = """\
from torch import nn


class Block(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(width, inner, 1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(),
            nn.Conv2d(inner, inner, 3, padding=1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(),
            nn.Conv2d(inner, width, 1, bias=False), nn.BatchNorm2d(width),
        )

    def forward(self, x):
        return (x + self.f(x)).relu()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.block = Block(64, INNER)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(self.block(self.stem(x)).mean((2, 3)))
"""


@pytest.mark.parametrize(
    ("inner", "advice"),
    [(16, "multiply by the expansion, 4: 64 features"), (64, "use `in_features=64`")],
)
def test_the_head_is_told_what_is_true_of_the_blocks(
    tmp_path: Path, inner: int, advice: str
) -> None:
    file = tmp_path / "net.py"
    file.write_text(NET.replace("INNER", str(inner)), encoding="utf-8")
    found = [one for one in api.lint(file, 32) if one.code == "RES111"]
    assert [one.help for one in found] == [advice]
