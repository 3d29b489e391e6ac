"""Source places as one reads them: relative to the current folder where they lie in it."""

from functools import cache
from pathlib import Path

from resnet_inspect.graph import SourceSpan


def place_text(span: SourceSpan | None) -> str:
    """Return ``my.py:15``, with the whole path only for files elsewhere."""
    if span is None:
        return ""
    here = f"{Path.cwd()}/"
    return f"{span.file.removeprefix(here)}:{span.line}"


def short_place(span: SourceSpan | None) -> str:
    """Return a place as :func:`place_text` does, in a package elsewhere from the package on.

    ``torchvision/models/resnet.py:155`` reads the same wherever the package is installed.
    """
    if span is None or span.file.startswith(f"{Path.cwd()}/"):
        return place_text(span)
    return f"{_in_package(span.file)}:{span.line}"


@cache
def _in_package(file: str) -> str:
    folder = Path(file).parent
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    inside = folder != Path(file).parent
    return str(Path(file).relative_to(folder)) if inside else file
