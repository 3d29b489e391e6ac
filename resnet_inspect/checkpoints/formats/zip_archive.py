"""What ``torch.save`` writes since 1.6: a zip with one pickle, and a member for each storage."""

import io
import zipfile
from pathlib import Path
from typing import IO

from resnet_inspect.checkpoints.contents import Container, Contents
from resnet_inspect.checkpoints.formats.storages import check_storages
from resnet_inspect.checkpoints.pickles.bounded import MOST_BYTES, Bounded
from resnet_inspect.checkpoints.pickles.read import read_pickle
from resnet_inspect.errors import CheckpointError

MAGIC = b"PK\x03\x04"
MOST_DIRECTORY = 32 << 20
"""Bytes of a zip's list of members: 300,000 of them."""
END_SIZE, END_MAGIC = 22, b"PK\x05\x06"


def read_zip(file: IO[bytes], path: Path, size: int) -> Contents:
    """Read the pickle of a zip.

    Raises:
        CheckpointError: It was cut off, is damaged, or is no checkpoint.
    """
    _check_directory(file, path, size)
    try:
        with zipfile.ZipFile(file) as archive:
            members = {member.filename: member for member in archive.infolist()}
            pickles = [name for name in members if name.rpartition("/")[2] == "data.pkl"]
            text = _pickle(archive, members[pickles[0]]) if pickles else b""
    except Exception as error:  # noqa: BLE001 - of a forged zip the library raises many kinds
        raise CheckpointError(f"`{path}` is a damaged zip ({type(error).__name__})") from None
    if not pickles:
        raise CheckpointError(f"`{path}` is a zip without weights: it has no data.pkl")
    if len(text) > MOST_BYTES:
        raise CheckpointError(
            f"`{path}`: its pickle is longer than {MOST_BYTES >> 20} MiB without its tensors",
            "This is no checkpoint of a ResNet.",
        )
    found = read_pickle(Bounded(io.BytesIO(text), len(text)), str(path))
    folder = pickles[0].removesuffix("data.pkl")
    sizes = {
        name.removeprefix(f"{folder}data/"): member.file_size for name, member in members.items()
    }
    check_storages(found.contents, sizes, str(path))
    script = f"{folder}constants.pkl" in members
    return Contents(
        Container.SCRIPT if script else Container.ZIP, found.contents, found.asked, size
    )


def _pickle(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's text, or a byte more than one may have, whatever the zip says of it."""
    with archive.open(member) as packed:
        return packed.read(MOST_BYTES + 1)


def _check_directory(file: IO[bytes], path: Path, size: int) -> None:
    """Check that the list of members is there, and is no longer than one can be."""
    tail = min(size, END_SIZE + 65535)
    file.seek(size - tail)
    text = file.read(tail)
    at = text.rfind(END_MAGIC)
    if at < 0 or len(text) - at < END_SIZE:
        raise CheckpointError(
            f"`{path}` was cut off: a zip's list of members stands at its end, and there is none",
            "Download it again; it has more bytes than these.",
        )
    if int.from_bytes(text[at + 12 : at + 16], "little") > MOST_DIRECTORY and (
        text[at + 12 : at + 16] != b"\xff" * 4 or size > MOST_DIRECTORY << 16
    ):
        raise CheckpointError(f"`{path}` is a zip of more members than a checkpoint has")
