"""A file as it is in another revision of its git repository."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from resnet_inspect.errors import UsageError
from resnet_inspect.targets.name import TargetKind, parse_target


@contextmanager
def at_revision(target: str, revision: str) -> Iterator[None]:
    """Let a target's file be run with its text in a revision, inside the block.

    Raises:
        UsageError: The target is no Python file, or git does not know it in that revision.
    """
    from resnet_inspect.targets.files.overlay import overlaid  # noqa: PLC0415 - imports torch

    name = parse_target(target)
    if name.kind is not TargetKind.FILE:
        raise UsageError(f"`{target}` is no Python file", "--rev takes a file: my.py or my.py:Net.")
    file = Path(name.source).resolve()
    with overlaid({str(file): _text_in(file, revision)}):
        yield


def _text_in(file: Path, revision: str) -> str:
    command = ["git", "-C", str(file.parent), "show", f"{revision}:./{file.name}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - git, and no shell
    except FileNotFoundError:
        raise UsageError("--rev needs git, which is not installed") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise UsageError(f"git has no `{file.name}` in `{revision}`: {said}")
    return done.stdout.decode(errors="replace")
