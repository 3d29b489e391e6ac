"""A moment of memory in words: what runs, and at which of the user's lines."""

from resnet_inspect.analysis.facts import Memory, Moment, Phase
from resnet_inspect.graph import Node
from resnet_inspect.render.places import short_place

_WORDS = {
    Phase.FORWARD: "forward of", Phase.BACKWARD: "backward of",
    Phase.RECOMPUTATION: "recomputation of",
}  # fmt: skip


def moment_text(memory: Memory, moment: Moment) -> str:
    """Return ``backward of layer1.2.conv3 at my.py:90``."""
    if moment.node is None or memory.graph is None:
        return "the optimizer's step"
    node = memory.graph.nodes[moment.node]
    place = f" at {short_place(node.source)}" if node.source else ""
    return f"{_WORDS[moment.phase]} {_name(node)}{place}"


def _name(node: Node) -> str:
    """Return the module, with the operator where the module's name does not say it."""
    op = "a conversion" if node.op == "autocast" else node.op
    return f"{op} in {node.module}" if node.module else op
