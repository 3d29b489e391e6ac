"""One backward pass on meta tensors: it has the last word on what the graph says of backward."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from resnet_inspect.errors import InspectError
from resnet_inspect.graph import Graph, OpKind
from resnet_inspect.graph.backward import Backward
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.probes import Traceable, Traced, input_shapes

CODE = "RES401"
USUAL = frozenset({OpKind.ACTIVATION, OpKind.ADD, OpKind.DROPOUT})
"""In-place operators that the analysis knows well."""
IN_PLACE = "modified by an inplace operation"


def confirmed(
    network: Traceable,
    traced: Sequence[Traced],
    found: list[Finding],
    known: Iterable[Finding] = (),
) -> list[Finding]:
    """Return the findings, those on overwritten tensors as backward itself says.

    Backward is not asked again about what it has confirmed before an edit, the ``known`` findings.
    """
    graph = next((graph for conditions, graph in traced if conditions.training), traced[0][1])
    claims = [finding for finding in found if finding.code == CODE]
    if not claims and not _unusual(graph):
        return found
    if claims and {one.modules for one in claims} <= {
        one.modules for one in known if one.code == CODE
    }:
        return found
    answer = _backward(network, graph)
    if not answer.reached:
        return found
    if not answer.error:
        return [finding for finding in found if finding.code != CODE]
    if IN_PLACE in answer.error and not claims:
        return [*found, _unexplained(graph)]
    return found


def _unusual(graph: Graph) -> bool:
    return any(node.inplace and node.kind not in USUAL for node in graph.nodes)


def _backward(network: Traceable, graph: Graph) -> Backward:
    try:
        return network.backward(input_shapes(graph))
    except InspectError:
        return Backward(reached=False)


def _unexplained(graph: Graph) -> Finding:
    """Point at the last unusual in-place operator, if nothing better is known."""
    node = [node for node in graph.nodes if node.inplace and node.kind not in USUAL][-1:]
    finding = Finding(
        code=CODE,
        name="overwritten-before-backward",
        severity=Severity.ERROR,
        message="backward fails: a tensor that it needs is overwritten in place",
        place=node[0].source if node else None,
        condition="in training, at backward",
        help="use the operators that make a new tensor",
    )
    return replace(finding, modules=(node[0].module,) if node else ())
