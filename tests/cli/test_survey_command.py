"""The survey command on rows that are there already, and what it refuses before it begins."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect.survey.rows.json_lines import json_line
from resnet_inspect.survey.rows.row import Row
from tests.cli.commands import Ran, running

run = pytest.fixture(running)
Run = Callable[..., Ran]
ROWS = [Row(target="a", params=1, macs=30), Row(target="b", params=2, macs=20)]


@pytest.fixture
def survey(tmp_path: Path) -> str:
    """Return a survey of two networks."""
    return saved(tmp_path / "zoo.jsonl", ROWS)


def saved(file: Path, rows: list[Row]) -> str:
    """Write rows as a survey writes them."""
    file.write_text("".join(map(json_line, rows)))
    return str(file)


def test_the_same_rows_are_no_change_and_other_numbers_end_with_1(
    run: Run, survey: str, tmp_path: Path
) -> None:
    assert run("survey", survey, "--against", survey).status == 0
    other = saved(tmp_path / "other.jsonl", [ROWS[0], Row(target="b", params=3, macs=20)])
    changed = run("survey", other, "--against", survey)
    assert changed.status == 1
    assert "b" in changed.out
    assert "params" in changed.out


def test_rows_are_chosen_and_sorted_into_a_file_of_json_lines(
    run: Run, survey: str, tmp_path: Path
) -> None:
    file = tmp_path / "best.jsonl"
    assert run("survey", survey, "--sort", "+macs", "-o", str(file)).status == 0
    assert [line[11:14] for line in file.read_text().splitlines()] == ['"b"', '"a"']


@pytest.mark.parametrize("flag", ["--where", "--sort"])
def test_a_file_that_takes_rows_as_they_come_does_not_choose(
    run: Run, flag: str, tmp_path: Path
) -> None:
    file = tmp_path / "zoo.jsonl"
    ran = run("survey", "resnet20", "-o", str(file), flag, "params" if flag == "--sort" else "1")
    assert ran.status == 2
    assert f"{flag} has no effect" in ran.err
    assert not file.exists()


def test_networks_are_tried_again_only_where_their_rows_are(run: Run) -> None:
    ran = run("survey", "resnet20", "--retry-failed")
    assert ran.status == 2
    assert "--resume" in ran.err
