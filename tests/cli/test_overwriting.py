"""What a command reads, it does not write over."""

from pathlib import Path

import pytest

from resnet_inspect.cli.overwriting import overwritten
from tests.cli.test_hostile import run

LOST = [
    "lint net.py -o net.py", "lint net.py -onet.py", "lint net.py --output=net.py",
    "lint net.py:Net -o ./net.py", "lint net.py --write-baseline net.py", "net.py -o link",
    "net.py -o hard", "inspect t.json -f json -o t.json", "weights w.pth -o w.pth",
    "diff t.json other.json -o other.json", "survey list.csv -o list.csv",
    "lint net.py --config p.toml -o p.toml", "lint net.py --weights w.pth -o w.pth",
]  # fmt: skip

KEPT = [
    "lint net.py -o new.md", "lint net.py --baseline b.json --write-baseline b.json",
    "survey rows.jsonl -o rows.jsonl", "lint net.py -o /dev/null", "net.py -o other.json",
    "lint . -o t.json", "resnet18 -o", "net.py -o \0",
]  # fmt: skip


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, the current one, with files of each kind."""
    monkeypatch.chdir(tmp_path)
    names = "net.py t.json other.json w.pth list.csv rows.jsonl b.json p.toml"
    for name in names.split():
        Path(name).write_text("old", encoding="utf-8")
    Path("link").symlink_to("net.py")
    Path("hard").hardlink_to("net.py")
    return tmp_path


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("words", LOST)
def test_what_is_read_is_not_written(words: str) -> None:
    assert overwritten(words.split(" "))


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("words", KEPT)
def test_other_files_may_be_written(words: str) -> None:
    assert not overwritten(words.split(" "))


@pytest.mark.parametrize("words", ["weights w.pth -o w.pth", "lint net.py --write-baseline net.py"])
def test_the_command_ends_before_it_writes(files: Path, words: str) -> None:
    done = run(*words.split(" "), folder=files)
    assert done.returncode == 2
    assert "would be overwritten" in done.stderr
    assert {file.read_text() for file in files.iterdir() if file.is_file()} == {"old"}
