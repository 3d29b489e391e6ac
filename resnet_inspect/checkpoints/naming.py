"""Which files hold weights, by what they are called."""

from pathlib import Path

SUFFIXES = frozenset({".pth", ".pt", ".ckpt", ".bin", ".tar", ".safetensors", ".pkl", ".pickle"})
"""What files of weights are called."""


def is_checkpoint(path: str | Path) -> bool:
    """Tell by its name whether a file holds weights."""
    name = str(path).lower()
    return Path(name).suffix in SUFFIXES or name.endswith(".index.json")
