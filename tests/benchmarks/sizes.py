"""Working sizes from one trace, beside one forward pass on the meta device."""

from collections.abc import Iterator

import torch

from resnet_inspect import trace
from resnet_inspect.analysis.facts import Facts
from resnet_inspect.graph import Graph
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import variant
from tests.benchmarks.measure import medians
from tests.benchmarks.row import Row


def rows(repeats: int) -> Iterator[Row]:
    """Work out every size up to 1024 for ResNet-152, and compare with running it once."""
    graph = trace("resnet152", 224)
    with torch.device("meta"):
        network, image = build(variant("resnet152")).eval(), torch.empty(1, 3, 224, 224)

    def forward() -> None:
        with torch.no_grad():
            network(image)

    works = {
        "one forward pass on the meta device": forward,
        "sizes, from a trace": lambda: Facts(graph).sizes.text,
        "MACs at another size, from a trace": lambda: _macs(graph),
    }
    base = None
    for title, seconds in medians(works, repeats).items():
        base = base or seconds
        yield Row(title, seconds, seconds / base, "" if seconds is base else "at most 1×")


def _macs(graph: Graph) -> None:
    facts = Facts(graph).at(H=320, W=320)
    if facts is not None:
        _ = facts.costs.total_macs
