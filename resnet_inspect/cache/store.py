"""Texts in the user's cache folder, each in a file of its own.

Whatever is wrong with the folder or a file, the tool works without it: an entry that cannot be
read is not there, one that cannot be written is not kept.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

FOLDER = "RESNET_INSPECT_CACHE"
"""The environment variable that names another folder."""

LARGEST = 256
"""Entries kept: the ones written last."""


def folder() -> Path:
    """Return where entries are kept."""
    if chosen := os.environ.get(FOLDER):
        return Path(chosen)
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where no folder is named

    return user_cache_path("resnet-inspect", appauthor=False)


def read(key: str) -> str | None:
    """Return an entry's text, None where there is none or it is not what was written."""
    try:
        checksum, _, content = _path(key).read_bytes().partition(b"\n")
    except (OSError, RuntimeError):
        return None
    if checksum != _checksum(content):
        return None
    return content.decode("utf-8", "surrogateescape")


def write(key: str, text: str) -> None:
    """Keep a text, whole or not at all; a reader never sees half of one."""
    with suppress(OSError, RuntimeError):
        path = _path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = text.encode("utf-8", "surrogateescape")
        _replace(path, _checksum(content) + b"\n" + content)
        _forget_oldest(path.parent)


def _path(key: str) -> Path:
    return folder() / f"{key}.trace"


def _checksum(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()


def _replace(path: Path, content: bytes) -> None:
    import tempfile  # noqa: PLC0415 - reading needs none of it

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _forget_oldest(place: Path) -> None:
    entries = sorted(place.glob("*.trace"), key=lambda path: path.stat().st_mtime)
    for path in entries[:-LARGEST]:
        path.unlink(missing_ok=True)
