"""The same entry of a list in another argument is no repetition."""

from pathlib import Path

from resnet_inspect import api

DOWNSAMPLING = """
from torch import nn


class Net(nn.Module):
    def __init__(self, dims=(8, 16)):
        super().__init__()
        self.patch = nn.Conv2d(3, dims[0], 4, 4)
        self.down = nn.Conv2d(dims[0], dims[1], 2, 2)

    def forward(self, x):
        return self.down(self.patch(x))
"""


def test_what_a_layer_makes_is_what_the_next_one_takes(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(DOWNSAMPLING, encoding="utf-8")
    assert [one.code for one in api.lint(str(file), 32)] == []
