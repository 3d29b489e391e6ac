"""The Python interface: all that the command line does, as calls on names, files and modules."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import resnet_inspect
from resnet_inspect import api
from resnet_inspect.analysis.witnesses.cross_check import CrossCheck
from resnet_inspect.errors import (
    ConstructionError,
    InspectError,
    TraceFormatError,
    UnknownModelError,
    UsageError,
)
from resnet_inspect.graph.codec import dumps
from resnet_inspect.linter.reporting.options import LintOptions

FILE = """\
from torch import nn


class Net(nn.Module):
    def __init__(self, width=8, fail=False):
        super().__init__()
        if fail:
            raise ValueError(width)
        self.conv = nn.Conv2d(3, width, 3, padding=1)
        self.bn = nn.BatchNorm2d(width)

    def forward(self, x):
        return self.bn(self.conv(x)).relu()
"""


class Block(nn.Module):
    """A residual block with real weights."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)

    def forward(self, x: Tensor) -> Tensor:
        """Add the shortcut."""
        return torch.relu(self.norm(self.conv(x)) + x)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with one network."""
    path = tmp_path / "net.py"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a saved trace."""
    path = tmp_path / "t.json"
    path.write_text(dumps(api.trace(Block(), 8)), encoding="utf-8")
    return path


# -- inspect and trace ---------------------------------------------------------------------


def test_a_name_a_file_and_a_path_are_targets(file: Path) -> None:
    assert api.inspect("resnet18", 64).parameters.network.total == 11_689_512
    by_path, by_text = api.inspect(file, 16), api.inspect(f"{file}:Net", 16)
    assert by_path.costs.total_macs == by_text.costs.total_macs == 3 * 8 * 9 * 16 * 16


def test_arguments_reach_the_constructor(file: Path) -> None:
    report = api.inspect(file, 16, arguments={"width": 5})
    assert report.graph.nodes[1].output.shape == (1, 5, 16, 16)


def test_training_mode_is_that_of_the_trace(file: Path) -> None:
    assert api.inspect(file, 16, train=True).graph.run.training
    assert not api.inspect(file, 16).graph.run.training


def test_a_network_in_use_is_inspected_with_its_weights_untouched() -> None:
    network = nn.Sequential(Block(), nn.Dropout(), Block()).train()
    network[0].requires_grad_(requires_grad=False)
    network(torch.rand(2, 4, 8, 8)).sum().backward()
    before = _weights(network)
    generator = torch.get_rng_state()

    report = api.inspect(network, 8)

    assert len(report.residuals) == 2
    assert report.parameters.network.total == 2 * (4 * 4 * 9 + 8)
    assert _weights(network) == before
    assert torch.equal(torch.get_rng_state(), generator)
    assert all(module.training for module in network.modules())
    assert not any(module._forward_hooks for module in network.modules())  # noqa: SLF001 - no public way


def _weights(network: nn.Module) -> list[Any]:
    tensors = [*network.named_parameters(), *network.named_buffers()]
    return [
        (name, tensor.data_ptr(), str(tensor.device), tensor._version, tensor.requires_grad,  # noqa: SLF001 - writes show here
         tensor.tolist(), tensor.grad is not None and tensor.grad.tolist())
        for name, tensor in tensors
    ]  # fmt: skip


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_a_module_may_be_on_any_device(device: str) -> None:
    graph = api.trace(Block().to(device), 8)
    assert (graph.complete, graph.run.device) == (True, "meta")


def test_half_precision_gets_half_precision() -> None:
    graph = api.trace(Block().half(), 8)
    assert {node.output.dtype for node in graph.nodes} == {"float16"}


def test_a_tensor_as_input_is_not_read() -> None:
    tensor = torch.full((2, 4, 8, 8), float("nan"), requires_grad=True)
    report = api.inspect(Block(), tensor)
    assert report.graph.inputs()[0].output.shape == (2, 4, 8, 8)
    assert (tensor._version, tensor.grad) == (0, None)  # noqa: SLF001 - writes show here


def test_a_saved_trace_gives_the_same_report(saved: Path) -> None:
    report = api.inspect(saved)
    assert report == api.inspect(str(saved))
    assert report.graph == api.trace(Block(), 8)
    assert len(report.residuals) == 1


def test_a_failing_forward_is_no_exception() -> None:
    report = api.inspect(Block(), "5x8x8")
    assert not report.complete
    assert report.graph.failures[0].type == "RuntimeError"
    recovered = api.trace(Block(), "5x8x8", recover=True)
    assert recovered.failures
    assert recovered.complete
    assert any(node.assumed for node in recovered.nodes)


@pytest.mark.parametrize("call", [api.inspect, api.trace, api.lint, api.cross_check])
@pytest.mark.parametrize(
    ("target", "error", "said"),
    [
        ("resnet51x", UnknownModelError, "no network named `resnet51x`"),
        ("missing.py", UsageError, "there is no file"),
        (nn.Conv2d, UsageError, "is no network"),
        (None, UsageError, "is no network"),
        (3, UsageError, "is no network"),
    ],
)
def test_what_is_no_network_is_refused(
    call: Callable[..., object], target: object, error: type[InspectError], said: str
) -> None:
    with pytest.raises(error, match=said) as caught:
        call(target)
    assert caught.value.hint


def test_a_raising_constructor_is_an_error_of_ours(file: Path) -> None:
    with pytest.raises(ConstructionError, match="ValueError: 8") as caught:
        api.inspect(file, arguments={"fail": True})
    assert f'File "{file}", line 8' in caught.value.traceback


@pytest.mark.parametrize("changed", [{"input": 32}, {"arguments": {"width": 3}}])
def test_a_saved_trace_cannot_be_given_another_input(saved: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="its input, arguments and mode are fixed"):
        api.inspect(saved, **changed)


def test_a_damaged_trace_is_named(saved: Path) -> None:
    saved.write_text(saved.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(TraceFormatError, match=r"t\.json"):
        api.inspect(saved)


# -- what is shown -------------------------------------------------------------------------


def test_printing_a_report_shows_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    print(api.inspect(Block(), 8))  # noqa: T201 - under test
    shown = capsys.readouterr().out
    assert shown.startswith("Block")
    assert "conv" in shown
    assert "\x1b" not in shown
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")


def test_a_notebook_shows_it_as_html() -> None:
    shown = api.inspect(Block(), 8)._repr_html_()
    assert "<table" in shown
    assert "conv" in shown
    assert shown.count("<table") == shown.count("</table>")


def test_a_failed_report_can_be_shown_too() -> None:
    report = api.inspect(Block(), "5x8x8")
    said = "it takes 4 channels, not 5"
    assert said in str(report)
    assert said in report._repr_html_()


# -- lint and cross-check ------------------------------------------------------------------


def test_lint_takes_a_file_a_module_and_a_trace(file: Path, saved: Path) -> None:
    assert [one.code for one in api.lint(file, 16)] == ["RES303"]
    biased = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())
    before = _weights(biased)
    assert [one.code for one in api.lint(biased, 16)] == ["RES303"]
    assert _weights(biased) == before
    assert len(api.lint(saved)) == 0


def test_lint_reports_a_raising_constructor_as_a_finding(file: Path) -> None:
    findings = list(api.lint(file, arguments={"fail": True}))
    assert len(findings) == 1
    assert findings[0].place is not None
    assert findings[0].place.line == 8


def test_lint_runs_the_rules_chosen(file: Path) -> None:
    assert len(api.lint(file, 16, options=LintOptions(ignore=("RES303",)))) == 0


def test_cross_check_leaves_a_network_in_use_as_it_was() -> None:
    network = Block()
    before = _weights(network)
    check = api.cross_check(network, 16)
    assert isinstance(check, CrossCheck)
    assert check.passed
    assert check.macs == 4 * 4 * 9 * check.inputs[0].numel // 4
    assert _weights(network) == before


def test_cross_check_refuses_a_saved_trace(saved: Path) -> None:
    with pytest.raises(UsageError, match="other tools cannot run"):
        api.cross_check(saved)


def test_cross_check_of_a_failing_network_is_an_error() -> None:
    with pytest.raises(InspectError, match="nothing to compare"):
        api.cross_check(Block(), "5x8x8")


def test_the_package_offers_the_calls() -> None:
    assert resnet_inspect.inspect is api.inspect
    assert resnet_inspect.trace is api.trace
    assert all(hasattr(resnet_inspect, name) for name in resnet_inspect.__all__)


def test_a_report_says_itself_in_one_line() -> None:
    report = api.inspect("resnet18", 64)
    assert repr(report).startswith("<Report of ResNet-18 (resnet18): 11,689,512 parameters")
    assert "\n" not in repr(report)
    assert repr(api.diff(report, report)) == "<Difference of resnet18 and resnet18: same>"


def test_findings_and_traces_say_themselves_in_lines() -> None:
    found = api.lint(nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Linear(3, 3)), 32)
    assert repr(found) == "<Findings of Sequential: 1 error, 1 info>"
    assert "error[RES111] `2` takes 3 features, 30 arrive" in str(found)
    assert str(found).endswith("\n\nFound 1 error and 1 info.")
    assert repr(api.trace(nn.Conv2d(3, 8, 3), 32)) == "<Graph of Conv2d: 2 nodes>"
    fit = repr(api.fit_memory("resnet18", "1GiB", input=64))
    assert fit.startswith("<MemoryFit in 1073741824 bytes: inference ")


def test_printed_findings_show_the_lines_to_change(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("from torch import nn\nnet = nn.Sequential(nn.Linear(8, 9), nn.Linear(8, 2))\n")
    assert "2 | net = nn.Sequential(nn.Linear(8, 9), nn.Linear(8, 2))" in str(api.lint(file, "8"))
    raising = tmp_path / "raising.py"
    raising.write_text("def net():\n    raise ValueError('odd')\n")
    assert "odd" in str(api.lint(f"{raising}:net"))


def test_results_cannot_be_edited() -> None:
    report = api.inspect("resnet18", 64)
    with pytest.raises(TypeError):
        report.parameters.by_module["conv1"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        report.costs.by_kind["conv"] = 0  # type: ignore[index]


def test_a_diagram_takes_the_input_as_inspect_does() -> None:
    network = nn.Conv2d(3, 4, 3)
    drawn = [
        api.diagram(network, 32, show="params,macs"),
        api.diagram(network, input=32, show=("params", "macs")),
    ]
    assert drawn[0].render("svg") == drawn[1].render("svg")
    with pytest.raises(UsageError, match="there is no level `deep`"):
        api.diagram(network, 32, level="deep")
    with pytest.raises(UsageError, match="more than one input"):
        api.diagram(network, 32, input=32)


def test_the_package_lists_its_names() -> None:
    assert set(resnet_inspect.__all__) <= set(dir(resnet_inspect))


def test_lint_is_called_by_the_package() -> None:
    assert len(resnet_inspect.lint("resnet18", 64)) == 0
