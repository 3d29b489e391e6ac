"""What is a good answer to anything that may be asked: a result, or a sentence."""

from pathlib import Path

import resnet_inspect
from tests.cli.commands import Ran

OURS = f'File "{Path(resnet_inspect.__file__).parent}'

CLEAN, FINDING, USAGE = 0, 1, 2

LINES = 12
"""Of an error, at most."""


def trouble_with(ran: Ran) -> str:
    """Return what is wrong with an answer; nothing where it is a good one."""
    if ran.status not in {CLEAN, FINDING, USAGE}:
        return f"status {ran.status}"
    if OURS in ran.out + ran.err:  # the traceback of a network's own code is an answer
        return "a traceback of ours"
    if not set("\x1b\x00\x9b\u202e").isdisjoint(ran.out + ran.err):
        return "control characters"
    if ran.status == USAGE:
        said = [line for line in ran.err.splitlines() if line.lower().startswith("error: ")]
        if len(said) != 1 or len(ran.err.splitlines()) > LINES or len(ran.err) > LINES * 200:
            return "no clear sentence"
    return ""
