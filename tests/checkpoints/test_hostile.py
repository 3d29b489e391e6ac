"""Damaged and hostile files: nothing in them is executed, and they end in a clear error."""

import json
import os
import pickle
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from resnet_inspect.checkpoints.pickles.bounded import MOST_BYTES
from resnet_inspect.checkpoints.read import read_checkpoint
from resnet_inspect.errors import CheckpointError

TENSOR = {"weight": torch.zeros(2, 3)}


class Calls:
    """Pickled as a call."""

    def __init__(self, function: Any, *arguments: Any) -> None:  # noqa: ANN401 - any
        self.call = (function, arguments)

    def __reduce__(self) -> Any:  # noqa: ANN401 - any
        """Ask for the call."""
        return self.call


def as_zip(path: Path, text: bytes, *, compress: bool = False) -> Path:
    kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", kind) as archive:
        archive.writestr("archive/data.pkl", text)
    return path


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("function", [os.system, os.mkdir, eval, exec, getattr, Path])
def test_a_call_in_a_checkpoint_is_named_and_not_made(
    tmp_path: Path,
    *,
    function: Any,  # noqa: ANN401 - any
    zipped: bool,
) -> None:
    mark = tmp_path / "mark"
    argument = {os.system: f"mkdir {mark}", os.mkdir: str(mark)}.get(
        function, f"__import__('os').mkdir({str(mark)!r})"
    )
    evil = Calls(function, argument)
    path = tmp_path / "a.pt"
    torch.save({"model": TENSOR, "evil": evil}, path, _use_new_zipfile_serialization=zipped)
    found = read_checkpoint(path)
    assert found.specs["weight"].shape == (2, 3)
    assert any(function.__name__ in name for name in found.asked)
    assert not mark.exists()


def quantized(shape: tuple[int, ...], stride: tuple[int, ...], scale: object = 0.1) -> Calls:
    """Return six small integers, pickled as a quantized tensor of this shape."""
    numbers = torch.zeros(6, dtype=torch.int8).untyped_storage()
    storage = torch.TypedStorage(wrap_storage=numbers, dtype=torch.qint8, _internal=True)
    rest = ((torch.per_tensor_affine, scale, 0), None, {})
    rebuild = torch._utils._rebuild_qtensor  # noqa: SLF001 - as torch saves it
    return Calls(rebuild, storage, 0, shape, stride, *rest)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_call_among_the_settings_of_quantized_numbers_is_not_made(
    tmp_path: Path, *, zipped: bool
) -> None:
    mark, path = tmp_path / "mark", tmp_path / "a.pt"
    state = {"weight": quantized((2, 3), (3, 1), Calls(os.mkdir, str(mark)))}
    torch.save(state, path, _use_new_zipfile_serialization=zipped)
    found = read_checkpoint(path)
    assert (found.specs["weight"].shape, found.dtypes) == ((2, 3), ("qint8",))
    assert any("mkdir" in name for name in found.asked)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("shape", "stride"), [((2, 4), (4, 1)), ((2, -3), (3, 1)), ((2, 3), (1 << 60, 1)), ((6,), ())]
)
def test_quantized_numbers_beyond_their_storage_are_told(
    tmp_path: Path, shape: tuple[int, ...], stride: tuple[int, ...]
) -> None:
    torch.save({"weight": quantized(shape, stride)}, tmp_path / "a.pt")
    with pytest.raises(CheckpointError):
        read_checkpoint(tmp_path / "a.pt")


@pytest.mark.parametrize(
    "text",
    [
        b"\x80\x02" + b"r" + struct.pack("<I", 2**32 - 1) + b".",  # a memo of 2³² places
        b"\x80\x02]r" + struct.pack("<I", 2**32 - 1) + b".",
        b"\x80\x04\x8e" + struct.pack("<Q", 1 << 50) + b"x.",  # a petabyte of bytes
        b"\x80\x05\x96" + struct.pack("<Q", 1 << 50) + b"x.",
        b"\x80\x04\x95" + struct.pack("<Q", 1 << 50) + b"x.",
        b"\x80\x02" + b"(" * 100 + b".",
        b"\x80\x02" + b")\x85" * 200_000 + b"Ns.",
        b"\x80\x02}" + b")" + b"\x85" * 150_000 + b"Ks\x01.",
        b"\x80\x02}" + b")" + b"\x85" * 150_000 + b"K\x01s.",  # a key that overflows the stack
        b"\x80\x02(" + b")" + b"\x85" * 150_000 + b"\x91.",  # and in a set
        b"\x80\x02]" + b"0" * 50 + b".",
        b"\x80\x02ccollections\nOrderedDict\n}(X\x01\x00\x00\x00aK\x01ub.",
        b"\x80\x02ctorch\nSize\n}(X\x08\x00\x00\x00__code__K\x01ub.",
        b"\x80\x02\x82\x01.",  # a class by its number
        b"\x80\x02K\x01.",
        b"",
    ],
)
def test_forged_pickles_end_in_an_error(tmp_path: Path, text: bytes) -> None:
    for path in (as_zip(tmp_path / "a.pth", text), tmp_path / "b.pth"):
        if path.name == "b.pth":
            path.write_bytes(text)
        with pytest.raises(CheckpointError):
            read_checkpoint(path)


def test_a_list_that_doubles_a_hundred_times_is_walked_once(tmp_path: Path) -> None:
    value: Any = ["x"]
    for _ in range(100):
        value = [value, value]
    torch.save({"bomb": value, "model": TENSOR}, tmp_path / "a.pt")
    assert read_checkpoint(tmp_path / "a.pt").keys == ("model",)


def test_a_list_in_itself_is_walked_once(tmp_path: Path) -> None:
    value: dict[str, Any] = {"model": TENSOR}
    value["again"] = value
    torch.save(value, tmp_path / "a.pt")
    assert read_checkpoint(tmp_path / "a.pt").keys == ("model",)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "a.pth", b"\x80\x02" + b"]" * (MOST_BYTES + 1), compress=True)
    assert path.stat().st_size < MOST_BYTES // 100
    with pytest.raises(CheckpointError, match="longer than 8 MiB"):
        read_checkpoint(path)


def test_a_storage_that_is_too_short_is_told(tmp_path: Path, saved: Path) -> None:
    path = tmp_path / "a.pth"
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.infolist():
            text = old.read(member)
            new.writestr(member, text[:-4] if member.filename.endswith("data/0") else text)
    with pytest.raises(CheckpointError, match=r"storage `0` has 860 bytes, its tensors 864"):
        read_checkpoint(path)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.6, 0.99, 0.9999])
def test_a_file_that_was_cut_off_is_told(
    tmp_path: Path, saved: Path, legacy: Path, share: float
) -> None:
    for whole in (saved, legacy):
        text = whole.read_bytes()
        path = tmp_path / "cut.pth"
        path.write_bytes(text[: int(len(text) * share)])
        with pytest.raises(CheckpointError):
            read_checkpoint(path)


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_no_change_of_a_byte_raises_another_error(
    data: st.DataObject, saved: Path, legacy: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = data.draw(st.sampled_from([saved, legacy]))
    text = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, min(len(text) - 1, 1500)))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "changed.pth"
    path.write_bytes(text)
    with suppress(CheckpointError):
        read_checkpoint(path)


def safetensors(path: Path, header: Any, numbers: bytes = b"") -> Path:  # noqa: ANN401 - any
    text = json.dumps(header).encode() if not isinstance(header, bytes) else header
    path.write_bytes(len(text).to_bytes(8, "little") + text + numbers)
    return path


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 80]}}, "was cut off"),
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, "has 4 bytes"),
        ({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 4]}}, "no header"),
        ({"a": {"dtype": "X", "shape": [1], "data_offsets": [0, 4]}}, "no header"),
        ({"a": 3}, "no header"),
        (b'{"a": ' + b"[" * 100_000 + b"}", "no header"),
        (b"{}", "holds no weights"),
    ],
)
def test_damaged_safetensors_are_told(tmp_path: Path, header: Any, says: str) -> None:  # noqa: ANN401 - any
    path = safetensors(tmp_path / "a.safetensors", header, b"\0" * 8)
    with pytest.raises(CheckpointError, match=says):
        read_checkpoint(path)


def test_a_header_longer_than_the_file_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes((1 << 60).to_bytes(8, "little") + b"{}")
    with pytest.raises(CheckpointError):
        read_checkpoint(path)


def test_a_file_without_weights_says_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.pkl").write_bytes(pickle.dumps({"epoch": 3}, protocol=2))
    with pytest.raises(CheckpointError, match="a dictionary of 1: epoch"):
        read_checkpoint(tmp_path / "a.pkl")


def test_an_index_that_names_itself_is_no_index(tmp_path: Path) -> None:
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": index.name}}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="names an index, which holds no weights"):
        read_checkpoint(index)
