"""What the shell is offered, as the shells ask for it."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import timm
import torchvision

from resnet_inspect.cli.completing.words import joined
from resnet_inspect.cli.completing.zoo_names import zoo_names

ASK = """
import sys
from resnet_inspect.cli.main import run
import atexit
atexit.register(lambda: print("torch!" if "torch" in sys.modules else "", end=""))
run()
"""


def asked(words: str, folder: Path, shell: str = "bash") -> list[str]:
    """Return what is offered for the last word of a line."""
    environment = {"PATH": "/usr/bin:/bin", "_RESNET_INSPECT_COMPLETE": f"complete_{shell}"}
    if shell == "bash":
        listed = words.split(" ")
        environment |= {"COMP_WORDS": "\n".join(listed), "COMP_CWORD": str(len(listed) - 1)}
    else:
        environment |= {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", ASK], env=environment, cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("resnet-inspect resnet5", "resnet50"),
        ("resnet-inspect li", "lint"),
        ("resnet-inspect torchv", "torchvision:"),
        ("resnet-inspect inspect resnet5", "resnet50"),
        ("resnet-inspect resnet50 --le", "--level"),
        ("resnet-inspect resnet50 --level s", "stage"),
        ("resnet-inspect resnet50 --format mark", "markdown"),
        ("resnet-inspect resnet50 --columns macs,+tr", "macs,+trainable"),
        ("resnet-inspect resnet50 --sort par", "params"),
        ("resnet-inspect timm : resnet50_g", "resnet50_gn"),
        ("resnet-inspect lint torchvision : resnet5", "resnet50"),
        ("resnet-inspect lint resnet18 --select RES11", "RES111"),
        ("resnet-inspect lint resnet18 --ignore linear-w", "linear-width-mismatch"),
        ("resnet-inspect lint resnet18 --against resnet15", "resnet152"),
        ("resnet-inspect rule missing-j", "missing-join"),
        ("resnet-inspect diagram resnet18 --theme da", "dark"),
        ("resnet-inspect diagram resnet18 --fit sl", "slide"),
        ("resnet-inspect diagram resnet18 --show params,ma", "params,macs"),
        ("resnet-inspect diagram resnet18 --color-by fl", "flops"),
        ("resnet-inspect diff resnet18 resnet3", "resnet34"),
        ("resnet-inspect survey x --plot params,mac", "params,macs"),
        ("resnet-inspect my", "my.py"),
        ("resnet-inspect my.py : Sm", "Small"),
        ("resnet-inspect deep", "deep/"),
        ("resnet-inspect lint deep/ne", "deep/net.py"),
    ],
)
def test_a_word_is_completed_without_torch(tmp_path: Path, words: str, offered: str) -> None:
    (tmp_path / "my.py").write_text("class Small: ...\ndef _hidden(): ...\n", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/net.py").touch()
    (tmp_path / "deep/notes.txt").touch()
    found = asked(words, tmp_path)
    assert offered in found
    assert "torch!" not in found


IN_BASH = """
eval "$(_RESNET_INSPECT_COMPLETE=source_bash ./program)"
COMP_WORDS=({words}); COMP_CWORD=$(({count} - 1))
_resnet_inspect_completion ./program
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
"""What bash does at a tab, with the script that it is given."""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["resnet-inspect", "resnet50", "--level", "s"], ["stage"]),
        (["resnet-inspect", "diagram", "resnet50", "--theme", "colo"], ["colorblind"]),
        (["resnet-inspect", "lint", "my.py", ":", "Sm"], ["Small"]),
        (["resnet-inspect", "'my file.py'", "--fold", "no"], ["none"]),
    ],
)
def test_bash_itself_gets_its_answer(tmp_path: Path, words: list[str], offered: list[str]) -> None:
    (tmp_path / "my.py").write_text("class Small: ...\n", encoding="utf-8")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -m resnet_inspect\n", encoding="utf-8")
    program.chmod(0o755)
    script = IN_BASH.format(words=shlex.join(words), count=len(words))
    done = subprocess.run(  # noqa: S603 - our own command
        ["/bin/bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.stdout.splitlines()) == ("", offered)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_the_short_form_too(tmp_path: Path, shell: str) -> None:
    for words, offered in [("resnet5", "resnet50"), ("resnet50 --level s", "stage")]:
        assert offered in " ".join(asked(f"resnet-inspect {words}", tmp_path, shell))


def test_names_of_zoos_are_those_that_they_list() -> None:
    assert set(zoo_names("timm")) == set(timm.list_models())
    listed = set(torchvision.models.list_models())
    assert {name for name in zoo_names("torchvision") if "resn" in name} == {
        name for name in listed if "resn" in name
    }
    assert zoo_names("no_such_zoo") == []


def test_bash_takes_a_colon_for_a_word() -> None:
    assert joined(["resnet-inspect", "lint", "a.py", ":", ""], 4) == (
        ["resnet-inspect", "lint", "a.py:"], 2,
    )  # fmt: skip
