"""What the repairs write, in small networks that have one bug each."""

from pathlib import Path

import pytest
import torch
from torch import nn

from resnet_inspect import api
from resnet_inspect.linter.reporting.options import LintOptions, Mend

HEADER = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n"

BLOCK = """\
class Block(nn.Module):
    def __init__(self, ins, outs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(ins, outs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outs)
        self.conv2 = nn.Conv2d(outs, outs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outs)
        self.short = nn.Sequential()
        if stride != 1 or ins != outs:
            self.short = nn.Sequential(
                nn.Conv2d(ins, outs, 1, stride, bias=False), nn.BatchNorm2d(outs)
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.short(x))


class resnet14(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8))
        stages, ins = [], 8
        for outs, blocks, stride in [(8, 2, 1), (16, 2, 2), (32, 2, 2)]:
            for place in range(blocks):
                stages.append(Block(ins, outs, 1 if place else stride))
                ins = outs
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = self.stages(F.relu(self.stem(x)))
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.fc(x)
"""

GUARDED = """        self.short = nn.Sequential()
        if stride != 1 or ins != outs:
            self.short = nn.Sequential(
                nn.Conv2d(ins, outs, 1, stride, bias=False), nn.BatchNorm2d(outs)
            )
"""
ALWAYS = """        self.short = nn.Sequential(
            nn.Conv2d(ins, outs, 1, stride, bias=False), nn.BatchNorm2d(outs)
        )
"""
BUGS = {
    "projection everywhere": (GUARDED, ALWAYS),
    "no second norm": ("self.bn2(self.conv2(y))", "self.conv2(y)"),
    "blocks": ("(16, 2, 2)", "(16, 1, 2)"),
    "activation before the sum": (
        "        return F.relu(y + self.short(x))",
        "        return F.relu(F.relu(y) + self.short(x))",
    ),
    "momentum": ("bn2 = nn.BatchNorm2d(outs)", "bn2 = nn.BatchNorm2d(outs, momentum=0.99)"),
    "batch": (
        "F.adaptive_avg_pool2d(x, 1).flatten(1)",
        "F.avg_pool2d(x, 4).view(-1, 32)",
    ),
    "detached": ("self.short(x))", "self.short(x.detach()))"),
    "width": ("nn.Linear(32, 10)", "nn.Linear(16, 10)"),
    "projection that nothing calls": ("y + self.short(x))", "y)"),
    "shortcut that nothing reads": (
        "        return F.relu(y + self.short(x))",
        "        short = self.short(x)\n        return F.relu(y)",
    ),
    "result that nothing reads": ("return self.fc(x)", "y = self.fc(x)\n        return x"),
    "statement": (
        "        return F.relu(y + self.short(x))",
        "        self.short(x)\n        return F.relu(y)",
    ),
}  # fmt: skip


def outputs(text: str) -> torch.Tensor:
    """Return what a network computes of random weights that depend on their order only."""
    names: dict[str, type[nn.Module]] = {}
    exec(compile(text, "net.py", "exec"), names)  # noqa: S102 - our own text
    network = names["resnet14"]().eval()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(torch.rand(parameter.shape, generator=generator) * 0.1)
        made = network(torch.rand(2, 3, 32, 32, generator=generator))
    assert isinstance(made, torch.Tensor)
    return made


def mended(text: str, folder: Path) -> str:
    file = folder / "net.py"
    file.write_text(text, encoding="utf-8")
    result = api.lint(f"{file}:resnet14", "3x32x32", options=LintOptions(mend=Mend.ALL))
    return result.sources[str(file)]


@pytest.mark.parametrize("bug", BUGS)
def test_the_mended_network_computes_what_was_meant(bug: str, tmp_path: Path) -> None:
    right, wrong = BUGS[bug]
    code = HEADER + BLOCK
    assert right in code
    text = mended(code.replace(right, wrong, 1), tmp_path)
    assert torch.allclose(outputs(text), outputs(code), rtol=1e-4, atol=1e-5)


def test_a_right_network_stays_as_it_is(tmp_path: Path) -> None:
    code = HEADER + BLOCK
    assert mended(code, tmp_path) == code
