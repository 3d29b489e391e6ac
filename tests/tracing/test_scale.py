"""Neither memory nor time grows out of proportion; shapes are those of a real run."""

import subprocess
import sys
from collections.abc import Callable

import pytest
import torch
import torchvision
from torch import Tensor, nn

from resnet_inspect import api
from resnet_inspect.graph.codec import dumps, loads
from tests.tracing.conftest import Trace

PEAK = """
import resource
from resnet_inspect import api
api.trace("resnet152", "{size}")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _peak_megabytes(size: str) -> float:
    code = PEAK.format(size=size)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    return int(ran.stdout) / 1024


def test_a_large_input_takes_no_more_memory() -> None:
    assert _peak_megabytes("16x3x2048x2048") < _peak_megabytes("1x3x64x64") + 20


class Block(nn.Module):
    """A small residual block."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """Return relu(conv(x) + x)."""
        return self.relu(self.conv(x) + x)


def _python_calls(blocks: int) -> int:
    """Count the Python calls that tracing a chain takes: time without the clock's moods."""
    with torch.device("meta"):
        chain = nn.Sequential(*[Block() for _ in range(blocks)])
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        api.trace(chain, "4x8x8", timeout=0)
    finally:
        sys.setprofile(None)
    return count


def test_work_grows_with_the_number_of_blocks() -> None:
    _python_calls(10)

    assert _python_calls(800) < 4.3 * _python_calls(200)


NETWORKS: list[Callable[[], nn.Module]] = [
    torchvision.models.resnet18,
    torchvision.models.resnext50_32x4d,
    torchvision.models.densenet121,
    torchvision.models.mobilenet_v3_small,
    torchvision.models.shufflenet_v2_x0_5,
    torchvision.models.regnet_y_400mf,
]


@pytest.mark.parametrize("build", NETWORKS)
def test_shapes_of_all_calls_are_those_of_a_real_run(
    trace: Trace, build: Callable[[], nn.Module]
) -> None:
    network = build().eval()
    real: list[tuple[int, ...]] = []
    for module in network.modules():
        module.register_forward_hook(lambda _m, _i, out: real.append(tuple(out.shape)))
    with torch.no_grad():
        network(torch.randn(1, 3, 64, 64))
    for module in network.modules():
        module._forward_hooks.clear()  # noqa: SLF001 - the handles, in one go

    graph = trace(network, (1, 3, 64, 64))
    traced = [
        graph.tensor(call.outputs[0]).shape
        for call in sorted(graph.calls, key=lambda call: (call.end_node, -call.id))
    ]
    assert graph.complete
    assert sorted(traced) == sorted(real)
    assert sum(p.tensor.numel for p in graph.parameters if p.kind == "parameter") == sum(
        parameter.numel() for parameter in network.parameters()
    )


@pytest.mark.parametrize("build", NETWORKS[:3])
def test_calls_nest_and_the_graph_survives_json(
    trace: Trace, build: Callable[[], nn.Module]
) -> None:
    graph = trace(build(), (1, 3, 64, 64))

    for call in graph.calls:
        parent = graph.calls[call.parent] if call.parent is not None else call
        assert parent.first_node <= call.first_node <= call.end_node <= parent.end_node
    for node in graph.nodes[1:]:
        call = graph.calls[node.call]
        assert call.first_node <= node.id < call.end_node
    assert loads(dumps(graph)) == graph
