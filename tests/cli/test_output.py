"""Where text goes."""

import os
import stat
import sys
from collections.abc import Callable
from io import BytesIO, FileIO, TextIOWrapper
from pathlib import Path

import pytest

from resnet_inspect.cli.output import PIPE_WIDTH, color_system, screen, write
from resnet_inspect.errors import OutputError


def test_file_holds_the_text(tmp_path: Path) -> None:
    write("blöck ×5\n", str(tmp_path / "t.txt"))
    assert (tmp_path / "t.txt").read_text(encoding="utf-8") == "blöck ×5\n"


def test_existing_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("old")
    path.chmod(0o640)
    write("new", str(path))
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "target.txt")
    write("new", str(tmp_path / "link.txt"))
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text() == "new"


def test_hard_links_stay_one_file(tmp_path: Path) -> None:
    path, other = tmp_path / "t.txt", tmp_path / "other.txt"
    path.write_text("old and longer")
    path.chmod(0o640)
    other.hardlink_to(path)
    write("new", str(path))
    assert (path.read_text(), other.read_text()) == ("new", "new")
    assert path.samefile(other)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(child.name for child in tmp_path.iterdir()) == ["other.txt", "t.txt"]


def test_a_failing_write_into_hard_links_brings_the_old_content_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "t.txt", tmp_path / "other.txt"
    path.write_text("old")
    other.hardlink_to(path)

    def full(file: FileIO, content: bytes) -> None:
        file.seek(0)
        file.write(content[:2])
        if content != b"old":
            raise OSError(28, "No space left on device")
        file.seek(0)
        file.write(content)

    monkeypatch.setattr("resnet_inspect.cli.output._fill", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write("new", str(path))
    assert (path.read_text(), path.samefile(other)) == ("old", True)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may")
def test_a_file_stays_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("old")
    os.chown(path, 1234, 1235)
    write("new", str(path))
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1235)


def test_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    write("new", str(path))
    (tmp_path / "usual").touch()
    assert path.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_failing_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.txt"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write("new", str(path))
    assert [child.name for child in tmp_path.iterdir()] == ["t.txt"]
    assert path.read_text() == "old"


def test_device_is_written_to_directly() -> None:
    write("text", os.devnull)
    assert not Path(os.devnull).is_file()


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written") as caught:
        write("text", str(tmp_path))
    assert "folder" in caught.value.hint


def test_missing_folder_is_refused_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write("text", str(tmp_path / "missing" / "t.txt"))
    assert caught.value.hint == f"Make the folder first: mkdir -p {tmp_path / 'missing'}"


def test_dash_is_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    write("text\n", "-")
    assert capsys.readouterr().out == "text\n"


def test_stream_without_the_characters_gets_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="ascii"))
    write("1×3\n", None)
    assert raw.getvalue() == "1×3\n".encode()


@pytest.mark.parametrize(
    ("environment", "terminal", "colors"),
    [
        ({"TERM": "xterm-256color"}, True, "256"),
        ({"TERM": "xterm"}, True, "standard"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, True, "truecolor"),
        ({"TERM": "xterm-256color"}, False, None),
        ({"TERM": "dumb"}, True, None),
        ({}, True, None),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True, None),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, "standard"),
        ({"FORCE_COLOR": "1"}, False, "256"),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, None),
    ],
)
def test_colors_follow_the_conventions(
    environment: dict[str, str],
    terminal: bool,
    colors: str | None,
) -> None:
    assert color_system(environment, terminal=terminal) == colors


@pytest.mark.parametrize(("columns", "width"), [("132", 132), ("", PIPE_WIDTH), ("x", PIPE_WIDTH)])
def test_pipe_has_the_width_that_columns_says(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert screen().width == width
    assert screen(70).width == 70


def test_ascii_on_request(run_with_utf_8: Callable[[], None]) -> None:
    run_with_utf_8()
    assert screen().charset.name == "unicode"
    assert screen(ascii_only=True).charset.name == "ascii"


@pytest.fixture
def run_with_utf_8(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that makes the standard output one in UTF-8."""
    return lambda: monkeypatch.setattr(sys, "stdout", TextIOWrapper(BytesIO(), encoding="utf-8"))
