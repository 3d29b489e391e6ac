"""Type checkers see the whole documented API: a script that uses all of it passes mypy --strict."""

import re
from pathlib import Path

from mypy import api as mypy

import resnet_inspect

ROOT = Path(__file__).parents[1]

SCRIPT = """
from pathlib import Path

import resnet_inspect
from resnet_inspect import Difference, Findings, LintOptions, MemoryFit, Report, WeightsReport
from torch import nn

network = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
report: Report = resnet_inspect.inspect(network, {"input": (1, 3, 32, 32)})
total: int = report.totals.macs
for layer in report.layers:
    print(layer.path, layer.macs, layer.output_shapes)
for residual in report.residuals:
    print(residual.kind)
graph = resnet_inspect.trace("resnet18", 64, train=True)
print([node.output.shape for node in graph.nodes])
findings: Findings = resnet_inspect.lint(
    "resnet18", [64], options=LintOptions(select=("RES1",), fast=True)
)
for finding in findings:
    print(finding.code, finding.message, finding.place.line if finding.place else 0)
sizes = resnet_inspect.sizes("resnet18")
print(sizes.text)
fit: MemoryFit = resnet_inspect.fit_memory("resnet18", "1GiB", optimizer="adam")
print(fit.training.batch, fit.inference.batch)
difference: Difference = resnet_inspect.diff("resnet18", report, ignore=["names"])
print(difference.same, difference.to_dict())
figure = resnet_inspect.diagram(network, 32, level="layer", show=["macs"])
figure.save(Path("figure.svg"))
table = resnet_inspect.paper_table("resnet18", "resnet34", caption="Networks")
print(table.latex(), table.markdown())
check = resnet_inspect.cross_check(network, 32)
print(check.passed, check.macs)
held: WeightsReport = resnet_inspect.weights("w.pth", network)
print(held.to_dict())
print(report.planned(optimizer="adam", dtype="autocast").memory)
"""

WRONG = """
from resnet_inspect import inspect, lint

inspect(3.5, timeout="long")
first: int = lint("resnet18")
print(inspect("resnet18").totals.no_such_figure)
"""


def checked(script: str, folder: Path) -> list[str]:
    """Return what mypy --strict says of a script, a line each."""
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    cache = ROOT / ".mypy_cache" / "scripts"
    said, trouble, _ = mypy.run(
        ["--strict", "--config-file=", "--no-error-summary", "--cache-dir", str(cache), str(file)]
    )
    assert trouble == ""
    return said.splitlines()


def test_the_script_uses_every_public_name() -> None:
    missing = [name for name in resnet_inspect.__all__ if not re.search(rf"\b{name}\b", SCRIPT)]
    assert missing == []


def test_the_script_is_typed(tmp_path: Path) -> None:
    assert checked(SCRIPT, tmp_path) == []


def test_a_script_with_mistakes_is_not(tmp_path: Path) -> None:
    lines = {int(line.split(":")[1]) for line in checked(WRONG, tmp_path) if ": error:" in line}
    assert lines == {4, 5, 6}
