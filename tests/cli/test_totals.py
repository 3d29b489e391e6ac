"""Bare numbers for shell scripts, and tables for programs."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from resnet_inspect.cli.main import command_line, status_of
from resnet_inspect.graph.codec import dumps
from tests.cli.test_table_commands import good


def run(*words: str) -> int:
    app = command_line([words[0]])
    return status_of(lambda: app(args=list(words), prog_name="resnet-inspect"))


@pytest.fixture
def trace(tmp_path: Path) -> str:
    path = tmp_path / "t.json"
    path.write_text(dumps(good()), encoding="utf-8")
    return str(path)


def test_totals_are_bare_numbers(trace: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("inspect", trace, "--total", "macs,flops", "--total", "params") == 0
    macs, flops, params = capsys.readouterr().out.splitlines()
    assert int(flops) == 2 * int(macs) > 0
    assert params == "0"


def test_an_unknown_total_names_those_there_are(
    trace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("inspect", trace, "--total", "gflops") == 2
    assert "Totals: params, trainable" in capsys.readouterr().err


def test_csv_is_unfolded_unless_asked(trace: str, capsys: pytest.CaptureFixture[str]) -> None:
    lengths = []
    for words in ((), ("--fold", "auto")):
        assert run("inspect", trace, "-f", "csv", *words) == 0
        lengths.append(len(capsys.readouterr().out.splitlines()))
    assert lengths[0] > lengths[1]


def test_the_list_is_data_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "resnet18", "-f", "json") == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert first["params"] == 11_689_512
    assert run("list", "resnet18", "-f", "csv") == 0
    assert next(csv.DictReader(StringIO(capsys.readouterr().out)))["name"] == "resnet18"


def test_the_papers_table_is_data_too(trace: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("table", trace, "-f", "json") == 0
    (network,) = json.loads(capsys.readouterr().out)
    assert network["rows"]
    assert run("table", trace, "-f", "csv") == 0
    assert capsys.readouterr().out.startswith("layer,output_size,")
