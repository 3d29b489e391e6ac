"""A report as data: totals, layers, residual connections and stages, in Python and as JSON."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from resnet_inspect.api import inspect
from resnet_inspect.graph.codec import loads
from resnet_inspect.render.records import document
from resnet_inspect.render.table.formats import csv_table
from resnet_inspect.report import Report
from tests.render import networks

ReportOn = Callable[[str], Report]


@pytest.mark.parametrize("name", networks.ALL)
def test_leaves_add_up_to_the_totals(name: str, report_on: ReportOn) -> None:
    report = report_on(name)
    leaves = [layer for layer in report.layers if layer.leaf]
    assert sum(layer.macs for layer in leaves) == report.totals.macs
    if report.complete:
        assert sum(layer.params for layer in leaves) == report.totals.params
    assert sum(report.totals.macs_by_kind.values()) == report.totals.macs


@pytest.mark.parametrize("name", networks.ALL)
def test_the_leaves_of_the_csv_add_up_without_any_option(name: str, report_on: ReportOn) -> None:
    report = report_on(name)
    rows = list(csv.DictReader(StringIO(csv_table.render(report))))
    assert sum(int(row["macs"]) for row in rows if row["leaf"] == "True") == report.totals.macs
    paths = {module.path for module in report.graph.modules}
    assert {row["path"] for row in rows} <= paths


@pytest.mark.parametrize("name", networks.ALL)
def test_json_has_the_report_beside_the_graph(name: str, report_on: ReportOn) -> None:
    report = report_on(name)
    text = document.render(report)
    read = json.loads(text)
    Draft202012Validator(document.document_schema()).validate(read)
    assert read["totals"]["macs"] == report.costs.total_macs
    assert read["layers"] == [layer.to_dict() for layer in report.layers]
    assert len(read["residuals"]) == len(report.facts.residuals)
    assert loads(text) == report.graph


def test_a_file_of_the_version_before_still_loads(report_on: ReportOn) -> None:
    report = report_on("resnet18")
    old = json.loads(document.render(report))
    old = {"format": old["format"], "version": 1, "graph": old["graph"]}
    for key in ("numbers", "decisions"):
        old["graph"].pop(key, None)
    for node in old["graph"]["nodes"]:
        node.pop("sizes", None)
    assert Report(loads(json.dumps(old))).totals == report.totals


def test_a_residual_connection_tells_the_figures_of_its_table() -> None:
    first = inspect("resnet50", 64).residuals[0]
    assert (first.kind, first.block_path, first.stride) == ("projection", "layer1.0", (1, 1))
    assert first.to_dict()["fork_shape"] == [1, 64, 16, 16]
    assert first.params == 64 * 256 + 2 * 256


def test_stages_hold_the_blocks() -> None:
    stages = inspect("resnet50", 64).stages
    assert [stage.blocks for stage in stages] == [3, 4, 6, 3]
    assert [stage.name for stage in stages] == ["layer1", "layer2", "layer3", "layer4"]
    assert stages[3].output_shape == (1, 2048, 2, 2)


def test_the_script_that_mypy_checks_runs() -> None:
    script = Path(__file__).with_name("script.py")
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("148")
