"""The pictures of README.md and docs; as a script, draws them all anew."""

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from shell import environment
from terminal_picture import terminal_picture

FOLDER = Path(__file__).parents[1] / "pictures"

TERMINALS = {
    "terminal-resnet50.svg": "resnet-inspect resnet50 --input 224",
}
"""Each picture of a terminal and the command in it."""

FIGURES = {}
"""Each figure and the command that draws it into the file named at its end."""


def drawings() -> dict[str, Callable[[Path], str]]:
    """Return for each picture the function that draws it, given an empty folder."""
    terminals = {
        name: lambda folder, command=command: terminal_picture(command, folder)
        for name, command in TERMINALS.items()
    }
    figures = {
        name: lambda folder, command=command: _figure(command, folder)
        for name, command in FIGURES.items()
    }
    return terminals | figures


def _figure(command: str, folder: Path) -> str:
    subprocess.run(  # noqa: S603 - runs our own documentation
        ["bash", "-c", f"{command} -o figure.svg"],  # noqa: S607 - the reader's shell
        cwd=folder, env=environment(), check=True,
    )  # fmt: skip
    return (folder / "figure.svg").read_text(encoding="utf-8")


def main() -> None:
    """Draw every picture into docs/pictures."""
    for name, draw in drawings().items():
        with tempfile.TemporaryDirectory() as folder:
            (FOLDER / name).write_text(draw(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
