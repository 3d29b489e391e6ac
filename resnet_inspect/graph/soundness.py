"""What holds of every graph that the tracer writes, checked of one that a file brings.

Analyses and renderers rely on it: that each reference meets something, that module calls form a
tree, and that an operator's settings fit its tensors.
"""

from collections.abc import Iterable, Iterator

from resnet_inspect.graph.attrs import ConvAttrs, LinearAttrs, NormAttrs, PoolAttrs
from resnet_inspect.graph.graph import Graph
from resnet_inspect.graph.node import Node, OpKind, Ref

LARGEST = 2**62
"""No tensor has a larger side, and no trace a larger number."""

READING = frozenset({
    OpKind.CONV, OpKind.LINEAR, OpKind.NORM, OpKind.ACTIVATION, OpKind.SOFTMAX, OpKind.POOL,
    OpKind.RESHAPE, OpKind.INDEX, OpKind.PAD, OpKind.RESIZE, OpKind.DROPOUT, OpKind.REDUCE,
    OpKind.COPY,
})  # fmt: skip
"""Operators that read at least one tensor."""


def check(graph: Graph) -> None:
    """Check a graph, in time linear in its size.

    Raises:
        ValueError: Something does not hold; the message says what, and where.
    """
    for problems in (_modules, _calls, _nodes, _results, _numbers):
        for problem in problems(graph):
            raise ValueError(problem)


# -- modules and parameters --------------------------------------------------------------------


def _modules(graph: Graph) -> Iterator[str]:
    if not graph.modules or graph.modules[0].path:
        yield "the first module is not the network itself"
    known: set[str] = set()
    for module in graph.modules:
        above = module.path.rpartition(".")[0]
        if module.path in known or (module.path and above not in known):
            yield f"module `{module.path}` stands twice, or without the one that holds it"
        if module.alias_of is not None and module.alias_of not in known:
            yield f"module `{module.path}` is an alias of none before it"
        if not _within(module.parameters, len(graph.parameters)):
            yield f"module `{module.path}` has a parameter that is not listed"
        known.add(module.path)
    for position, parameter in enumerate(graph.parameters):
        if parameter.id != position or not parameter.names:
            yield f"parameter {position} has another number, or no name"
        if not _sized(parameter.tensor.shape):
            yield f"parameter {position} has no shape: {parameter.tensor.shape}"


# -- module calls ------------------------------------------------------------------------------


def _calls(graph: Graph) -> Iterator[str]:
    if not graph.calls or graph.calls[0].parent is not None:
        yield "the first module call is not the network's"
    paths, reached = {module.path for module in graph.modules}, [0] * len(graph.calls)
    for position, call in enumerate(graph.calls):
        if call.id != position or call.module not in paths:
            yield f"module call {position} has another number, or no module"
        if not 0 <= call.first_node <= call.end_node <= len(graph.nodes):
            yield f"module call {position} runs operators that are not there"
        if position and not _inside_parent(graph, position, reached):
            yield f"module call {position} does not lie in the call that made it"
        if not _made(graph, (*call.inputs, *call.outputs)):
            yield f"module call {position} takes or returns a tensor that is not there"


def _inside_parent(graph: Graph, position: int, reached: list[int]) -> bool:
    """Whether a call begins behind its elder siblings and ends within its parent."""
    call = graph.calls[position]
    if call.parent is None or not 0 <= call.parent < position:
        return False
    parent = graph.calls[call.parent]
    start = max(parent.first_node, reached[call.parent])
    reached[call.parent] = call.end_node
    return start <= call.first_node and call.end_node <= parent.end_node


# -- operators ---------------------------------------------------------------------------------


def _nodes(graph: Graph) -> Iterator[str]:
    paths = {module.path for module in graph.modules}
    failed = {failure.node for failure in graph.failures}
    for node in graph.nodes:
        where = f"operator {node.id} ({node.op})"
        if not 0 <= node.call < len(graph.calls) or node.module not in paths:
            yield f"{where} belongs to no module call"
        call = graph.calls[node.call]
        if not call.first_node <= node.id < call.end_node and node.kind is not OpKind.INPUT:
            yield f"{where} lies outside of its module call"
        if not _within(node.parameters, len(graph.parameters)):
            yield f"{where} reads a parameter that is not listed"
        if not _within(node.mutates, len(node.inputs)) or any(ref.index < 0 for ref in node.inputs):
            yield f"{where} writes to, or reads, a tensor that is not there"
        if not all(_sized(spec.shape) for spec in node.outputs):
            yield f"{where} makes a tensor without a shape"
        if not node.outputs and node.id not in failed:
            yield f"{where} returns nothing and has not failed"
        if not _fits(graph, node):
            yield f"{where} has settings that do not fit its tensors"


def _fits(graph: Graph, node: Node) -> bool:
    """Whether an operator has the inputs and the settings that its kind needs."""
    if node.kind in READING and not (node.inputs or node.parameters):
        return False
    match node.attrs:
        case ConvAttrs() as attrs:
            sizes = (attrs.kernel_size, attrs.stride, attrs.padding, attrs.dilation)
            widths = (attrs.in_channels, attrs.out_channels, attrs.groups)
            return _windowed(graph, node, sizes) and _positive(widths)
        case PoolAttrs() as attrs:
            sizes = (attrs.kernel_size, attrs.stride, attrs.padding, attrs.dilation)
            return _windowed(graph, node, sizes)
        case LinearAttrs() as attrs:
            return _positive((attrs.in_features, attrs.out_features))
        case NormAttrs() as attrs:
            return attrs.channels >= 0 and (attrs.groups is None or attrs.groups > 0)
    return True


def _windowed(graph: Graph, node: Node, sizes: tuple[tuple[int, ...], ...]) -> bool:
    kernel, stride, padding, dilation = sizes
    same = len({len(one) for one in sizes}) == 1 and bool(kernel)
    numbers = _positive((*kernel, *stride, *dilation)) and all(0 <= p < LARGEST for p in padding)
    if not (same and numbers and node.inputs):
        return False
    source = graph.tensor(node.inputs[0]).shape
    results = [spec.shape for spec in node.outputs]
    return all(len(shape) > len(kernel) for shape in (source, *results))


# -- what lies beside --------------------------------------------------------------------------


def _results(graph: Graph) -> Iterator[str]:
    outputs = [output.ref for output in graph.outputs if output.ref is not None]
    if not _made(graph, (*outputs, *(held.ref for held in graph.held))):
        yield "an output is a tensor that is not there"
    if not _within((held.until for held in graph.held), len(graph.nodes)):
        yield "a tensor is held until an operator that is not there"
    for failure in graph.failures:
        nodes, calls = _given(failure.node), _given(failure.call)
        if not (_within(nodes, len(graph.nodes)) and _within(calls, len(graph.calls))):
            yield "a failure belongs to no operator or module call"
    if not _within(graph.run.guessed, max(1, len(graph.inputs()))):
        yield "an input is guessed that is not there"
    if graph.run.inputs and len(graph.run.inputs) != len(graph.inputs()):
        yield "not every input has a name"
    reached = 0
    for part in graph.checkpoints:
        if not reached <= part.first_node <= part.end_node <= len(graph.nodes):
            yield "a checkpointed part lies outside of the network, or in another"
        reached = part.end_node


def _numbers(graph: Graph) -> Iterator[str]:
    for position, number in enumerate(graph.numbers):
        if not _within(number.operands, position) or not _made(graph, _given(number.ref)):
            yield f"number {position} was worked out from one that is not there"
        if number.ref is not None and not _has_dimension(graph, number.ref, number.dim):
            yield f"number {position} is a size that its tensor does not have"
    read = [size.number for node in graph.nodes for size in node.sizes]
    if not _within([*read, *(one.number for one in graph.decisions)], len(graph.numbers)):
        yield "an argument was worked out from a number that is not there"
    if not _within((decision.before for decision in graph.decisions), len(graph.nodes) + 1):
        yield "a decision stands before an operator that is not there"


def _has_dimension(graph: Graph, ref: Ref, dim: int) -> bool:
    rank = len(graph.tensor(ref).shape)
    return -rank <= dim < rank


# -- shared ------------------------------------------------------------------------------------


def _given(value: object) -> tuple[object, ...]:
    return () if value is None else (value,)


def _within(numbers: Iterable[object], end: int) -> bool:
    return all(isinstance(number, int) and 0 <= number < end for number in numbers)


def _made(graph: Graph, refs: Iterable[object]) -> bool:
    return all(
        isinstance(ref, Ref)
        and 0 <= ref.node < len(graph.nodes)
        and 0 <= ref.index < len(graph.nodes[ref.node].outputs)
        for ref in refs
    )


def _sized(shape: tuple[int, ...]) -> bool:
    product = 1
    for side in shape:
        product *= max(1, side)
        if side < 0 or product > LARGEST:
            return False
    return True


def _positive(numbers: Iterable[int]) -> bool:
    return all(0 < number < LARGEST for number in numbers)
