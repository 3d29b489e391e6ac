"""Which failures rest on an input whose shape nobody gave.

The shape of an input behind the first is guessed from the layer that reads it; its height and width
are those of the first. A convolution settles the channels whatever the guess was, and pooling over
all positions settles the sizes: what fails behind both fails for every input.
"""

from dataclasses import dataclass

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Graph,
    Node,
    NodeId,
    OpKind,
    ReduceAttrs,
)

SPATIAL = 2
"""The first spatial dimension."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What of a tensor's shape follows from a guess."""

    width: bool = False
    """Its channels or features."""
    sizes: bool = False
    """Its height and width."""

    def __bool__(self) -> bool:
        """Whether anything does."""
        return self.width or self.sizes

    def __or__(self, other: "Guess") -> "Guess":
        """Return what follows from a guess in either."""
        return Guess(self.width or other.width, self.sizes or other.sizes)


NOTHING, ALL = Guess(), Guess(width=True, sizes=True)


def guesses(graph: Graph) -> dict[NodeId, Guess]:
    """Return for each operator that a guessed input reaches what of its result is guessed."""
    found = {
        graph.inputs()[place].id: ALL for place in graph.run.guessed if place < len(graph.inputs())
    }
    if not found:
        return {}
    for node in graph.nodes:
        if guess := _handed_on(node, read(node, found)):
            found[node.id] = found.get(node.id, NOTHING) | guess
    return found


def read(node: Node, found: dict[NodeId, Guess]) -> Guess:
    """Return what of the tensors that an operator reads is guessed."""
    guess = NOTHING
    for ref in node.inputs:
        guess |= found.get(ref.node, NOTHING)
    return guess


def _handed_on(node: Node, guess: Guess) -> Guess:
    if not guess:
        return NOTHING
    match node.kind:
        case OpKind.CONV:
            return Guess(sizes=guess.sizes)
        case OpKind.LINEAR:
            return Guess(
                sizes=guess.sizes and bool(node.outputs) and len(node.output.shape) > SPATIAL
            )
        case OpKind.RESHAPE if guess.sizes:
            return ALL
    if isinstance(node.attrs, AdaptivePoolAttrs | ReduceAttrs):
        return Guess(width=guess.width)
    return guess


def rests_on_a_guess(graph: Graph, node: Node) -> bool:
    """Whether an operator that failed might not have, had the input been another."""
    guess = read(node, guesses(graph))
    return guess.width if node.kind in {OpKind.CONV, OpKind.LINEAR, OpKind.NORM} else bool(guess)
