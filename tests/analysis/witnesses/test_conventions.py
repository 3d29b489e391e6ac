"""Totals of other tools, rebuilt from ours."""

from collections.abc import Callable

import pytest

from resnet_inspect.analysis.cost.counting import count_cost
from resnet_inspect.analysis.witnesses.component import Convention
from resnet_inspect.analysis.witnesses.conventions import (
    CALFLOPS,
    CONVENTIONS,
    FLOP_COUNTER,
    FVCORE,
    OURS,
    PTFLOPS_ATEN,
    PTFLOPS_PYTORCH,
    THOP,
    TORCHINFO,
)
from resnet_inspect.graph import Graph
from resnet_inspect.models.build import build

RESNET50_AT_224 = {
    OURS.tool: 4_089_184_256,
    TORCHINFO.tool: 4_089_238_376,
    FVCORE.tool: 4_111_512_576,
    FLOP_COUNTER.tool: 8_178_368_512,
    PTFLOPS_ATEN.tool: 4_089_185_256,
    PTFLOPS_PYTORCH.tool: 4_132_436_968,
    THOP.tool: 4_133_742_592,
    CALFLOPS.tool: 8_211_108_352,
}


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.tool)
def test_every_tools_total_for_resnet50_is_rebuilt(
    convention: Convention, trace: Callable[..., Graph]
) -> None:
    graph = trace(build("resnet50"), (1, 3, 224, 224))
    total = convention.total(graph, count_cost(graph))
    assert total == RESNET50_AT_224[convention.tool]


def test_components_name_what_is_counted(trace: Callable[..., Graph]) -> None:
    graph = trace(build("resnet50"), (2, 3, 224, 224))
    parts = FVCORE.components(graph, count_cost(graph))
    assert {part.name: part.amount // 2 for part in parts} == {
        "convolutions, linear layers and matrix products": 4_089_184_256,
        "batch normalization, 2 an element": 22_227_968,
        "adaptive average pooling, 1 an input element": 100_352,
    }
