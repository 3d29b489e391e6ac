"""``resnet-inspect diff`` as a command."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NET = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.body = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        x = self.stem(x)
        return torch.relu(x + self.body(x))
"""

NEARLY_RESNET18 = """
import torchvision


def net():
    found = torchvision.models.resnet18(num_classes=7)
    found.conv1.stride = (1, 1)
    return found
"""


def diff(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "resnet_inspect", "diff", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def traces(tmp_path: Path) -> tuple[str, str]:
    """Save two traces."""
    from resnet_inspect import api  # noqa: PLC0415 - imports torch
    from resnet_inspect.graph.codec import dumps  # noqa: PLC0415 - see above

    for name in ("resnet18", "resnet34"):
        (tmp_path / f"{name}.json").write_text(dumps(api.trace(name, 64)), encoding="utf-8")
    return str(tmp_path / "resnet18.json"), str(tmp_path / "resnet34.json")


def test_exit_codes_are_those_of_diff(traces: tuple[str, str]) -> None:
    same, other = diff(traces[0], traces[0]), diff(*traces)
    assert (same.returncode, other.returncode) == (0, 1)
    assert "same architecture" in same.stdout
    assert "2 → 6 blocks" in other.stdout
    assert diff(traces[0], "nowhere.py").returncode == 2


def test_two_saved_traces_need_no_torch(traces: tuple[str, str]) -> None:
    code = (
        "import sys; from resnet_inspect import api\\n"
        f"print(api.diff({traces[0]!r}, {traces[1]!r}).same, 'torch' in sys.modules)"
    ).replace("\\n", "\n")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]


def test_json_says_all_that_changed(traces: tuple[str, str]) -> None:
    found = json.loads(diff(*traces, "--format", "json").stdout)
    assert found["same"] is False
    assert found["totals"]["parameters"]["change"] == 21_797_672 - 11_689_512
    added = [b for part in found["parts"] for b in part["blocks"] if b["status"] == "added"]
    assert len(added) == 8


@pytest.mark.parametrize("kind", ["markdown", "html", "csv", "plain"])
def test_every_format_shows_the_blocks(traces: tuple[str, str], kind: str) -> None:
    assert "layer3.2–5" in diff(*traces, "--format", kind).stdout


def test_a_file_is_compared_with_itself_in_git(tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid"]
    file = tmp_path / "net.py"
    file.write_text(NET, encoding="utf-8")
    for command in (["init", "-q"], ["add", "net.py"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)  # noqa: S603 - fixed words
    assert diff("net.py", "--rev", "HEAD", folder=tmp_path).returncode == 0
    file.write_text(NET.replace("8, 8, 3, padding=1", "8, 8, 5, padding=2"), encoding="utf-8")
    ran = diff("net.py", "--rev", "HEAD", "--input", "32", folder=tmp_path)
    assert ran.returncode == 1
    assert "kernel 3×3 → 5×5" in ran.stdout
    assert "5, padding=2" in file.read_text(encoding="utf-8")
    assert diff("net.py", "--rev", "nowhere", folder=tmp_path).returncode == 2


def test_a_trace_has_no_revision(traces: tuple[str, str]) -> None:
    assert diff(traces[0], "--rev", "HEAD").returncode == 2


def test_one_network_alone_is_compared_with_the_nearest_published_one(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(NEARLY_RESNET18, encoding="utf-8")
    ran = diff(f"{file}:net", "--input", "64")
    assert ran.returncode == 1
    assert ran.stdout.startswith("ResNet-18")
    assert "stride 2 → 1" in ran.stdout
    assert "classes" not in ran.stdout
    published = diff("torchvision:resnet18", "--input", "64", "--arg", "num_classes=7")
    assert published.returncode == 0


def test_near_to_nothing_is_an_error() -> None:
    ran = diff("torchvision:vgg11")
    assert ran.returncode == 2
    assert "no published network is near" in ran.stderr


def test_a_file_is_run_on_the_input_of_the_trace_beside_it(traces: tuple[str, str]) -> None:
    assert diff("resnet18", traces[0]).returncode == 0


def test_a_figure_of_a_difference_takes_two_networks(
    traces: tuple[str, str], tmp_path: Path
) -> None:
    figure = tmp_path / "change.svg"
    words = ["diagram", *traces, "--diff", "-o", str(figure)]
    command = [sys.executable, "-m", "resnet_inspect"]
    assert subprocess.run([*command, *words], check=False).returncode == 0  # noqa: S603 - our own command
    assert "layer3.2–5: basic block ×4, added" in figure.read_text(encoding="utf-8")
    alone = subprocess.run(  # noqa: S603 - see above
        [*command, "diagram", traces[0], "--diff"], capture_output=True, text=True, check=False
    )
    assert alone.returncode == 2
    assert "between two networks" in alone.stderr


def test_a_network_that_cannot_be_built_is_no_difference(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(NET.replace("super().__init__()", "raise ValueError"), "utf-8")
    assert diff("resnet18", "net.py", folder=tmp_path).returncode == 2
