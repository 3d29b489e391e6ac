"""``resnet-inspect weights`` as a command."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torchvision
from safetensors.torch import load_file
from torch import nn

from resnet_inspect import api
from tests.cli.commands import Ran, running


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    return running(capsys, monkeypatch)


@pytest.fixture(scope="session")
def resnet18() -> nn.Module:
    return torchvision.models.resnet18()


@pytest.fixture
def file(tmp_path: Path, resnet18: nn.Module) -> str:
    path = tmp_path / "r18.pth"
    torch.save(resnet18.state_dict(), path)
    return str(path)


def test_a_file_alone_is_told_without_torch(file: str) -> None:
    code = (
        "import sys; sys.argv = ['resnet-inspect', 'weights', sys.argv[1]]\n"
        "from resnet_inspect.cli import main\n"
        "main.leave = lambda status: print('torch' in sys.modules, status)\n"
        "main.run()"
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, file], capture_output=True, text=True, check=True
    )
    assert "network     ResNet-18" in done.stdout
    assert "1,000 classes (`fc`); images of 3 channels" in done.stdout
    assert done.stdout.endswith("False 0\n")


def test_weights_that_fit_exit_with_0_and_others_with_1(run: Callable[..., Ran], file: str) -> None:
    fits = run("weights", file, "torchvision:resnet18")
    assert fits.status == 0
    assert "answer      fits: 122 of 122 tensors" in fits.out
    assert "model.load_state_dict(state)" in fits.out
    other = run("weights", file, "torchvision:resnet34")
    assert other.status == 1
    assert "answer      does not fit" in other.out
    assert "load_state_dict" not in other.out


def test_the_code_that_is_shown_loads_the_numbers(
    run: Callable[..., Ran], tmp_path: Path, resnet18: nn.Module
) -> None:
    path = tmp_path / "ddp.pth"
    state = {f"module.{name}": value for name, value in resnet18.state_dict().items()}
    torch.save({"state_dict": state, "epoch": 3}, path)
    shown = run("weights", str(path), "torchvision:resnet18", "-a", "num_classes=10").out
    model = torchvision.models.resnet18(num_classes=10)
    exec(shown[shown.index("import torch") :], {"model": model})  # noqa: S102 - as a user would
    assert torch.equal(model.layer1[0].conv1.weight, resnet18.layer1[0].conv1.weight)
    assert torch.equal(model.bn1.running_var, resnet18.bn1.running_var)


def test_a_remapped_file_is_written(
    run: Callable[..., Ran], tmp_path: Path, resnet18: nn.Module
) -> None:
    path, new = tmp_path / "a.pth", str(tmp_path / "b.safetensors")
    state = {f"module.{name}": value for name, value in resnet18.state_dict().items()}
    torch.save({"model": state, "args": argparse.Namespace(lr=1)}, path)
    shown = run("weights", str(path), "torchvision:resnet18")
    assert "--write remapped.safetensors" in shown.out
    assert run("weights", str(path), "torchvision:resnet18", "--write", new).status == 0
    resnet18.load_state_dict(load_file(new))
    again = run("weights", str(path), "torchvision:resnet18", "--write", new)
    assert again.status == 2
    assert "is there already" in again.err


def test_json_is_for_programs(run: Callable[..., Ran], file: str) -> None:
    data = json.loads(run("weights", file, "resnet34", "--format", "json").out)
    assert data["variants"][0] == "resnet18"
    assert data["tensors"]["conv1.weight"] == {"shape": [64, 3, 7, 7], "dtype": "float32"}
    assert data["fit"]["verdict"] == "does not fit"
    assert data["fit"]["code"] is None


def test_python_has_it_too(file: str, resnet18: nn.Module) -> None:
    before = resnet18.conv1.weight.clone()
    report = api.weights(file, resnet18)
    assert report.fits
    assert report.tried == ""
    assert str(report).startswith(f"{file} into ResNet")
    assert torch.equal(resnet18.conv1.weight, before)


def test_a_saved_trace_is_compared_without_torch(
    run: Callable[..., Ran], file: str, tmp_path: Path
) -> None:
    trace = str(tmp_path / "t.json")
    assert run("inspect", "resnet18", "-i", "64", "-o", trace).status == 0
    shown = run("weights", file, trace)
    assert shown.status == 0
    assert "fits: 122 of 122" in shown.out
    assert "not tried" in shown.out


def test_a_damaged_file_is_an_error(run: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "a.pth"
    path.write_bytes(b"PK\x03\x04 cut off")
    told = run("weights", str(path))
    assert told.status == 2
    assert "was cut off" in told.err
    assert run("weights", str(tmp_path / "none.pth")).status == 2
