"""What the user typed as a target, taken apart."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from resnet_inspect.errors import TargetError


class TargetKind(StrEnum):
    """Where a target comes from."""

    REFERENCE = "reference"
    """One of our own networks: ``resnet50``."""
    ZOO = "zoo"
    """``torchvision:resnet50``, ``timm:resnet50d``."""
    FILE = "file"
    """``my.py``, ``my.py:Net``, ``my.py:make_net``."""
    MODULE = "module"
    """``pkg.mod:Net``."""
    TRACE = "trace"
    """A saved trace: ``t.json``."""


ZOOS = ("torchvision", "timm")


@dataclass(frozen=True, slots=True)
class TargetName:
    """A target before anything is imported: ``source`` and, after the colon, ``attribute``."""

    kind: TargetKind
    source: str
    attribute: str = ""

    def __str__(self) -> str:
        """Return the target as it is typed."""
        return f"{self.source}:{self.attribute}" if self.attribute else self.source


def parse_target(text: str) -> TargetName:
    """Take a target apart.

    Raises:
        TargetError: It names a file that is not there.

    Example:
        >>> parse_target("timm:resnet50d")
        TargetName(kind=<TargetKind.ZOO: 'zoo'>, source='timm', attribute='resnet50d')
        >>> str(parse_target("torchvision.models.resnet50")), str(parse_target("ResNet-50"))
        ('torchvision:resnet50', 'resnet50')
    """
    source, attribute = _split(text)
    if source.endswith(".py") or (attribute and ("/" in source or "\\" in source)):
        return TargetName(TargetKind.FILE, _existing(source, text), attribute)
    if not attribute and source.endswith(".json"):
        return TargetName(TargetKind.TRACE, _existing(source, text))
    if attribute and source in ZOOS:
        return TargetName(TargetKind.ZOO, source, attribute)
    if attribute:
        return TargetName(TargetKind.MODULE, source, attribute)
    if os.path.isdir(text):  # noqa: PTH112 - a text that is no path is no folder, and no error
        raise TargetError(f"`{text}` is a folder", "Name a file in it: my.py or my.py:Net.")
    if "/" in text or "\\" in text:
        _existing(text, text)
        raise _of_another_kind(text)
    from resnet_inspect.models.variants import VARIANTS, canonical_name  # noqa: PLC0415 - not for files

    if "." in text and os.path.isfile(text):  # noqa: PTH113 - see above
        raise _of_another_kind(text)
    if "." in text and text not in VARIANTS:
        return _dotted(text)
    return TargetName(TargetKind.REFERENCE, canonical_name(text))


def _of_another_kind(file: str) -> TargetError:
    hint = "Name the file in which the network is built: my.py or my.py:Net."
    if file.endswith(".ipynb"):
        hint = f"Write its cells into a Python file: jupyter nbconvert --to script {file}"
    return TargetError(f"`{file}` is neither a Python file (.py) nor a saved trace (.json)", hint)


def _dotted(text: str) -> TargetName:
    """Read ``torchvision.models.resnet50`` and ``package.module.Net`` as Python would."""
    source, _, attribute = text.rpartition(".")
    zoo = source.partition(".")[0]
    if zoo in ZOOS and not attribute[:1].isupper():
        return TargetName(TargetKind.ZOO, zoo, attribute)
    return TargetName(TargetKind.MODULE, source, attribute)


def _split(text: str) -> tuple[str, str]:
    """Split at the last colon, unless it follows a drive letter, or a file has it in its name."""
    if text.endswith(".py") and os.path.isfile(text):  # noqa: PTH113 - see above
        return text, ""
    source, colon, attribute = text.rpartition(":")
    source = source.rstrip(":")  # `my.py::Net`, as pytest has it
    if not colon or "/" in attribute or "\\" in attribute or len(source) == 1:
        return text, ""
    return source, attribute


def _existing(path: str, text: str) -> str:
    if not os.path.isfile(path):  # noqa: PTH113 - see above
        what = "a folder" if os.path.isdir(path) else "no file"  # noqa: PTH112 - see above
        raise TargetError(
            f"`{text}`: there is {what} at `{path}`",
            f"Paths start from the current folder, {Path.cwd()}.",
        )
    return path
