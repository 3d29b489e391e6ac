"""What a file holds before anybody has looked for the weights in it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Container(StrEnum):
    """How a file is written."""

    ZIP = "torch, zip"
    """``torch.save`` since 1.6."""
    LEGACY = "torch, before 1.6"
    SCRIPT = "TorchScript"
    PICKLE = "pickle"
    SAFETENSORS = "safetensors"
    SHARDS = "shards"
    """An index that names several files."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A file as data."""

    container: Container
    root: Any
    """Dictionaries, lists, numbers, text, tensors, and records of other classes."""
    asked: tuple[str, ...] = ()
    """Classes and functions that it names besides torch's tensors and plain containers."""
    bytes: int = 0
    """The size of the file, or of all shards."""
