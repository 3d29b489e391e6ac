"""A traced graph as a formula, so that a test says in one line what feeds what."""

from resnet_inspect.graph import Graph, OpKind, Ref


def formula(graph: Graph) -> str:
    """Return each output as nested calls; constants are calls without arguments.

    The inputs are ``x``, ``y``, ``z``; a part of a node with several results is ``chunk(x)[1]``.

    Example of a result: ``add(relu(conv2d(x)), x)``.
    """
    texts: list[str] = []
    names = iter("xyzuvw")
    for node in graph.nodes:
        if node.kind is OpKind.INPUT:
            texts.append(next(names))
        else:
            texts.append(f"{node.op}({', '.join(_part(graph, texts, r) for r in node.inputs)})")
    return ", ".join(
        out.text if out.ref is None else _part(graph, texts, out.ref) for out in graph.outputs
    )


def _part(graph: Graph, texts: list[str], ref: Ref) -> str:
    several = len(graph.nodes[ref.node].outputs) > 1
    return f"{texts[ref.node]}[{ref.index}]" if several else texts[ref.node]
