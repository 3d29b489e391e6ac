"""A user's file, read whole: no device that does not end, no pipe that nobody fills, no folder."""

import json
import stat
import tomllib
from pathlib import Path
from typing import Any

from resnet_inspect.errors import UsageError

LARGEST = 1 << 30
"""Bytes of a file that is read whole; the trace of the deepest network has a tenth of that."""


def read_whole(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        UsageError: There is no such file, it is none that ends, or it cannot be read.
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise UsageError(f"`{path}` is a folder, not a file")
        if not stat.S_ISREG(about.st_mode):
            raise UsageError(f"`{path}` is no file but a device or a pipe", "Write a file first.")
        if about.st_size > LARGEST:
            raise UsageError(f"`{path}` is too large: {about.st_size >> 20} MiB")
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no file `{path}`") from None
    except (OSError, ValueError) as error:  # a ValueError: no system has files of that name
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"`{path}` cannot be read: {reason}") from None


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises:
        UsageError: It cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(read_whole(path).decode())
    except (ValueError, RecursionError) as error:
        raise UsageError(f"`{path}` is no TOML: {error}") from None


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    """Return what a JSON file holds.

    Raises:
        UsageError: It cannot be read, or is no JSON.
    """
    try:
        return json.loads(read_whole(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"`{path}` is no JSON: {error}") from None
