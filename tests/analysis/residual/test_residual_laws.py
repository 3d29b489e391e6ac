"""Laws of residual connections: on random graphs, and on random ResNets."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.residual.paths import ancestors
from resnet_inspect.analysis.residual.search import ResidualKind, residual_connections
from resnet_inspect.analysis.structure.stages import find_structure
from resnet_inspect.graph import Graph, Node, NodeId, OpKind, Ref, TensorSpec
from tests.builders import GraphBuilder

SHAPE = (1, 4, 8, 8)
OPERATORS = (
    ("conv2d", OpKind.CONV, 1), ("relu", OpKind.ACTIVATION, 1), ("chunk", OpKind.INDEX, 1),
    ("avg_pool2d", OpKind.POOL, 1), ("add", OpKind.ADD, 2), ("mul", OpKind.MULTIPLY, 2),
    ("cat", OpKind.CONCAT, 3), ("stack", OpKind.CONCAT, 2), ("sub", OpKind.ARITHMETIC, 2),
    ("zeros", OpKind.CONSTANT, 0), ("add", OpKind.ADD, 1),
)  # fmt: skip


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a graph of operators that make joins, parts, constants; all of one shape."""
    build = GraphBuilder()
    refs = [build.input(SHAPE) for _ in range(draw(st.integers(1, 2)))]
    for _ in range(draw(st.integers(1, 16))):
        name, kind, count = draw(st.sampled_from(OPERATORS))
        operands = [draw(st.sampled_from(refs[-5:])) for _ in range(count)]
        ref = build.op(name, kind, *operands, shape=SHAPE)
        refs.append(ref)
        if kind is OpKind.INDEX:
            _give_two_outputs(build)
            refs.append(Ref(ref.node, 1))
    return build.graph(refs[-1])


def _give_two_outputs(build: GraphBuilder) -> None:
    node = build.nodes[-1]
    build.nodes[-1] = Node(
        id=node.id, op=node.op, kind=node.kind, module=node.module, call=node.call,
        inputs=node.inputs, outputs=(TensorSpec(SHAPE),) * 2,
    )  # fmt: skip


@given(graphs())
def test_paths_lead_from_the_fork_to_the_join(graph: Graph) -> None:
    for found in residual_connections(graph):
        join = graph.nodes[found.join]
        sides = [join.inputs[place] for place in found.main_inputs]
        for nodes, ends in (
            (found.shortcut, [join.inputs[found.shortcut_input]]),
            (found.main, sides),
        ):
            made = {Ref(n, i) for n in nodes for i in range(len(graph.nodes[n].outputs))}
            assert all(end == found.fork or end in made for end in ends)
            for node in nodes:
                inputs = graph.nodes[node].inputs
                assert any(ref == found.fork or ref in made for ref in inputs)


@given(graphs())
def test_every_operand_is_computed_from_the_fork(graph: Graph) -> None:
    for found in residual_connections(graph):
        inputs = graph.nodes[found.join].inputs
        for place in (found.shortcut_input, *found.main_inputs):
            assert found.fork in ancestors(graph, inputs[place], NodeId(0))


@given(graphs())
def test_structure_of_any_graph_keeps_its_nodes_in_order(graph: Graph) -> None:
    structure = find_structure(graph, residual_connections(graph))
    ends = [(block.first_node, block.end_node) for block in structure.blocks]
    assert all(first < end for first, end in ends)
    assert all(end <= len(graph.nodes) for _, end in ends)


BLOCKS = st.tuples(
    st.sampled_from(["basic", "bottleneck"]),
    st.sampled_from([8, 16]),
    st.sampled_from([1, 2]),
    st.booleans(),
)


@given(st.lists(BLOCKS, min_size=1, max_size=6))
def test_connections_of_a_random_resnet_are_those_it_was_built_with(
    blocks: list[tuple[str, int, int, bool]],
) -> None:
    build = GraphBuilder()
    x = build.relu(build.conv(build.input((1, 3, 64, 64)), 8))
    kinds, maps = [], []
    for number, (kind, width, stride, in_module) in enumerate(blocks):
        keeps = stride == 1 and build.shape(x)[1] == width
        kinds.append(ResidualKind.IDENTITY if keeps else ResidualKind.PROJECTION)
        if in_module:
            build.enter(f"block{number}")
        x = residual_block(build, x, kind, width, stride, keeps=keeps)
        if in_module:
            build.leave()
        maps.append(build.shape(x))
    graph = build.graph(x)
    connections = residual_connections(graph)
    assert [connection.kind for connection in connections] == kinds
    structure = find_structure(graph, connections)
    names = {"basic": "basic block", "bottleneck": "bottleneck"}
    assert [block.kind for block in structure.blocks] == [names[kind] for kind, *_ in blocks]
    if len(blocks) <= 4:
        assert structure.depths == tuple(len(list(group)) for _, group in groupby(maps))


def residual_block(
    build: GraphBuilder, x: Ref, kind: str, width: int, stride: int, *, keeps: bool
) -> Ref:
    out = x
    layers = [(3, stride), (3, 1)] if kind == "basic" else [(1, 1), (3, stride), (1, 1)]
    for number, (kernel, step) in enumerate(layers):
        out = build.norm(build.conv(build.relu(out) if number else out, width, kernel, step))
    shortcut = x if keeps else build.norm(build.conv(x, width, 1, stride))
    return build.relu(build.add(out, shortcut))
