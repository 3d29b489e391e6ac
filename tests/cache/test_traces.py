"""What is kept is what would be made, in every command, to the last byte."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from resnet_inspect import api
from resnet_inspect.cache import store
from resnet_inspect.cli.main import COMMANDS, command_line
from resnet_inspect.targets.run_options import RunOptions

REQUESTS = [
    "inspect resnet18 --input 64",
    "inspect resnet18 --input 64 --columns all --level op --fold none",
    "inspect resnet20 --arg num_classes=7 --format json",
    "inspect resnet18 --train --format csv",
    "inspect torchvision:resnet18 --input 96 --format markdown",
    "inspect timm:resnet26d --input 64 --separate",
    "residuals resnet18 --columns all --format json",
    "table resnet18 resnet34 --format latex",
    "diagram resnet18 --format svg",
    "diagram resnet20 timm:resnet10t --format tikz",
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use a folder of the test's own."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "kept"))
    return tmp_path / "kept"


def output(command: str) -> str:
    """Return what a command prints."""
    words = command.split()
    result = CliRunner().invoke(command_line(COMMANDS), words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("command", REQUESTS)
def test_a_kept_answer_is_a_fresh_one(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = output(f"{command} --no-cache")
    assert not folder.exists()
    assert output(command) == fresh
    assert list(folder.iterdir())
    monkeypatch.setattr(api, "opened", None)  # what would build the network
    assert output(command) == fresh


def test_a_broken_entry_is_ignored_and_written_again(folder: Path) -> None:
    fresh = output("inspect resnet18 --input 64")
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    for broken in (b"", b"no checksum", whole[:-9], b"\xff" * 99):
        entry.write_bytes(broken)
        assert output("inspect resnet18 --input 64") == fresh
        assert entry.read_bytes() == whole


def test_an_entry_in_another_format_is_made_again(folder: Path) -> None:
    fresh = output("inspect resnet18 --input 64")
    (entry,) = folder.iterdir()
    store.write(entry.stem, '{"format": "resnet-inspect-trace", "version": 0}')
    assert output("inspect resnet18 --input 64") == fresh


def test_the_second_answer_needs_no_torch() -> None:
    program = (
        "import sys\n"
        "from resnet_inspect.cli.main import COMMANDS, command_line\n"
        "command_line(COMMANDS)(args=sys.argv[1:], standalone_mode=False)\n"
        "assert sys.argv[1] == 'inspect' or 'torch' not in sys.modules\n"
    )
    for command in ("inspect resnet18 --input 64", "residuals resnet18 --input 64"):
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program, *command.split()], check=True, capture_output=True
        )


def test_a_trace_that_failed_is_not_kept(folder: Path) -> None:
    run = RunOptions(input=["3x1x1x1"], cached=True)
    graph = api.traced("resnet18", run)
    assert graph.failures
    assert not folder.exists()


def test_files_of_users_are_not_kept(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("from torch import nn\nnet = nn.Conv2d(3, 8, 3)\n")
    output(f"inspect {file}:net")
    assert not folder.exists()
