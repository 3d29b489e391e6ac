"""A graph as the columns of a row."""

from resnet_inspect.linter.finding import Finding, Findings, Severity
from resnet_inspect.report import Report
from resnet_inspect.survey.rows.figures import figures, input_text, lint_figures
from resnet_inspect.survey.rows.row import NAMES
from tests.builders import GraphBuilder


def residual_report() -> Report:
    build = GraphBuilder()
    image = build.input((1, 3, 32, 32))
    stem = build.relu(build.conv(image, 8, stride=2))
    block = build.relu(build.add(build.conv(build.relu(build.conv(stem, 8)), 8), stem))
    return Report(build.graph(block))


def test_figures_are_those_of_the_report() -> None:
    report = residual_report()
    row = figures(report)
    assert row["macs"] == report.totals.macs
    assert row["params"] == report.totals.params
    assert row["training_memory"] == report.totals.training_memory
    assert row["depth"] == 3
    assert (row["identity"], row["projection"], row["concat"]) == (1, 0, 0)
    assert row["output_stride"] == 2
    assert row.keys() <= set(NAMES)


def test_without_stages_the_last_window_tells_the_receptive_field() -> None:
    build = GraphBuilder()
    image = build.input((1, 3, 32, 32))
    row = figures(Report(build.graph(build.conv(build.conv(image, 8, stride=2), 8))))
    assert (row["receptive_field"], row["output_stride"]) == (7, 2)


def test_inputs_are_written_in_ascii() -> None:
    assert input_text(residual_report()) == "1x3x32x32"


def test_findings_are_counted_by_severity_and_rules_named_once() -> None:
    found = tuple(
        Finding(message="", place=None, code=code, severity=severity)
        for code, severity in [
            ("RES204", Severity.WARNING),
            ("RES101", Severity.ERROR),
            ("RES204", Severity.WARNING),
        ]
    )
    row = lint_figures(Findings(target="net", findings=found))
    assert row == {"errors": 1, "warnings": 2, "infos": 0, "codes": "RES101 RES204"}
