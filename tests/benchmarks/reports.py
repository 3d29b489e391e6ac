"""In one process: a full report beside a plain forward pass and beside other tools."""

import warnings
from collections.abc import Iterator

import torch
from torch import nn

from resnet_inspect import Report, inspect
from resnet_inspect.analysis.facts import Facts
from resnet_inspect.models.build import build
from tests.benchmarks.measure import Work, medians
from tests.benchmarks.row import Row

SHAPE = (1, 3, 224, 224)
PLAIN = "plain forward pass on the meta device"
OURS = "resnet-inspect: the trace and every analysis"
ANALYSES = (
    "parameters", "costs", "residuals", "structure", "receptive_fields", "memory", "signatures",
)  # fmt: skip


def rows(name: str, repeats: int) -> Iterator[Row]:
    """Compare the report of a reference network with what else there is."""
    with torch.device("meta"):
        model = build(name).eval()
    seconds = medians(_ours(model), repeats * 3)
    plain, ours = seconds[PLAIN], seconds[OURS]
    for title, value in seconds.items():
        yield Row(title, value, value / plain, "at most 0.5×" if title == OURS else "", "ms")
    for title, value in medians(dict(_peers(name, model)), repeats).items():
        yield Row(title, value, value / plain, f"{value / ours:.1f} times ours", "ms")


def full_report(model: nn.Module) -> Report:
    """Trace a network and compute all that any renderer reads."""
    report = inspect(model, SHAPE)
    analyze(report.facts)
    return report


def analyze(facts: Facts) -> None:
    """Run every analysis."""
    for analysis in ANALYSES:
        getattr(facts, analysis)


def plain_forward(model: nn.Module) -> object:
    """Run the network on the meta device."""
    with torch.no_grad():
        return model(torch.empty(SHAPE, device="meta"))


def _ours(model: nn.Module) -> dict[str, Work]:
    graph = inspect(model, SHAPE).graph
    return {
        PLAIN: lambda: plain_forward(model),
        OURS: lambda: full_report(model),
        "  the trace": lambda: inspect(model, SHAPE),
        "  the analyses": lambda: analyze(Facts(graph)),
    }


def _peers(name: str, model: nn.Module) -> Iterator[tuple[str, Work]]:
    """Yield what other tools do; those that need real values get a real network."""
    import torchlens  # noqa: PLC0415 - only the benchmark's extra packages
    import torchview  # noqa: PLC0415 - see above
    from fvcore.nn import FlopCountAnalysis  # noqa: PLC0415 - see above
    from torch.utils.flop_counter import FlopCounterMode  # noqa: PLC0415 - see above
    from torchinfo import summary  # noqa: PLC0415 - see above

    real, image = build(name).eval(), torch.randn(SHAPE)
    shown = ("output_size", "num_params", "mult_adds")

    def flop_counter() -> object:
        with FlopCounterMode(display=False):
            return plain_forward(model)

    def fvcore() -> object:
        return FlopCountAnalysis(real, image).unsupported_ops_warnings(enabled=False).total()

    yield "FlopCounterMode on the meta device", flop_counter
    yield (
        "torchinfo on the meta device",
        lambda: summary(model, input_size=SHAPE, device="meta", verbose=0, col_names=shown),
    )
    yield (
        "torchview on the meta device",
        lambda: torchview.draw_graph(model, input_size=SHAPE, device="meta", depth=10),
    )
    yield "fvcore on the CPU", fvcore
    yield "torchlens on the CPU", lambda: torchlens.trace(real, image)


warnings.filterwarnings("ignore", message=".*torch.jit.*", category=FutureWarning)
warnings.filterwarnings("ignore", message=".*torch.jit.*", category=DeprecationWarning)
