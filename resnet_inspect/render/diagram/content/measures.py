"""Numbers on chips: parameters, MACs, activation sizes, receptive fields; and heat by cost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.errors import UnknownChoiceError
from resnet_inspect.graph import Graph, Node, NodeId, OpKind, ParameterId, ParameterKind
from resnet_inspect.graph.paths import is_within
from resnet_inspect.render.diagram.content.model import Content, Leaf, Role
from resnet_inspect.units import at_least, binary_size, dimensions, scaled, square

Nodes = Sequence[NodeId]


def parameters(graph: Graph, facts: Facts, nodes: Nodes) -> int:  # noqa: ARG001 - one signature
    """Count the parameters that nodes read, each once."""
    read = {number for node in nodes for number in _read(graph, graph.nodes[node])}
    return sum(
        graph.parameters[number].tensor.numel
        for number in read
        if graph.parameters[number].kind is ParameterKind.PARAMETER
    )


def _read(graph: Graph, node: Node) -> Iterator[ParameterId]:
    """Yield the parameters of a node; those of the whole module where nobody sees into it."""
    yield from node.parameters
    if node.kind is OpKind.OPAQUE and node.module:
        for module in graph.modules:
            if is_within(module.path, node.module):
                yield from module.parameters


def macs(graph: Graph, facts: Facts, nodes: Nodes) -> int:  # noqa: ARG001 - one signature
    """Sum the multiply-accumulates of nodes."""
    return sum(facts.costs.macs[node] or 0 for node in nodes)


def activations(graph: Graph, facts: Facts, nodes: Nodes) -> int:  # noqa: ARG001 - one signature
    """Return the bytes of what the last node returns."""
    return sum(tensor.bytes for tensor in graph.nodes[nodes[-1]].outputs)


MEASURES: dict[str, Callable[[Graph, Facts, Nodes], int]] = {
    "params": parameters,
    "macs": macs,
    "flops": lambda graph, facts, nodes: 2 * macs(graph, facts, nodes),
    "activations": activations,
}
"""What ``--color-by`` knows."""

SHOWN = (*MEASURES, "field", "shape")
"""What ``--show`` knows."""

_NAMES = {
    "params": "parameters", "macs": "MACs", "flops": "FLOPs", "activations": "activations",
}  # fmt: skip
_UNITS = {"params": " params", "macs": " MACs", "flops": " FLOPs"}


def check_measures(show: Sequence[str], color_by: str) -> None:
    """Check what is asked of the chips.

    Raises:
        UnknownChoiceError: There is no such figure.
    """
    for name in show:
        if name not in SHOWN:
            raise UnknownChoiceError("figure to show", name, SHOWN)
    if color_by and color_by not in MEASURES:
        raise UnknownChoiceError("figure to color by", color_by, MEASURES)


def measured(
    graph: Graph, facts: Facts, content: Content, show: Sequence[str], color_by: str
) -> Content:
    """Return the content with notes on its chips and a place in the heat scale."""
    check_measures(show, color_by)
    notes = [" · ".join(_notes(graph, facts, leaf, show)) for leaf in content.leaves]
    heats = _heats(graph, facts, content.leaves, color_by)
    leaves = (
        replace(leaf, note=note if leaf.role is not Role.JOIN else "", heat=heat)
        for leaf, note, heat in zip(content.leaves, notes, heats, strict=True)
    )
    return replace(content, leaves=tuple(leaves), heat=_scale(graph, facts, content, color_by))


def _scale(graph: Graph, facts: Facts, content: Content, color_by: str) -> str:
    """Say what the heat colors mean."""
    if not color_by:
        return ""
    owns = [leaf.own for leaf in content.leaves if leaf.own]
    most = max(MEASURES[color_by](graph, facts, own) for own in owns)
    text = binary_size(most) if color_by == "activations" else scaled(most)
    return f"{_NAMES[color_by]} of each chip, up to {text}"


def _notes(graph: Graph, facts: Facts, leaf: Leaf, show: Sequence[str]) -> list[str]:
    written = [_note(graph, facts, leaf.own, name) for name in show]
    return [text for text in written if text]


def _note(graph: Graph, facts: Facts, nodes: Nodes, name: str) -> str:
    if not nodes:
        return ""
    last = graph.nodes[nodes[-1]]
    if name == "shape":
        return dimensions(last.output.shape[1:]) if last.outputs else ""
    if name == "field":
        field = facts.receptive_fields[last.id]
        return f"field {square(field.size)}" if field else ""
    value = MEASURES[name](graph, facts, nodes)
    if name in {"macs", "flops"} and not set(facts.costs.unknown).isdisjoint(nodes):
        return f"{at_least(value, known=False)}{_UNITS[name]}"
    if not value:
        return ""
    return binary_size(value) if name == "activations" else f"{scaled(value)}{_UNITS[name]}"


STEPS = 100
"""The finest scale; a theme has fewer colors."""


def _heats(graph: Graph, facts: Facts, leaves: Sequence[Leaf], color_by: str) -> list[int | None]:
    if not color_by:
        return [None] * len(leaves)
    measure = MEASURES[color_by]
    values = [measure(graph, facts, leaf.own) if leaf.own else 0 for leaf in leaves]
    most = max(values) or 1
    return [
        None if leaf.role in {Role.JOIN, Role.INPUT} or _hidden(facts, leaf, color_by)
        else step(value, most)
        for leaf, value in zip(leaves, values, strict=True)
    ]  # fmt: skip


def _hidden(facts: Facts, leaf: Leaf, color_by: str) -> bool:
    """Tell a chip whose cost is unknown: it gets no color rather than the coldest."""
    return color_by in {"macs", "flops"} and not set(facts.costs.unknown).isdisjoint(leaf.own)


def heat_place(step: int, colors: int) -> int:
    """Return which of a theme's heat colors a step gets."""
    return min(colors - 1, step * colors // STEPS)


def step(value: int, most: int) -> int:
    """Return the place of a value in the heat scale."""
    return min(STEPS - 1, STEPS * value // most)
