"""A graph as it would be under ``torch.autocast`` in ``bfloat16``.

Convolutions and products take copies of their inputs and weights in two bytes; the copy of a weight
is kept until the forward pass is over, and until backward has used it. Softmax, layer and group
normalization and a few functions take copies in four bytes. All others take what they are given,
the widest type among it.

References:
    The lists of PyTorch's documentation of ``torch.amp``, for CUDA.
"""

from dataclasses import replace

from resnet_inspect.graph import Graph, Held, Node, NodeId, OpKind, ParameterId, Ref, TensorSpec

CONVERSION = "autocast"
"""The name of the nodes that are added."""

NARROW, WIDE = "bfloat16", "float32"
IN_TWO_BYTES = frozenset({OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.ATTENTION})
IN_FOUR_BYTES = frozenset({
    "softmax", "log_softmax", "softmin", "layer_norm", "group_norm", "softplus", "exp", "expm1",
    "log", "log1p", "log2", "log10", "pow", "reciprocal", "rsqrt", "prod", "sum", "norm", "cumsum",
    "cumprod", "cosine_similarity", "normalize",
})  # fmt: skip


def autocast(graph: Graph) -> Graph:
    """Return the graph with its conversions as nodes; each is in the place of its reader."""
    return _Autocast(graph).run()


def origins(graph: Graph, converted: Graph) -> tuple[NodeId, ...]:
    """Return for each node of a converted graph the node of the graph that it was written for."""
    found: list[NodeId] = []
    old = iter(graph.nodes)
    waiting = 0
    for node in converted.nodes:
        waiting += 1
        if node.op != CONVERSION:
            found += [next(old).id] * waiting
            waiting = 0
    return tuple(found)


class _Autocast:
    """Writes the nodes anew, with conversions before those that want another type."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: list[Node] = []
        self.new: dict[Ref, Ref] = {}
        """Where each tensor of the graph is now."""
        self.first: list[NodeId] = []
        """For each node of the graph the first node that was written for it."""
        self.copies: dict[ParameterId, Ref] = {}
        """Weights in two bytes: each is converted once."""

    def run(self) -> Graph:
        for node in self.graph.nodes:
            self.first.append(NodeId(len(self.nodes)))
            self._write(node)
        self.first.append(NodeId(len(self.nodes)))
        return self._renumbered()

    def _write(self, node: Node) -> None:
        inputs = [self.new[ref] for ref in node.inputs]
        parameters = node.parameters
        wanted = _wanted(node)
        if wanted is not None:
            inputs = [self._converted(ref, node, wanted) for ref in inputs]
        if wanted == NARROW:
            inputs += [self._narrow_weight(own, node) for own in parameters]
            parameters = ()
        dtype = wanted or self._widest(inputs, node)
        outputs = tuple(
            TensorSpec(spec.shape, dtype) if spec.dtype == WIDE else spec for spec in node.outputs
        )
        self._append(node, tuple(inputs), outputs, parameters)
        for index in range(len(outputs)):
            self.new[Ref(node.id, index)] = Ref(self.nodes[-1].id, index)

    def _widest(self, inputs: list[Ref], node: Node) -> str:
        """Return the type of a result: its target's, or the widest of what is read."""
        if node.mutates:
            return self._spec(inputs[node.mutates[0]]).dtype
        types = {self._spec(ref).dtype for ref in inputs}
        reads_weights = bool(node.parameters) and node.kind is not OpKind.NORM
        return NARROW if NARROW in types and WIDE not in types and not reads_weights else WIDE

    def _converted(self, ref: Ref, node: Node, wanted: str) -> Ref:
        spec = self._spec(ref)
        if spec.dtype == wanted or spec.dtype not in {NARROW, WIDE}:
            return ref
        return self._convert(node, (ref,), TensorSpec(spec.shape, wanted))

    def _narrow_weight(self, own: ParameterId, node: Node) -> Ref:
        if own not in self.copies:
            shape = self.graph.parameters[own].tensor.shape
            self.copies[own] = self._convert(node, (), TensorSpec(shape, NARROW), (own,))
        return self.copies[own]

    def _convert(
        self, node: Node, inputs: tuple[Ref, ...], spec: TensorSpec,
        parameters: tuple[ParameterId, ...] = (),
    ) -> Ref:  # fmt: skip
        conversion = replace(node, op=CONVERSION, kind=OpKind.COPY, attrs=None, mutates=())
        self._append(conversion, inputs, (spec,), parameters)
        return self.nodes[-1].ref

    def _append(
        self, node: Node, inputs: tuple[Ref, ...], outputs: tuple[TensorSpec, ...],
        parameters: tuple[ParameterId, ...],
    ) -> None:  # fmt: skip
        new = NodeId(len(self.nodes))
        self.nodes.append(
            replace(node, id=new, inputs=inputs, outputs=outputs, parameters=parameters)
        )

    def _spec(self, ref: Ref) -> TensorSpec:
        return self.nodes[ref.node].outputs[ref.index]

    # -- what names nodes by number --------------------------------------------------------

    def _renumbered(self) -> Graph:
        graph, last = self.graph, NodeId(len(self.nodes) - 1)
        cached = tuple(Held(ref, last) for ref in self.copies.values())
        return replace(
            graph,
            nodes=tuple(self.nodes),
            calls=tuple(
                replace(
                    call, inputs=self._refs(call.inputs), outputs=self._refs(call.outputs),
                    first_node=self.first[call.first_node], end_node=self.first[call.end_node],
                )
                for call in graph.calls
            ),
            outputs=tuple(
                replace(output, ref=None if output.ref is None else self.new[output.ref])
                for output in graph.outputs
            ),
            held=cached + tuple(
                Held(self.new[held.ref], NodeId(self.first[held.until + 1] - 1))
                for held in graph.held
            ),
            checkpoints=tuple(
                replace(part, first_node=self.first[part.first_node],
                        end_node=self.first[part.end_node])
                for part in graph.checkpoints
            ),
        )  # fmt: skip

    def _refs(self, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
        return tuple(self.new[ref] for ref in refs)


def _wanted(node: Node) -> str | None:
    """Return the type that an operator converts its inputs to, None for one that takes any."""
    if node.kind in IN_TWO_BYTES:
        return NARROW
    return WIDE if node.op in IN_FOUR_BYTES else None
