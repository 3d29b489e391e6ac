"""Reading weights: names and shapes are torch's, in every container."""

import argparse
import json
import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from resnet_inspect.checkpoints.contents import Container
from resnet_inspect.checkpoints.naming import is_checkpoint
from resnet_inspect.checkpoints.read import read_checkpoint
from resnet_inspect.errors import CheckpointError

State = Mapping[str, torch.Tensor]


def shapes(state: State) -> list[tuple[str, tuple[int, ...], str]]:
    types = {name: str(value.dtype).removeprefix("torch.") for name, value in state.items()}
    return [(name, tuple(value.shape), types[name]) for name, value in state.items()]


def read_shapes(path: Path) -> list[tuple[str, tuple[int, ...], str]]:
    specs = read_checkpoint(path).specs
    return [(name, spec.shape, spec.dtype) for name, spec in specs.items()]


def test_zip_and_legacy_files_hold_what_torch_says(
    saved: Path, legacy: Path, network: nn.Module
) -> None:
    assert read_shapes(saved) == read_shapes(legacy) == shapes(network.state_dict())
    assert read_checkpoint(saved).container is Container.ZIP
    assert read_checkpoint(legacy).container is Container.LEGACY


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.int8])
def test_number_types_are_torchs(tmp_path: Path, dtype: torch.dtype) -> None:
    state = {"weight": torch.zeros(2, 3, dtype=dtype)}
    torch.save(state, tmp_path / "a.pt")
    save_file(state, tmp_path / "a.safetensors")
    assert read_shapes(tmp_path / "a.pt") == shapes(state)
    assert read_shapes(tmp_path / "a.safetensors") == shapes(state)


def test_a_view_of_a_larger_tensor_and_other_memory_formats_are_read(tmp_path: Path) -> None:
    state = {
        "view": torch.zeros(10, 10)[2:4, 3:7],
        "last": torch.zeros(2, 3, 4, 4).to(memory_format=torch.channels_last),
        "scalar": torch.tensor(1), "empty": torch.zeros(0, 3),
    }  # fmt: skip
    torch.save(state, tmp_path / "a.pt")
    assert read_shapes(tmp_path / "a.pt") == shapes(state)


NESTINGS: dict[str, tuple[Callable[[Any], Any], tuple[str, ...]]] = {
    "a state dict": (lambda state: state, ()),
    "lightning": (
        lambda state: {
            "epoch": 3, "state_dict": state, "hyper_parameters": {"lr": 0.1},
            "callbacks": {"ModelCheckpoint": {"best": torch.zeros(1)}},
        },
        ("state_dict",),
    ),
    "mmcv": (lambda state: {"meta": {"mmcv_version": "1.7"}, "state_dict": state}, ("state_dict",)),
    "weights and averaged weights": (
        lambda state: {"model_ema": state, "model": state | {}, "epoch": 1}, ("model",),
    ),
    "averaged weights alone": (lambda state: {"ema": state}, ("ema",)),
    "two levels": (lambda state: {"net": {"model_state_dict": state}}, ("net", "model_state_dict")),
    "parameters": (
        lambda state: {name: nn.Parameter(value, requires_grad=False) for name, value in
                       state.items()}, (),
    ),
    "an object beside it": (
        lambda state: {"args": argparse.Namespace(lr=0.1), "model": state}, ("model",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("nesting", NESTINGS)
def test_weights_are_found_inside(tmp_path: Path, network: nn.Module, nesting: str) -> None:
    wrap, keys = NESTINGS[nesting]
    state = dict(network.state_dict())
    torch.save(wrap(state), tmp_path / "a.ckpt")
    found = read_checkpoint(tmp_path / "a.ckpt")
    assert found.keys == keys
    assert read_shapes(tmp_path / "a.ckpt") == shapes(state)


def test_an_optimizers_state_is_not_taken_for_the_weights(
    tmp_path: Path, network: nn.Module
) -> None:
    optimizer = torch.optim.Adam(network.parameters())
    for parameter in network.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    torch.save({"optimizer": optimizer.state_dict(), "model": network.state_dict(), "epoch": 7},
               tmp_path / "a.pt")  # fmt: skip
    found = read_checkpoint(tmp_path / "a.pt")
    assert found.keys == ("model",)
    assert [(other.name, other.text) for other in found.others] == [
        ("optimizer", "a dictionary of 2: state, param_groups"),
        ("epoch", "7"),
    ]


def test_a_whole_network_is_read_without_its_class(tmp_path: Path, network: nn.Module) -> None:
    torch.save(network, tmp_path / "a.pt")
    found = read_checkpoint(tmp_path / "a.pt")
    assert read_shapes(tmp_path / "a.pt") == shapes(network.state_dict())
    assert found.network == "torch.nn.modules.container.Sequential"


def test_an_index_names_several_files(tmp_path: Path) -> None:
    states = [{"a.weight": torch.zeros(2, 2)}, {"b.weight": torch.zeros(3)}]
    for number, state in enumerate(states):
        save_file(state, tmp_path / f"{number}.safetensors")
    places = {"a.weight": "0.safetensors", "b.weight": "1.safetensors"}
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": places}))
    assert read_shapes(index) == shapes(states[0] | states[1])
    (tmp_path / "1.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"names `1\.safetensors`, which is not beside it"):
        read_checkpoint(index)


def test_an_index_reads_no_other_folder(tmp_path: Path) -> None:
    index = tmp_path / "a.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "../secret.safetensors"}}))
    with pytest.raises(CheckpointError, match="another folder"):
        read_checkpoint(index)


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_arrays_are_passed_over(tmp_path: Path, protocol: int) -> None:
    blobs = OrderedDict(
        conv1_w=np.zeros((64, 3, 7, 7), "float32"), res_conv1_bn_s=np.zeros(64, "float32")
    )
    path = tmp_path / "R-50.pkl"
    path.write_bytes(pickle.dumps({"model": blobs}, protocol=protocol))
    assert read_shapes(path) == [
        ("conv1_w", (64, 3, 7, 7), "float32"), ("res_conv1_bn_s", (64,), "float32"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "it is empty"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"<!DOCTYPE html><html>", "it is a web page"),
        (b"\x89HDF\r\n\x1a\n rest", "HDF5"),
        (b"hello, world", "begins with"),
        (b'{"nodes": []}', "no `weight_map`"),
    ],
)
def test_what_is_no_checkpoint_is_told(tmp_path: Path, text: bytes, says: str) -> None:
    (tmp_path / "a.pth").write_bytes(text)
    with pytest.raises(CheckpointError, match=r"a\.pth") as told:
        read_checkpoint(tmp_path / "a.pth")
    assert says in str(told.value)


def test_a_file_is_known_by_its_name() -> None:
    assert is_checkpoint("a.pth")
    assert is_checkpoint("x/best.pth.tar")
    assert is_checkpoint("pytorch_model.bin.index.json")
    assert not is_checkpoint("t.json")
    assert not is_checkpoint("my.py")


@pytest.mark.filterwarnings("ignore:.*quantize:UserWarning")
def test_quantized_tensors_are_small_integers(tmp_path: Path) -> None:
    whole = torch.quantize_per_tensor(torch.zeros(4, 3, 1, 1), 0.1, 0, torch.qint8)
    scales, zeros = torch.ones(4), torch.zeros(4, dtype=torch.long)
    parts = torch.quantize_per_channel(torch.zeros(4, 3), scales, zeros, 0, torch.qint8)
    state = {"conv.weight": whole, "fc.weight": parts, "fc.bias": torch.zeros(4)}
    torch.save(state, tmp_path / "a.pt")
    held = read_checkpoint(tmp_path / "a.pt")
    assert held.specs["conv.weight"].dtype == held.specs["fc.weight"].dtype == "qint8"
    assert held.quantized
    assert held.dtypes == ("qint8",)
    assert not held.asked


def test_a_list_of_tensors_is_called_by_places(tmp_path: Path) -> None:
    torch.save({"weights": [torch.zeros(4, 3), torch.zeros(4)]}, tmp_path / "a.pt")
    held = read_checkpoint(tmp_path / "a.pt")
    assert held.listed
    assert held.keys == ("weights",)
    assert {name: spec.shape for name, spec in held.specs.items()} == {"0": (4, 3), "1": (4,)}


def test_an_optimizers_state_is_told_from_weights(tmp_path: Path) -> None:
    layer = torch.nn.Linear(3, 4)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.zeros(1, 3)).sum().backward()
    optimizer.step()
    for held in (optimizer.state_dict(), {"epoch": 3, "optimizer": optimizer.state_dict()}):
        torch.save(held, tmp_path / "a.pt")
        with pytest.raises(CheckpointError, match="holds no weights") as caught:
            read_checkpoint(tmp_path / "a.pt")
        assert "an optimizer's state" in str(caught.value.hint)
