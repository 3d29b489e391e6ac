"""The dominator tree against its definition: what a tensor loses when another is cut."""

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.residual.dominators import Dominators
from resnet_inspect.graph import Graph, OpKind, Ref
from tests.builders import GraphBuilder

SHAPE = (1, 1, 2, 2)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a graph of one or two inputs and up to twelve operators of one or two operands."""
    build = GraphBuilder()
    refs = [build.input(SHAPE) for _ in range(draw(st.integers(1, 2)))]
    for _ in range(draw(st.integers(1, 12))):
        operands = draw(st.lists(st.sampled_from(refs), min_size=1, max_size=2))
        refs.append(build.op("op", OpKind.OTHER, *operands, shape=SHAPE))
    return build.graph(refs[-1])


def reached(graph: Graph, without: Ref | None = None) -> set[Ref]:
    """Return the tensors to which a path leads from an input past ``without``."""
    found: set[Ref] = set()
    for node in graph.nodes:
        starts = node.kind is OpKind.INPUT or any(ref in found for ref in node.inputs)
        if starts and node.ref != without:
            found.add(node.ref)
    return found


@given(graphs())
def test_chain_holds_the_tensors_without_which_it_cannot_be_reached(graph: Graph) -> None:
    dominators = Dominators(graph, [False] * len(graph.nodes))
    everything = [node.ref for node in graph.nodes]
    for ref in everything:
        needed = [cut for cut in everything if cut == ref or ref not in reached(graph, cut)]
        assert list(dominators.chain(ref)) == sorted(needed, key=lambda r: -r.node)


@given(graphs(), st.data())
def test_common_dominator_is_the_nearest_in_both_chains(graph: Graph, data: st.DataObject) -> None:
    dominators = Dominators(graph, [False] * len(graph.nodes))
    refs = [node.ref for node in graph.nodes]
    one, other = data.draw(st.sampled_from(refs)), data.draw(st.sampled_from(refs))
    shared = [ref for ref in dominators.chain(one) if ref in set(dominators.chain(other))]
    assert dominators.common([one, other]) == (shared[0] if shared else None)


@given(graphs())
def test_weight_between_counts_the_longest_path(graph: Graph) -> None:
    dominators = Dominators(graph, [node.kind is not OpKind.INPUT for node in graph.nodes])
    for node in graph.nodes:
        for above in dominators.chain(node.ref):
            assert dominators.weight_between(above, node.ref) == longest(graph, above, node.ref)


def longest(graph: Graph, above: Ref, below: Ref) -> int:
    if above == below:
        return 0
    inputs = [ref for ref in graph.nodes[below.node].inputs if ref.node >= above.node]
    return 1 + max(longest(graph, above, ref) for ref in inputs)


def test_constants_are_left_out() -> None:
    build = GraphBuilder()
    x = build.input(SHAPE)
    constant = build.relu(build.op("zeros", OpKind.CONSTANT, shape=SHAPE))
    joined = build.add(x, constant)
    dominators = Dominators(build.graph(joined), [False] * 4)
    assert not dominators.reaches(constant)
    assert list(dominators.chain(joined)) == [joined, x]
