"""How long tensors live that nothing reads any more, and what is computed twice to save them."""

from dataclasses import dataclass

from resnet_inspect.graph.node import NodeId, Ref


@dataclass(frozen=True, slots=True)
class Held:
    """A tensor that the network's code held longer than it read it.

    A local variable, a list of feature maps or a module's attribute does so.
    """

    ref: Ref
    until: NodeId
    """The last operator during which it was held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A part of the forward pass that keeps nothing for backward and is computed again there.

    Its nodes are ``first_node`` up to, not including, ``end_node``.
    """

    first_node: NodeId
    end_node: NodeId
    reentrant: bool = False
    """Whether backward runs inside of backward, as the older form of torch's checkpoint does: the
    part's results and their gradients are then held until it is over."""
