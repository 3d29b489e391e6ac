"""Targets: reference networks, zoos, files, and the names in a file."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ZOOS = ("torchvision", "timm")

READ = frozenset({".py", ".json", ".pth", ".pt", ".ckpt", ".safetensors"})
"""Endings of files that are targets."""


def complete_target(incomplete: str) -> list[str]:
    """Return the targets that begin with what was typed."""
    from resnet_inspect.cli.completing.zoo_names import zoo_names  # noqa: PLC0415 - only for the shell

    source, colon, attribute = incomplete.rpartition(":")
    if colon:
        offered = zoo_names(source) if source in ZOOS else _names_in(Path(source))
        return [f"{source}:{name}" for name in offered if name.startswith(attribute)]
    return [*_networks(incomplete), *_paths(incomplete)]


def complete_reference(incomplete: str) -> list[str]:
    """Return the reference networks that begin with what was typed."""
    from resnet_inspect.models.variants import VARIANTS  # noqa: PLC0415 - only for the shell

    return [name for name in VARIANTS if name.startswith(incomplete.lower())]


def _networks(incomplete: str) -> Iterator[str]:
    yield from complete_reference(incomplete)
    yield from (f"{zoo}:" for zoo in ZOOS if incomplete and zoo.startswith(incomplete))


def _paths(incomplete: str) -> Iterator[str]:
    """Yield files that are targets, and folders to look further in."""
    start, _, beginning = incomplete.rpartition("/")
    folder = Path(start or ("/" if incomplete.startswith("/") else "."))
    with suppress(OSError):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            shown = incomplete[: len(incomplete) - len(beginning)] + entry.name
            if not entry.name.startswith(beginning) or entry.name.startswith((".", "__")):
                continue
            if entry.is_dir():
                yield f"{shown}/"
            elif Path(entry.name).suffix in READ:
                yield shown


def _names_in(file: Path) -> list[str]:
    """Return the classes and functions of a Python file that are not private."""
    import ast  # noqa: PLC0415 - only for the shell

    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
    ]
