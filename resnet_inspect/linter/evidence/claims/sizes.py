"""Whether a network promises to work at other sizes than the one that it was tried with."""

import re

from resnet_inspect.graph import Graph, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.claims.description import description
from resnet_inspect.linter.evidence.claims.image_sizes import built_for_size

SPATIAL = 2
_DENIED = re.compile(r"\b(?:never|not|no|without|than)\b[^.]{0,20}$", re.IGNORECASE)
_ANY_SIZE = re.compile(
    r"(?:any|arbitrary|variable|varying|different|all) (?:input |image |spatial )?"
    r"(?:sizes?|resolutions?|shapes?)|(?:images?|inputs?) of any|multi-?scale"
    r"|fully[- ]convolutional|size[- ]agnostic",
    re.IGNORECASE,
)  # fmt: skip


def promises_sizes(context: LintContext, failed: Node | None) -> bool:
    """Whether a failure at another size contradicts the network's words, or what it returns.

    A network that returns maps slides over images of any size, and so at least over larger ones
    that its strides divide as they divide the one that was asked for: its joins fit there, too. One
    that is told a size and builds itself for it promises no other.
    """
    text = description(context).text
    said = _ANY_SIZE.search(text)
    if said is not None and _DENIED.search(text[: said.start()]) is None:
        return True
    join = failed is not None and failed.kind in {OpKind.ADD, OpKind.CONCAT}
    return (
        join
        and not built_for_size(context)
        and _doubled(context)
        and _returns_maps(context.first or context.graph)
    )


def _doubled(context: LintContext) -> bool:
    if context.first is None:
        return False
    pairs = zip(context.graph.inputs(), context.first.inputs(), strict=False)
    return all(
        other.output.shape[SPATIAL:] == tuple(2 * side for side in one.output.shape[SPATIAL:])
        for other, one in pairs
    )


def _returns_maps(graph: Graph) -> bool:
    made = [graph.tensor(one.ref).shape for one in graph.outputs if one.ref is not None]
    return bool(made) and all(
        len(shape) > SPATIAL + 1 and min(shape[SPATIAL:]) > 1 for shape in made
    )
