"""Each format of findings, on one network with one finding."""

import json
from pathlib import Path

import pytest

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Findings, Place, Severity
from resnet_inspect.render.findings import (
    concise,
    frames,
    github,
    json_findings,
    markdown,
    sarif_log,
)

TEXT = "one\n  two(three)\nfour\n"


@pytest.fixture
def result(tmp_path: Path) -> Findings:
    file = str(tmp_path / "net.py")
    finding = Finding(
        code="RES210", name="needless-projection", severity=Severity.WARNING,
        message="50% of a, b: c", place=SourceSpan(file, 2, 2, 2, 12), label="here",
        secondary=(Place(SourceSpan(file, 3), "there"),), modules=("layer1.0",), help="do it",
    )  # fmt: skip
    return Findings(target="net.py", findings=(finding,), sources={file: TEXT})


def test_frame_marks_the_expression_and_the_second_place(result: Findings) -> None:
    lines = frames.render([result]).splitlines()
    assert "2 |   two(three)" in lines
    assert "  |   ^^^^^^^^^^ here" in lines
    assert "  | ---- there" in lines


def test_frame_without_colors_has_no_escape_sequences(result: Findings) -> None:
    assert "\x1b" not in frames.render([result])
    assert "\x1b" in frames.render([result], colors=True)


def test_ascii_frames_are_ascii(result: Findings) -> None:
    assert frames.render([result], ascii_only=True).isascii()


def test_concise_line_can_be_clicked(result: Findings) -> None:
    assert "net.py:2:3: warning RES210 50% of a, b: c" in concise.render([result])


def test_github_command_escapes_what_github_reads(result: Findings) -> None:
    text = github.render([result])
    assert text.startswith("::warning file=")
    assert ",line=2," in text
    assert "::50%25 of a, b: c%0Ahelp: do it" in text


def test_json_has_lines_and_columns_from_1(result: Findings) -> None:
    finding = json.loads(json_findings.render([result]))["networks"][0]["findings"][0]
    assert (finding["place"]["line"], finding["place"]["column"]) == (2, 3)


def test_sarif_result_names_its_rule_and_region(result: Findings) -> None:
    run = json.loads(sarif_log.render([result]))["runs"][0]
    found = run["results"][0]
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "RES210"
    assert found["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 13,
    }  # fmt: skip


def test_fingerprint_survives_a_moved_line(result: Findings, tmp_path: Path) -> None:
    file = str(tmp_path / "net.py")
    moved = Finding(
        code="RES210", message="", place=SourceSpan(file, 3, 2, 3, 12), severity=Severity.WARNING
    )
    other = Findings(target="net.py", findings=(moved,), sources={file: f"zero\n{TEXT}"})
    marks = [
        json.loads(sarif_log.render([one]))["runs"][0]["results"][0]["partialFingerprints"]
        for one in (result, other)
    ]
    assert marks[0] == marks[1]


def test_markdown_table_has_one_row_a_finding(result: Findings) -> None:
    assert "| RES210 needless-projection | warning |" in markdown.render([result])
