"""The pictures of README.md and docs; as a script, draws them all anew."""

import shutil
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

_DIAGRAM = "resnet-inspect diagram"
FIGURES = {
    "resnet50.svg": f"{_DIAGRAM} resnet50",
    "resnet152.svg": f"{_DIAGRAM} resnet152",
    "resnets.svg": f"{_DIAGRAM} resnet18 resnet34 resnet50 resnet101 resnet152",
    "resnet50-stages.svg": f"{_DIAGRAM} resnet50 --level stage",
    "resnet50-layers.svg": f"{_DIAGRAM} resnet50 --level layer",
    "resnet50-block.svg": f"{_DIAGRAM} resnet50 --only layer2.0",
    "resnet50-slide.svg": f"{_DIAGRAM} resnet50 --fit slide --theme dark",
    "resnet34-column.svg": f"{_DIAGRAM} resnet34 --fit column",
    "resnet18-macs.svg": f"{_DIAGRAM} resnet18 --show macs,params --color-by macs",
    "resnet50d.svg": f"{_DIAGRAM} resnet50d",
    "resnet50-v2.svg": f"{_DIAGRAM} resnet50_v2",
    "resnext50.svg": f"{_DIAGRAM} resnext50_32x4d --theme colorblind",
    "seresnet50.svg": f"{_DIAGRAM} seresnet50",
    "resnet110.svg": f"{_DIAGRAM} resnet110",
    "resnet50-memory.svg": f"{_DIAGRAM} resnet50 --input 8x3x224x224 --memory",
    "timm-resnets.svg": "resnet-inspect survey timm_resnets.jsonl --plot macs,receptive_field",
    "unet.svg": f"{_DIAGRAM} unet.py",
    "unet-stages.svg": f"{_DIAGRAM} unet.py --level stage",
    "broken.svg": f"{_DIAGRAM} broken.py --lint",
}
"""Each figure and the command that draws it; the files are those in ``networks``."""

THEME = " --theme auto"
"""Of the other figures: light or dark, as the reader's screen is."""

FAILED = 1
"""How a command ends that draws a network which fails."""


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
    for file in (Path(__file__).parent / "networks").iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    theme = "" if "--theme" in command else THEME
    done = subprocess.run(  # noqa: S603 - runs our own documentation
        ["bash", "-c", f"{command}{theme} -o figure.svg"],  # noqa: S607 - the reader's shell
        cwd=folder, env=environment(), check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode not in {0, FAILED}:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stderr}")
    return (folder / "figure.svg").read_text(encoding="utf-8")


def main() -> None:
    """Draw every picture into docs/pictures."""
    for name, draw in drawings().items():
        with tempfile.TemporaryDirectory() as folder:
            (FOLDER / name).write_text(draw(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
