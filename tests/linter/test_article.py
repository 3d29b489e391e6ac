"""The article's network: every defect at its line in one run, and none after the repair."""

from pathlib import Path

import pytest
import torch
from torch import nn

from resnet_inspect import api
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.reporting.options import LintOptions

NETWORKS = Path(__file__).parent / "networks"


@pytest.fixture(scope="module")
def article() -> Findings:
    return api.lint(NETWORKS / "article_resnet50.py")


def line_of(text: str) -> int:
    lines = (NETWORKS / "article_resnet50.py").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("RES210", "nn.Conv2d(channels_in, channels_out, kernel_size=1, stride=stride"),
        ("RES212", "nn.ReLU(inplace=True),"),
        ("RES303", "self.conv1 = "),
        ("RES303", "self.conv2 = "),
        ("RES303", "self.conv3 = "),
        ("RES213", "out = self.relu(self.bn3(self.conv3(out)))"),
        ("RES401", "out += shortcut"),
        ("RES301", "out = self.bn3(out)"),
        ("RES306", "nn.BatchNorm2d(64),"),
        ("RES509", "self.fc = "),
        ("RES114", "x = x.view("),
        ("RES504", "image_shape=("),
    ],
)
def test_defect_is_found_at_its_line(article: Findings, code: str, text: str) -> None:
    places = {(one.code, one.place.line) for one in article if one.place is not None}
    assert (code, line_of(text)) in places


def test_nothing_else_is_reported(article: Findings) -> None:
    assert len(article.at_least(Severity.WARNING)) == 8


def test_working_sizes_are_told(article: Findings) -> None:
    assert article.sizes == "193…224 only"


def test_batch_becomes_four_times_as_large_at_twice_the_size(article: Findings) -> None:
    finding = next(one for one in article if one.code == "RES114")
    assert "4 rows of a batch of 1" in finding.message
    assert "448" in finding.condition


def test_sum_in_place_has_a_safe_fix_that_was_tried(article: Findings) -> None:
    finding = next(one for one in article if one.code == "RES401")
    assert finding.fix is not None
    assert finding.fix.safe
    assert finding.fix.verified.startswith("verified: ")


def test_article_has_138_million_parameters() -> None:
    assert api.inspect(NETWORKS / "article_resnet50.py").parameters.network.total == 138_455_208


def test_repaired_network_is_clean_and_is_resnet50() -> None:
    fixed = NETWORKS / "article_resnet50_fixed.py"
    assert len(api.lint(fixed)) == 0
    assert api.inspect(fixed).parameters.network.total == 25_557_032


def test_repaired_network_trains_a_step() -> None:
    name: dict[str, type[nn.Module]] = {}
    text = (NETWORKS / "article_resnet50_fixed.py").read_text(encoding="utf-8")
    exec(compile(text, "article_resnet50_fixed.py", "exec"), name)  # noqa: S102 - our own fixture
    network = name["ResNet50"]()
    before = next(iter(network.parameters())).detach().clone()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    loss = nn.functional.cross_entropy(network(torch.randn(2, 3, 64, 64)), torch.tensor([1, 2]))
    loss.backward()
    optimizer.step()
    assert not torch.equal(before, next(iter(network.parameters())))


def test_options_select_rules() -> None:
    options = LintOptions(select=("RES303",), fixes=False)
    result = api.lint(NETWORKS / "article_resnet50.py", options=options)
    assert {one.code for one in result} == {"RES303"}
