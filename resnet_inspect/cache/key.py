"""What a trace depends on, as the name of its entry."""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from resnet_inspect.cache.makers import code_stamp
from resnet_inspect.cache.packages import installed_version
from resnet_inspect.targets.name import TargetKind, TargetName
from resnet_inspect.targets.run_options import RunOptions

PACKAGES = {"torchvision": ("torchvision",), "timm": ("timm", "torchvision")}
"""What each zoo's networks are made of, besides torch."""


def key_of(target: TargetName, run: RunOptions, *, recover: bool) -> str | None:
    """Return the name of a trace's entry, or None for one that is not to be kept.

    Kept are reference networks and those of installed zoos: never a user's file, module or saved
    trace, nor an input that is a tensor, nor arguments that are no plain values.
    """
    if target.kind not in {TargetKind.REFERENCE, TargetKind.ZOO}:
        return None
    here = str(Path.cwd()) if target.kind is TargetKind.ZOO else ""
    names = PACKAGES[target.source] if target.kind is TargetKind.ZOO else ()
    packages = [installed_version("torch"), *(installed_version(name, here) for name in names)]
    request = [str(target), run.input, run.arguments, run.train, recover]
    if None in packages or not _is_plain(request):
        return None
    code = code_stamp(Path(__file__).parents[1])
    made_by = [__file__, sys.version, packages, code]
    return sha256(json.dumps([request, made_by], sort_keys=True).encode()).hexdigest()


def _is_plain(value: Any) -> bool:  # noqa: ANN401 - whatever a caller gives
    """Tell whether JSON has all of a value, and nothing that equals another value there."""
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(name, str) and _is_plain(item) for name, item in value.items())
    return value is None or isinstance(value, str | int | float)
