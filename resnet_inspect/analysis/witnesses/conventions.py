"""How other tools count, as data: each total rebuilt from ours, part by part.

For ResNet-50 at 224×224 seven tools print seven figures, from 4,089,184,256 to 8,211,108,352. None
is wrong; they count different things under the same name.
"""

from collections.abc import Iterator

from resnet_inspect.analysis.cost.counting import Costs
from resnet_inspect.analysis.witnesses.component import Component, Convention, source_elements
from resnet_inspect.analysis.witnesses.flop_counter_count import flop_counter_components
from resnet_inspect.analysis.witnesses.fvcore_count import fvcore_components
from resnet_inspect.analysis.witnesses.torchinfo_count import torchinfo_components
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Graph,
    Node,
    NormAttrs,
    OpKind,
)

PRODUCTS = "convolutions, linear layers and matrix products"
NORM_PER_ELEMENT = "normalization, {} an element"


def _ours(graph: Graph, costs: Costs) -> Iterator[Component]:
    del graph
    yield Component(PRODUCTS, costs.total_macs)


def _ptflops_aten(graph: Graph, costs: Costs) -> Iterator[Component]:
    yield from _ours(graph, costs)
    yield Component("biases", costs.bias)


def _ptflops_pytorch(graph: Graph, costs: Costs) -> Iterator[Component]:
    yield from _ptflops_aten(graph, costs)
    yield _norms(graph, 2, 1)
    yield Component(
        "activations of modules, counted twice: as a module and as a function",
        2 * _outputs(graph, OpKind.ACTIVATION),
    )
    yield Component(
        "pooling of modules, counted twice, 1 an input element", 2 * _inputs(graph, OpKind.POOL)
    )


def _thop(graph: Graph, costs: Costs) -> Iterator[Component]:
    yield from _ours(graph, costs)
    yield _norms(graph, 4, 2)
    yield Component(
        "adaptive average pooling, its window and 1 an element",
        sum(
            source_elements(graph, node) + node.output.numel
            for node in graph.of_kind(OpKind.POOL)
            if isinstance(node.attrs, AdaptivePoolAttrs) and "avg" in node.op
        ),
    )
    yield Component(
        "average pooling, 1 an element",
        sum(node.output.numel for node in graph.of_kind(OpKind.POOL) if _is_average(node)),
    )


def _is_average(node: Node) -> bool:
    return node.op.startswith("avg_pool")


def _calflops(graph: Graph, costs: Costs) -> Iterator[Component]:
    yield Component(f"2 × {PRODUCTS}", costs.total_flops)
    yield Component(
        "biases of convolutions",
        sum(
            node.output.numel
            for node in graph.of_kind(OpKind.CONV)
            if getattr(node.attrs, "has_bias", False)
        ),
    )
    yield _norms(graph, 2, 1)
    yield Component("activations, 1 an element", _outputs(graph, OpKind.ACTIVATION))
    yield Component("pooling, 1 an input element", _inputs(graph, OpKind.POOL))


def _norms(graph: Graph, affine: int, plain: int) -> Component:
    """Count so many operations for each normalized element, with and without scale and shift."""
    amount = sum(
        source_elements(graph, node) * (affine if node.attrs.affine else plain)
        for node in graph.of_kind(OpKind.NORM)
        if isinstance(node.attrs, NormAttrs)
    )
    return Component(NORM_PER_ELEMENT.format(affine), amount)


def _inputs(graph: Graph, kind: OpKind) -> int:
    return sum(source_elements(graph, node) for node in graph.of_kind(kind))


def _outputs(graph: Graph, kind: OpKind) -> int:
    return sum(node.output.numel for node in graph.of_kind(kind) if node.outputs)


OURS = Convention(
    tool="resnet-inspect", unit="MACs", rule=_ours,
    summary="Multiply-accumulates of convolutions, linear layers and matrix products, without "
    "biases; so do He et al. 2015 (who write FLOPs) and torchvision (`_ops`).",
)  # fmt: skip

TORCHINFO = Convention(
    tool="torchinfo", unit="MACs", rule=torchinfo_components,
    summary="Weights and biases of modules without children, times positions in convolutions; "
    "normalizations so count as their parameters.",
)  # fmt: skip

FVCORE = Convention(
    tool="fvcore", unit="MACs", rule=fvcore_components,
    summary="MACs, there called flops, and normalization, interpolation and adaptive average "
    "pooling by the element.",
)  # fmt: skip

FLOP_COUNTER = Convention(
    tool="FlopCounterMode", unit="FLOPs", rule=flop_counter_components,
    summary="Two for each multiply-accumulate, and nothing else.",
)  # fmt: skip

PTFLOPS_ATEN = Convention(
    tool="ptflops (aten)", unit="MACs", rule=_ptflops_aten,
    summary="MACs and one for each bias that is added.",
)  # fmt: skip

PTFLOPS_PYTORCH = Convention(
    tool="ptflops (pytorch)", unit="MACs", rule=_ptflops_pytorch,
    summary="MACs, biases, normalization, and activations and pooling twice: its hooks on modules "
    "and its patches of functions both see them.",
)  # fmt: skip

THOP = Convention(
    tool="thop", unit="MACs", rule=_thop,
    summary="MACs, four for each normalized element, and average pooling.",
)  # fmt: skip

CALFLOPS = Convention(
    tool="calflops", unit="FLOPs", rule=_calflops,
    summary="Two for each MAC, and normalization, activations and pooling by the element; its "
    "MACs are ours.",
)  # fmt: skip

CONVENTIONS = (
    OURS, TORCHINFO, FVCORE, FLOP_COUNTER, PTFLOPS_ATEN, PTFLOPS_PYTORCH, THOP, CALFLOPS,
)  # fmt: skip
WITNESSES = (TORCHINFO, FVCORE, FLOP_COUNTER)
"""Those that ``--cross-check`` asks."""
