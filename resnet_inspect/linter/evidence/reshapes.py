"""What reshapes do to the batch."""

from resnet_inspect.graph import Graph, Node, OpKind, ReshapeAttrs

MATRIX = 2


def batch_of(graph: Graph) -> int:
    """Return the batch size of the inputs, 0 where they do not agree."""
    sizes = {node.output.shape[0] for node in graph.inputs() if node.output.shape}
    return sizes.pop() if len(sizes) == 1 else 0


def changes_batch(graph: Graph, node: Node, batch: int) -> bool:
    """Whether a reshape to a matrix gives it other rows than images, and it stays that way.

    Networks that fold time or patches into the batch undo it before their output, and are left
    alone.
    """
    source = graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if not isinstance(node.attrs, ReshapeAttrs) or not node.outputs or len(source) <= MATRIX:
        return False
    made = node.output.shape
    asked = node.attrs.requested
    if source[0] != batch or made[:1] == (batch,) or (len(made) > MATRIX and asked[:1] == (-1,)):
        return False
    shapes = [graph.tensor(one.ref).shape for one in graph.outputs if one.ref is not None]
    several = [shape for shape in shapes if shape not in {(), (1,)}]  # the others are losses
    kept = bool(several) and all(shape[:1] == (batch,) for shape in several)
    return not kept and _reaches_linear(graph, node)


def _reaches_linear(graph: Graph, node: Node) -> bool:
    """Whether a classifier, or the output itself, reads the matrix."""
    reached = {node.id}
    for later in graph.nodes[node.id + 1 :]:
        if any(ref.node in reached for ref in later.inputs):
            if later.kind is OpKind.LINEAR:
                return True
            reached.add(later.id)
    return any(one.ref is not None and one.ref.node in reached for one in graph.outputs)
