"""Tensors under new names are the same tensors, by torch's and safetensors' own reading."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from resnet_inspect.checkpoints.read import read_checkpoint
from resnet_inspect.checkpoints.write import write_safetensors
from resnet_inspect.errors import OutputError

STATE = {
    "a.weight": torch.randn(4, 3, 2, 2).to(memory_format=torch.channels_last),
    "a.part": torch.arange(20.0).reshape(4, 5)[1:3, 2:4],
    "a.half": torch.randn(3).to(torch.bfloat16),
    "a.count": torch.tensor(7),
    "a.none": torch.zeros(0, 2),
    "a.left": torch.ones(2),
}


@pytest.mark.parametrize("kind", ["zip", "legacy", "safetensors"])
def test_numbers_are_kept(tmp_path: Path, kind: str) -> None:
    source, target = tmp_path / "a.bin", tmp_path / "b.safetensors"
    if kind == "safetensors":
        save_file({name: one.contiguous() for name, one in STATE.items()}, source)
    else:
        torch.save({"model": STATE}, source, _use_new_zipfile_serialization=kind == "zip")
    names = {name: f"b{name[1:]}" for name in STATE if name != "a.left"}
    write_safetensors(read_checkpoint(source), names, target)
    found = load_file(target)
    assert set(found) == set(names.values())
    for old, new in names.items():
        assert torch.equal(found[new], STATE[old])
        assert found[new].dtype == STATE[old].dtype


def test_no_file_is_replaced_unasked(tmp_path: Path, saved: Path) -> None:
    target = tmp_path / "b.safetensors"
    target.write_text("mine")
    held = read_checkpoint(saved)
    with pytest.raises(OutputError, match="is there already"):
        write_safetensors(held, {"0.weight": "w"}, target)
    assert target.read_text() == "mine"
    write_safetensors(held, {"0.weight": "w"}, target, replace=True)
    assert list(load_file(target)) == ["w"]
