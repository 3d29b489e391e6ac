"""How torchinfo 1.8 counts: from the parameters of the modules that have no children.

Each call of such a module counts its ``weight`` and ``bias`` once for each sample; in a module
whose class name contains ``Conv``, also once for each position of the output. What is computed
outside such modules, and what has no parameters, is not seen.
"""

from collections import Counter
from collections.abc import Iterator
from math import prod

from resnet_inspect.analysis.cost.counting import Costs
from resnet_inspect.analysis.witnesses.component import Component, macs_of
from resnet_inspect.graph import Graph, Module, ModuleCall, ModulePath, ParameterKind, paths

BIAS = "biases"
OTHER = "weights and biases of normalizations and other layers, once a sample"
POSITIONS = "weights counted for other positions than we do (transposed, sequences)"
UNSEEN = "products outside of modules with a weight"


def torchinfo_components(graph: Graph, costs: Costs) -> Iterator[Component]:
    """Yield what torchinfo's ``total_mult_adds`` consists of."""
    parts: Counter[str] = Counter()
    seen = 0
    for call in _leaf_calls(graph):
        macs = macs_of(costs, graph.nodes_of(call))
        weight, bias = _counted(graph, call)
        parts[BIAS if macs else OTHER] += bias
        if macs and weight:
            seen += macs
            parts[POSITIONS] += weight - macs
        elif not macs:
            parts[OTHER] += weight
    yield Component("convolutions, linear layers and matrix products", costs.total_macs)
    parts[UNSEEN] -= costs.total_macs - seen
    yield from (Component(name, amount) for name, amount in parts.items())


def _leaf_calls(graph: Graph) -> Iterator[ModuleCall]:
    """Yield the calls of registered modules without children."""
    with_children = {
        paths.parent(module.path) for module in graph.modules if module.registered and module.path
    }
    for call in graph.calls:
        if call.module not in with_children and graph.module(call.module).registered:
            yield call


def _counted(graph: Graph, call: ModuleCall) -> tuple[int, int]:
    """Return what torchinfo counts for the weights and for the biases of one call."""
    if not call.outputs:
        return 0, 0
    module = graph.module(call.module)
    output = graph.tensor(call.outputs[0]).shape
    weight = bias = 0
    for name, size in _own_parameters(graph, module):
        amount = size * _times(module, name, output)
        if "weight" in name:
            weight += amount
        elif "bias" in name:
            bias += amount
    return weight, bias


def _own_parameters(graph: Graph, module: Module) -> Iterator[tuple[str, int]]:
    for own in module.parameters:
        parameter = graph.parameters[own]
        if parameter.kind is ParameterKind.PARAMETER:
            yield paths.name(ModulePath(parameter.name)), parameter.tensor.numel


def _times(module: Module, name: str, output: tuple[int, ...]) -> int:
    """Return how often torchinfo counts each element of a parameter."""
    if name not in {"weight", "bias"}:
        return prod(output[:2])
    if "Conv" in module.type:
        return prod(output[:1] + output[2:])
    return output[0] if output else 1
