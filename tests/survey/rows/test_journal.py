"""The journal is whole at any moment: torn lines, full disks, two writers."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.errors import OutputError, UsageError
from resnet_inspect.survey.rows.journal import (
    forget_failed,
    opened_journal,
    read_journal,
    start_anew,
)
from resnet_inspect.survey.rows.row import Row

ROWS = [Row(target=f"net{number}", params=number, error="naïve ✗\n") for number in range(3)]


def written(path: Path, rows: list[Row] = ROWS) -> Path:
    with opened_journal(path) as journal:
        for row in rows:
            journal.append(row)
    return path


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    assert read_journal(written(tmp_path / "z.jsonl")) == ROWS


def test_rows_are_on_the_disk_before_the_journal_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "z.jsonl"
    with opened_journal(path) as journal:
        for number, row in enumerate(ROWS, 1):
            journal.append(row)
            assert read_journal(path) == ROWS[:number]


def test_a_row_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    assert read_journal(written(tmp_path / "z.jsonl", ROWS + ROWS[:1])) == ROWS


@given(st.integers(0, 10_000))
def test_wherever_a_file_is_cut_the_whole_rows_before_are_kept_and_one_can_go_on(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = written(tmp_path_factory.mktemp("cut") / "z.jsonl")
    content = path.read_bytes()
    kept = content[: cut % (len(content) + 1)]
    path.write_bytes(kept)
    whole = kept.count(b"\n")
    assert read_journal(path) == ROWS[:whole]
    written(path, ROWS[whole:])
    assert path.read_bytes() == content


def test_a_write_that_fails_half_way_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "z.jsonl", ROWS[:1])
    real = os.write

    def full(handle: int, content: bytes) -> int:
        if len(content) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, content[: len(content) - 10])

    monkeypatch.setattr(os, "write", full)
    with opened_journal(path) as journal, pytest.raises(OutputError, match="No space left"):
        journal.append(ROWS[1])
    assert path.read_bytes().endswith(b"\n")
    assert read_journal(path) == ROWS[:1]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from resnet_inspect.survey.rows.journal import opened_journal
from resnet_inspect.survey.rows.row import Row
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
with opened_journal(Path(sys.argv[1])) as journal:
    for number in range(100):
        journal.append(Row(target=f"net{number}"))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of files")
def test_a_file_that_may_not_grow_ends_with_a_whole_row(tmp_path: Path) -> None:
    path = tmp_path / "z.jsonl"
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=False
    )
    assert "OutputError" in ran.stderr
    rows = read_journal(path)
    assert [row.target for row in rows] == [f"net{number}" for number in range(len(rows))]
    assert 0 < len(rows) < 100
    assert path.read_bytes().endswith(b"\n")


def test_two_surveys_do_not_write_to_one_file(tmp_path: Path) -> None:
    path = tmp_path / "z.jsonl"
    with (
        opened_journal(path),
        pytest.raises(OutputError, match="another survey"),
        opened_journal(path),
    ):
        pass


def test_a_run_begun_anew_keeps_the_old_rows_aside(tmp_path: Path) -> None:
    path = written(tmp_path / "z.jsonl")
    start_anew(path)
    assert not path.exists()
    assert read_journal(tmp_path / "z.jsonl~") == ROWS


def test_networks_that_failed_are_forgotten_and_the_others_kept(tmp_path: Path) -> None:
    fine = [Row(target="a", params=1), Row(target="b", params=2)]
    path = written(tmp_path / "z.jsonl", [fine[0], *ROWS, fine[1]])
    forget_failed(path)
    assert read_journal(path) == fine
    assert [file.name for file in tmp_path.iterdir()] == ["z.jsonl"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"), opened_journal(tmp_path / "a/b"):
        pass


@pytest.mark.parametrize("text", ["{}\n", "[1]\n", "no json\n", '{"params": 1}\n'])
def test_another_file_is_no_journal(tmp_path: Path, text: str) -> None:
    path = tmp_path / "z.jsonl"
    path.write_text(text)
    with pytest.raises(UsageError, match="1 is no row"):
        read_journal(path)


def test_columns_of_a_later_version_are_passed_over() -> None:
    assert Row.from_dict({"target": "a", "color": "red"}) == Row(target="a")
