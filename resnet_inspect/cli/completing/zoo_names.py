"""The names in torchvision and timm, read off their sources: importing them takes seconds."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

REGISTERED = re.compile(
    r"""@register_model(?:\((?:name="(?P<named>\w+)")?\))?\n"""
    r"""(?:(?!def |@register)[^\n]*\n)*def (?P<function>\w+)"""
)


def zoo_names(zoo: str) -> list[str]:
    """Return the names of a zoo's networks, sorted; none where it is not installed."""
    return sorted(set(_registered(zoo)))


def _registered(zoo: str) -> Iterator[str]:
    found = find_spec(zoo)
    for folder in found.submodule_search_locations or () if found else ():
        for file in Path(folder, "models").rglob("*.py"):
            for match in REGISTERED.finditer(file.read_text(encoding="utf-8", errors="replace")):
                yield match["named"] or match["function"]
