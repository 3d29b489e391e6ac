"""Every option of every command with every nasty value, made from the command line itself."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import typer

from resnet_inspect.cli.main import COMMANDS, command_line
from resnet_inspect.graph.codec import dumps
from tests.builders import GraphBuilder

VALUES = (
    "", " ", "\x00", "a\ud800b", "-1", "0", "1e400", "nan", "inf", "-inf", "1e-9", "9" * 5001,
    str(10**12), "1" + "0" * 400, "1x" * 3000 + "1", "a" * 5000, "/dev/null", "/dev/full", "/",
    ".", "no/such/file", "{", "[" * 1000, "(?:", "%s%n", "\\input{x}", "\x1b[2J", "é\u202e", "=",
    "a=b", "a=[", ",,,", "*", "--", ":", ".py", ".json", "x:y:z.py", "a.b.c.d:e", "timm:",
    "torchvision:", "drop table x", "1;select 1", "params,params", "-all", "all",
    "zero", "binary", "loop", "numbers.toml", "nested.toml", "nested.json", "odd.jsonl", "x.png",
)  # fmt: skip
"""What people, scripts and strangers write where a name, a number or a file is asked for."""

BASES = {
    "inspect": ["t.json"], "residuals": ["t.json"], "sizes": ["t.json"], "list": [],
    "diagram": ["t.json"], "table": ["t.json"], "diff": ["t.json", "t.json"],
    "weights": ["w.safetensors"], "lint": ["t.json"], "survey": ["odd.jsonl"],
    "rule": ["RES102"], "rules": [],
}  # fmt: skip
"""For each command, words with which it works, quickly."""


FOLDERS = frozenset({"/", "."})
"""No arguments: all networks in them would be linted, and surveyed."""


@dataclass(frozen=True)
class Case:
    """A command line with one nasty value in it."""

    option: str
    value: str
    words: tuple[str, ...]

    def chosen(self, share: int) -> bool:
        """Whether this case is among one in ``share``, the same ones each time.

        No target of a survey is: each would start a cluster.
        """
        if self.words[:2] == ("survey", "--"):
            return False
        key = f"{self.words[0]} {self.option} {self.value}".encode("utf-8", "replace")
        return crc32(key) % share == 0


def cases(command: str) -> Iterator[Case]:
    """Yield each option and argument of a command with each nasty value."""
    base = BASES[command]
    app = typer.main.get_command(command_line(COMMANDS))
    for parameter in app.commands[command].params:
        option = parameter.opts[-1]
        if not option.startswith("-"):
            for value in VALUES:
                if value not in FOLDERS:
                    yield Case("argument", value, (command, "--", value))
        elif getattr(parameter, "is_flag", False):
            yield Case(option, "", (command, *base, option))
        else:
            for value in VALUES:
                yield Case(option, value, (command, *base, option, value))


def write_files(folder: Path) -> None:
    """Write the files that the bases and some of the values name."""
    build = GraphBuilder()
    entry = build.input((1, 8, 16, 16))
    graph = build.graph(build.add(build.relu(build.conv(entry, 8)), entry))
    (folder / "t.json").write_text(dumps(graph), encoding="utf-8")
    header = b'{"conv1.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    weights = len(header).to_bytes(8, "little") + header + bytes(4)
    (folder / "w.safetensors").write_bytes(weights)
    (folder / "binary").write_bytes(bytes(range(256)) * 40)
    (folder / "numbers.toml").write_text("tool = 5\nbase = [1]\nstages = 3\n", encoding="utf-8")
    nested = "[tool.resnet-inspect]\nselect = " + "[" * 3000 + "]" * 3000
    (folder / "nested.toml").write_text(nested, encoding="utf-8")
    (folder / "nested.json").write_text("[" * 100_000, encoding="utf-8")
    (folder / "odd.jsonl").write_text("", encoding="utf-8")
    for name, target in (("loop", "loop"), ("zero", "/dev/zero")):
        if not os.path.lexists(folder / name):
            (folder / name).symlink_to(target)
