"""Which operators share a chip: a convolution takes its normalization and activation along."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from resnet_inspect.graph import Graph, Node, NodeId, OpKind, Ref
from resnet_inspect.render.diagram.content.model import Level

_ALWAYS_OWN = {
    OpKind.INPUT, OpKind.CONV, OpKind.LINEAR, OpKind.POOL, OpKind.MATMUL, OpKind.ATTENTION,
    OpKind.RECURRENT, OpKind.OPAQUE, OpKind.RESIZE, OpKind.REDUCE,
}  # fmt: skip
_OWN_AS_LAYER = {OpKind.NORM, OpKind.ACTIVATION, OpKind.SOFTMAX, OpKind.DROPOUT, OpKind.PAD}
_JOINING = {OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC, OpKind.CONCAT, OpKind.MATMUL}


@dataclass(slots=True)
class Cluster:
    """Operators that are drawn as one."""

    unit: int
    nodes: list[NodeId] = field(default_factory=list)
    anchor: NodeId | None = None
    """The operator that gives the chip its text; None while there are only small ones."""
    join: bool = False
    bundle: bool = False
    """Whether it stands for a whole gate."""


class Grouping:
    """Divides a graph's nodes into clusters, each within one unit.

    Args:
        graph: The trace.
        units: For each node the unit that it belongs to.
        level: How much detail to keep apart.
        joins: Nodes where residual connections end; they are always clusters' anchors.
        bundles: Nodes that share a chip whatever they are, such as squeeze-and-excitation.
    """

    def __init__(
        self,
        graph: Graph,
        units: Sequence[int],
        level: Level,
        joins: Iterable[NodeId],
        bundles: Sequence[Sequence[NodeId]] = (),
    ) -> None:
        self.graph = graph
        self.units = units
        self.level = level
        self.joins = set(joins)
        self.bundles = {node: number for number, nodes in enumerate(bundles) for node in nodes}
        self.opened: dict[int, int] = {}
        self.failed = {failure.node for failure in graph.failures}
        self.clusters: list[Cluster] = []
        self.of_node: list[int] = [-1] * len(graph.nodes)
        self.constant = _constants(graph)
        self.readers = _readers(graph)

    def run(self) -> tuple[list[Cluster], list[int]]:
        """Return the clusters in the order of their anchors, and each node's cluster."""
        for node in self.graph.nodes:
            if not self.constant[node.id] or self.level is Level.OP:
                self._place(node)
        self._place_constants()
        if self.level is not Level.OP:
            self._merge_forward()
        return self._renumbered()

    def inputs_of(self, node: Node) -> list[Ref]:
        """Return the tensors a node reads, without constants such as random masks."""
        return [ref for ref in node.inputs if not self.constant[ref.node]]

    def _place(self, node: Node) -> None:
        bundle = self.bundles.get(node.id)
        if bundle is not None:
            self._bundle(bundle, node)
            return
        inputs = self.inputs_of(node)
        sources = list(dict.fromkeys(inputs))
        join = node.id in self.joins or (node.kind in _JOINING and len(sources) > 1)
        if self._is_anchor(node) or join:
            self._open(node, anchor=True, join=join and len(inputs) > 1)
        elif len(sources) == 1 and self._continues(node, sources[0]):
            self._append(self.of_node[sources[0].node], node)
        else:
            self._open(node, anchor=False, join=False)

    def _bundle(self, bundle: int, node: Node) -> None:
        if bundle in self.opened:
            self._append(self.opened[bundle], node)
        else:
            self.opened[bundle] = len(self.clusters)
            self._open(node, anchor=True, join=False)
            self.clusters[-1].bundle = True

    def _is_anchor(self, node: Node) -> bool:
        if self.level is Level.OP or node.id in self.failed or node.kind in _ALWAYS_OWN:
            return True
        return self.level is Level.LAYER and node.kind in _OWN_AS_LAYER

    def _continues(self, node: Node, source: Ref) -> bool:
        """Whether a small operator is the only reader of the end of a chip in its own unit."""
        cluster = self.clusters[self.of_node[source.node]]
        return (
            cluster.nodes[-1] == source.node
            and not cluster.bundle
            and self.graph.nodes[source.node].kind is not OpKind.INPUT
            and len(self.graph.nodes[source.node].outputs) == 1
            and cluster.unit == self.units[node.id]
            and len(self.readers[source.node]) == 1
        )

    def _open(self, node: Node, *, anchor: bool, join: bool) -> None:
        cluster = Cluster(self.units[node.id], [node.id], node.id if anchor else None, join)
        self.of_node[node.id] = len(self.clusters)
        self.clusters.append(cluster)

    def _append(self, number: int, node: Node) -> None:
        self.clusters[number].nodes.append(node.id)
        self.of_node[node.id] = number

    def _place_constants(self) -> None:
        """Put random masks and the like where they are used."""
        for node in reversed(self.graph.nodes):
            if self.of_node[node.id] >= 0:
                continue
            users = [self.of_node[user] for user in self.readers[node.id]]
            if users:
                self.of_node[node.id] = users[0]
                self.clusters[users[0]].nodes.insert(0, node.id)
            else:
                self._open(node, anchor=False, join=False)

    def _merge_forward(self) -> None:
        """Let a chip take the small operators before it, as in pre-activation."""
        for number, cluster in enumerate(self.clusters):
            if cluster.anchor is not None or not cluster.nodes:
                continue
            readers = self.readers[cluster.nodes[-1]]
            if len(readers) != 1 or len(self.graph.nodes[cluster.nodes[-1]].outputs) != 1:
                continue
            following = self.clusters[self.of_node[readers[0]]]
            if following.unit == cluster.unit and self._takes(following, number):
                following.nodes[:0] = cluster.nodes
                for node in cluster.nodes:
                    self.of_node[node] = self.of_node[readers[0]]
                cluster.nodes = []

    def _takes(self, following: Cluster, number: int) -> bool:
        if following.join or self.clusters[number] is following:
            return False
        first = self.graph.nodes[following.anchor or following.nodes[0]]
        return {self.of_node[ref.node] for ref in self.inputs_of(first)} == {number}

    def _renumbered(self) -> tuple[list[Cluster], list[int]]:
        kept = [cluster for cluster in self.clusters if cluster.nodes]
        for cluster in kept:
            cluster.nodes.sort()
        kept.sort(key=lambda cluster: cluster.nodes[-1])
        of_node = [-1] * len(self.graph.nodes)
        for number, cluster in enumerate(kept):
            for node in cluster.nodes:
                of_node[node] = number
        return kept, of_node


def _readers(graph: Graph) -> list[list[NodeId]]:
    readers: dict[NodeId, list[NodeId]] = defaultdict(list)
    for node in graph.nodes:
        for source in dict.fromkeys(ref.node for ref in node.inputs):
            readers[source].append(node.id)
    return [readers[node.id] for node in graph.nodes]


def _constants(graph: Graph) -> list[bool]:
    """Tell which nodes depend on no input of the network."""
    constant: list[bool] = []
    for node in graph.nodes:
        made = node.kind is not OpKind.INPUT and not node.parameters
        constant.append(
            made
            and all(constant[ref.node] for ref in node.inputs)
            and (bool(node.inputs) or node.kind is OpKind.CONSTANT)
        )
    return constant
