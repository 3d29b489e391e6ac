"""Shell sessions in documentation: ``$ command`` lines and what they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

_COMMAND = re.compile(r"^\$ (?P<command>(?:.*\\\n)*.*)$", re.MULTILINE)
_MARK = "\0"
LIMIT = 900
"""Seconds for one session."""


class SessionError(Exception):
    """A command failed, and the session does not ask for its status with ``echo $?``."""


def environment(**extra: str) -> dict[str, str]:
    """Return the environment in which all examples run: 100 columns, UTF-8, no colors."""
    fixed = {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    hidden = ("FORCE_COLOR", "COLORTERM", "PYTHONWARNINGS")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return kept | fixed | {"PATH": path} | extra


def replay(session: str, folder: Path) -> str:
    """Run the commands of a session in a folder and return the session as it really goes.

    Raises:
        SessionError: A command failed unexpectedly.
    """
    commands = [match["command"] for match in _COMMAND.finditer(session)]
    script = "".join(_marked(command) for command in commands)
    done = subprocess.run(  # noqa: S603 - runs our own documentation
        ["bash", "-c", script],  # noqa: S607 - the reader's shell
        cwd=folder, env=environment(), text=True, timeout=LIMIT, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    parts = done.stdout.split(_MARK)
    outputs, statuses = parts[0:-1:2], parts[1::2]
    _check_statuses(commands, outputs, statuses)
    return "".join(map(_shown, commands, outputs))


def _marked(command: str) -> str:
    return f"{command}\nstatus=$?; printf '\\0%s\\0' $status; (exit $status)\n"


def _check_statuses(commands: list[str], outputs: list[str], statuses: list[str]) -> None:
    for number, command in enumerate(commands):
        asked = commands[number + 1 : number + 2] == ["echo $?"]
        if statuses[number] != "0" and not asked:
            raise SessionError(f"`{command}` ended with {statuses[number]}:\n{outputs[number]}")


def _shown(command: str, output: str) -> str:
    lines = (line.rstrip() for line in output.rstrip("\n").split("\n"))
    text = "\n".join(lines)
    return f"$ {command}\n{text}\n" if text else f"$ {command}\n"
