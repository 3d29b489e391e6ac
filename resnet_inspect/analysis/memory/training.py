"""One training step on the ledger: the forward pass, then backward from the last operator on.

Autograd visits the operators in reverse order. Each makes the gradients of what it read while its
result's gradient and what it had kept are still there, and then lets go of both. Where a tensor
was read twice, its gradients are added. The gradients of parameters stay.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from resnet_inspect.analysis.memory.gradients import hands_on, unreduced
from resnet_inspect.analysis.memory.ledger import Ledger
from resnet_inspect.analysis.memory.planning.optimizer import state_bytes, step_bytes
from resnet_inspect.analysis.memory.planning.plan import Optimizer
from resnet_inspect.analysis.memory.saved import NOTHING, Backward, Saved
from resnet_inspect.analysis.memory.storage import Storage, Storages, find_storages
from resnet_inspect.analysis.memory.timeline import Phase, Timeline
from resnet_inspect.analysis.memory.tracker import Tracker, as_on_meta
from resnet_inspect.graph import Checkpoint, Graph, Node, NodeId, OpKind, ParameterId, Ref


@dataclass(frozen=True, slots=True)
class Training:
    """What a training step needs."""

    timeline: Timeline
    saved: int
    """Bytes kept for backward at the end of the forward pass, the inputs excluded."""
    gradients: int
    """Bytes of the parameters' gradients at the end."""
    optimizer_state: int
    """Bytes that the optimizer keeps."""


def count_training(
    graph: Graph,
    *,
    optimizer: Optimizer | None = None,
    tracked: bool = False,
    storages: Storages | None = None,
) -> Training:
    """Follow the memory of one training step.

    Args:
        graph: A traced forward pass, in whatever mode; it is taken to train.
        optimizer: What updates the parameters at the end; its state is there from the beginning,
            as in every step but the first.
        tracked: Whether to count what it needs while MemTracker watches: see :mod:`.tracker`.
        storages: The memory of its tensors in training, if it is known already.
    """
    state = 0 if optimizer is None else state_bytes(graph, optimizer)
    ledger = Ledger(state + sum(parameter.tensor.bytes for parameter in graph.parameters))
    storages = storages or find_storages(graph, training=True)
    step = TrainingStep(graph, ledger, storages, tracked=tracked)
    step.run()
    if optimizer is not None:
        step.update(step_bytes(graph, optimizer))
    gradients = sum(storage.bytes for storage in step.of_parameters.values())
    return Training(ledger.timeline(), step.saved, gradients, state)


class TrainingStep:
    """Forward and backward of one batch.

    Args:
        graph: A traced forward pass, in whatever mode; it is taken to train.
        ledger: Where memory is counted, the parameters already there.
        storages: The memory of the graph's tensors.
        tracked: See :func:`count_training`.
    """

    def __init__(self, graph: Graph, ledger: Ledger, storages: Storages, *, tracked: bool) -> None:
        self.graph = graph
        self.ledger = ledger
        self.autograd = Backward(graph)
        self.tracker: Tracker | None = None
        self.kept = [self.autograd.visit(node) for node in graph.nodes]
        self.storages = storages
        self.made = _by_node((storage.made, storage) for storage in storages.all)
        self.freed = _by_node((storage.last_held, storage) for storage in storages.all)
        self.to_the_end = _inputs_and_outputs(graph, storages)
        self.parts = {
            NodeId(node): part
            for part in graph.checkpoints
            for node in range(part.first_node, part.end_node)
        }
        self.copies: dict[Storage, Storage] = {}
        """What was computed again, by what it is a copy of."""
        self.held_by: defaultdict[NodeId, list[Storage]] = defaultdict(list)
        """What is kept for the backward pass of each operator."""
        self.gradients: defaultdict[NodeId, dict[int, Storage]] = defaultdict(dict)
        """Of each operator's results, by their places."""
        self.of_parameters: dict[ParameterId, Storage] = {}
        if tracked:
            self.tracker = Tracker(graph, self.autograd, ledger)
            self.kept = list(map(as_on_meta, graph.nodes, self.kept))
        self.saved = 0
        """Bytes kept for backward at the end of the forward pass, the inputs excluded."""

    def run(self) -> None:
        """Go forward and back."""
        self._forward()
        self.saved = self._kept_bytes()
        for output in self.graph.outputs:
            if output.ref is not None and self.autograd.needs_gradient(output.ref):
                self._add_gradient(output.ref, self._allocate(0, output.ref.node))
        for node in reversed(self.graph.nodes):
            self._backward(node)

    def update(self, workspace: int) -> None:
        """Let the optimizer update the parameters."""
        end = NodeId(len(self.graph.nodes))
        self.ledger.release(self._allocate(workspace, end))
        self.ledger.end_step(Phase.OPTIMIZER, None)

    # -- forward ---------------------------------------------------------------------------

    def _forward(self) -> None:
        for node in self.graph.nodes:
            for storage in self.made[node.id]:
                self.ledger.hold(storage)
            part = self.parts.get(node.id)
            if part is None:
                self._keep(node)
            elif node.id == part.first_node:
                self._keep_inputs(part)
            for storage in self.freed[node.id]:
                if storage not in self.to_the_end:
                    self.ledger.release(storage)
            self.ledger.end_step(Phase.FORWARD, node.id)

    def _keep(self, node: Node) -> None:
        """Hold what backward needs of an operator, until its turn."""
        saved = self.kept[node.id]
        found = [self.storages.of(ref) for ref in saved.refs]
        self._hold(node.id, [self.copies.get(storage, storage) for storage in found])
        if saved.extra:
            self._hold(node.id, [Storage(saved.extra, node.id, node.id)])

    def _keep_inputs(self, part: Checkpoint) -> None:
        """Hold what a checkpointed part is computed again from, until its first operator's turn."""
        nodes = self.graph.nodes[part.first_node : part.end_node]
        read = {ref for node in nodes for ref in node.inputs if ref.node < part.first_node}
        self._hold(part.first_node, {self.storages.of(ref) for ref in read})

    def _hold(self, owner: NodeId, storages: Iterable[Storage]) -> None:
        for storage in storages:
            self.ledger.hold(storage)
            self.held_by[owner].append(storage)

    def _kept_bytes(self) -> int:
        inputs = {self.storages.of(node.ref) for node in self.graph.inputs()}
        kept = {storage for storages in self.held_by.values() for storage in storages}
        return sum(storage.bytes for storage in kept - inputs)

    # -- backward --------------------------------------------------------------------------

    def _backward(self, node: Node) -> None:
        given = self._take_gradients(node)
        if given and node.id in self.autograd.flows:
            part = self.parts.pop(node.id, None)
            if part is not None:
                self._compute_again(part, given)
            made = self._input_gradients(node, given[0])
            self._parameter_gradients(node, given[0])
        else:
            made = []
        for storage in (*given, *self.held_by.pop(node.id, ())):
            self.ledger.release(storage)
        for ref, storage in made:
            self._add_gradient(ref, storage)
        if given:
            self.ledger.end_step(Phase.BACKWARD, node.id)

    def _take_gradients(self, node: Node) -> list[Storage]:
        found = sorted(self.gradients.pop(node.id, {}).items())
        if self.tracker is not None:
            for index, gradient in found:
                self.tracker.see(Ref(node.id, index), gradient)
        return [gradient for _, gradient in found]

    def _input_gradients(self, node: Node, given: Storage) -> list[tuple[Ref, Storage]]:
        made = []
        for place, ref in enumerate(node.inputs):
            if not self.autograd.needs_gradient(ref):
                continue
            if hands_on(self.graph, node, place):
                self.ledger.hold(given)
                made.append((ref, given))
            else:
                made.append((ref, self._new_gradient(node, place)))
        return made

    def _new_gradient(self, node: Node, place: int) -> Storage:
        """Make the gradient of an input, from that of the result's size where it was broadcast."""
        wide = unreduced(self.graph, node, place)
        if place == 0:
            wide += self.autograd.workspaces.get(node.id, 0)
        before = self._allocate(wide, node.id) if wide else None
        gradient = self._allocate(self.graph.tensor(node.inputs[place]).bytes, node.id)
        if before is not None:
            self.ledger.release(before)
        return gradient

    def _parameter_gradients(self, node: Node, given: Storage) -> None:
        for own in node.parameters:
            parameter = self.graph.parameters[own]
            if not parameter.trainable:
                continue
            storage = given
            if node.kind is OpKind.RESHAPE:
                self.ledger.hold(given)
            else:
                storage = self._allocate(parameter.tensor.bytes, node.id)
            if own in self.of_parameters:
                self.ledger.release(storage)
            else:
                self.of_parameters[own] = storage
                self.ledger.gradients += storage.bytes

    def _add_gradient(self, ref: Ref, storage: Storage) -> None:
        """Add a gradient to the one that a tensor already has from another reader."""
        gradients = self.gradients[ref.node]
        if (before := gradients.get(ref.index)) is not None:
            if self.tracker is None and not self.ledger.is_shared(before):
                self.ledger.release(storage)
                return
            total = self._allocate(self.graph.tensor(ref).bytes, ref.node)
            self.ledger.release(before)
            self.ledger.release(storage)
            storage = total
        gradients[ref.index] = storage

    def _allocate(self, size: int, node: NodeId) -> Storage:
        storage = Storage(size, node, node)
        self.ledger.hold(storage)
        return storage

    # -- checkpoints -----------------------------------------------------------------------

    def _compute_again(self, part: Checkpoint, given: list[Storage]) -> None:
        """Run a part's forward pass once more, and keep this time what backward needs."""
        nodes = self.graph.nodes[part.first_node : part.end_node]
        for node in nodes:
            self.parts.pop(node.id, None)
        if not part.reentrant:
            nodes = nodes[: _last(self.kept[node.id] for node in nodes)]
        self._replay(nodes, part)
        if part.reentrant:
            self._hold(part.first_node, (*given, *self._results(part)))

    def _results(self, part: Checkpoint) -> set[Storage]:
        """Return the copies of what is read after a part."""
        after = {ref for node in self.graph.nodes[part.end_node :] for ref in node.inputs}
        results = {ref for ref in after if part.first_node <= ref.node < part.end_node}
        found = {self.storages.of(ref) for ref in results}
        return {self.copies.get(storage, storage) for storage in found}

    def _replay(self, nodes: tuple[Node, ...], part: Checkpoint) -> None:
        end = NodeId(part.end_node - 1)
        leaving: defaultdict[NodeId, list[Storage]] = defaultdict(list)
        for node in nodes:
            for storage in self.made[node.id]:
                copy = Storage(storage.bytes, node.id, min(storage.last_held, end))
                self.copies[storage] = copy
                leaving[copy.last_held].append(copy)
                self.ledger.hold(copy)
            self._keep(node)
            for storage in leaving.pop(node.id, ()):
                self.ledger.release(storage)
            self.ledger.end_step(Phase.RECOMPUTATION, node.id)
        for storage in (storage for group in leaving.values() for storage in group):
            self.ledger.release(storage)


def _inputs_and_outputs(graph: Graph, storages: Storages) -> set[Storage]:
    """Return what the training loop holds while backward runs: the batch and the result."""
    results = [output.ref for output in graph.outputs if output.ref is not None]
    return {storages.of(ref) for ref in (*(node.ref for node in graph.inputs()), *results)}


def _last(kept: Iterable[Saved]) -> int:
    """Return how many nodes there are up to the last one that keeps something."""
    return max((place + 1 for place, saved in enumerate(kept) if saved != NOTHING), default=0)


def _by_node(pairs: Iterable[tuple[NodeId, Storage]]) -> defaultdict[NodeId, list[Storage]]:
    found: defaultdict[NodeId, list[Storage]] = defaultdict(list)
    for node, storage in pairs:
        found[node].append(storage)
    return found
