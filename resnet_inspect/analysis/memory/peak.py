"""Peak memory of inference and of training."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from resnet_inspect.analysis.memory.inference import run_forward
from resnet_inspect.analysis.memory.planning.autocast import origins
from resnet_inspect.analysis.memory.planning.plan import AS_TRACED, MemoryPlan, Precision
from resnet_inspect.analysis.memory.planning.precision import in_precision
from resnet_inspect.analysis.memory.storage import Storages, find_storages
from resnet_inspect.analysis.memory.timeline import Timeline
from resnet_inspect.analysis.memory.training import count_training
from resnet_inspect.graph import Checkpoint, Graph, NodeId, OpKind


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Bytes, with what each figure includes said in its comment."""

    parameters: int
    """Parameters and buffers."""
    activations: int
    """All outputs of all operators, those that are views of their input not counted again."""
    inference: Timeline
    """A forward pass without gradients: parameters, buffers and the tensors alive. A tensor is
    freed when the network's code lets go of it; the network's inputs and outputs live to the end.
    Not included: the workspace of kernels."""
    training: Timeline
    """A training step, whatever mode was traced: parameters, buffers, the tensors alive, those
    kept for backward, gradients, and the state of the plan's optimizer. Not included: the loss, and
    the workspace of kernels."""
    by_node: tuple[int, ...] = ()
    """Memory that each node allocates for its outputs: 0 for views and in-place operators."""
    gradients: int = 0
    """Gradients of the trainable parameters: all that are left at the end of ``training``."""
    saved: int = 0
    """What is kept for backward at the end of the forward pass, parameters and inputs excluded."""

    optimizer_state: int = 0
    """What the plan's optimizer keeps, in ``training``."""
    plan: MemoryPlan = AS_TRACED
    """The settings for which all figures are."""
    graph: Graph | None = field(default=None, compare=False, repr=False)
    """The forward pass with these settings: what the moments' nodes are in."""
    traced: Graph | None = field(default=None, compare=False, repr=False)
    """The forward pass as it was traced."""

    @cached_property
    def origins(self) -> tuple[NodeId, ...]:
        """For each node of ``graph`` the traced node that it stands for."""
        nodes = () if self.graph is None else self.graph.nodes
        if self.plan.precision is Precision.AUTOCAST and self.traced is not None:
            return origins(self.traced, self.graph or self.traced)
        return tuple(node.id for node in nodes)

    @property
    def inference_peak(self) -> int:
        """The most bytes that a forward pass needs."""
        return _most(self.inference, self.parameters)

    @property
    def training_peak(self) -> int:
        """The most bytes that a training step needs."""
        return _most(self.training, self.parameters)

    @property
    def peak_node(self) -> NodeId | None:
        """The operator at which inference needs most."""
        peak = self.inference.peak
        return None if peak is None else peak.node


def _most(timeline: Timeline, otherwise: int) -> int:
    peak = timeline.peak
    return otherwise if peak is None else peak.bytes


def estimate_memory(
    graph: Graph, plan: MemoryPlan = AS_TRACED, parts: Sequence[Checkpoint] | None = None
) -> Memory:
    """Follow the life of each tensor through a forward pass and through a training step.

    Sizes are those of the traced dtypes. Time is linear in the number of nodes.

    Args:
        graph: A traced forward pass.
        plan: Settings that are not as they were traced.
        parts: What is checkpointed instead of what was, for a plan that says so.
    """
    if parts is not None:
        graph = replace(graph, checkpoints=tuple(parts))
    traced, graph = graph, in_precision(graph, plan.precision)
    storages = find_storages(graph, training=graph.run.training)
    parameters = sum(parameter.tensor.bytes for parameter in graph.parameters)
    inference = run_forward(graph, storages, parameters)
    training = count_training(
        graph, optimizer=plan.optimizer, storages=_in_training(graph, storages)
    )
    by_node = _by_node(graph, storages)
    return Memory(
        parameters=parameters,
        activations=sum(by_node),
        inference=inference,
        training=training.timeline,
        by_node=by_node,
        gradients=training.gradients,
        saved=training.saved,
        optimizer_state=training.optimizer_state,
        plan=plan,
        graph=graph,
        traced=traced,
    )


def _in_training(graph: Graph, storages: Storages) -> Storages:
    """Return the storages of training: others than in evaluation only where dropout drops."""
    drops = next(graph.of_kind(OpKind.DROPOUT), None) is not None
    return find_storages(graph, training=True) if drops else storages


def _by_node(graph: Graph, storages: Storages) -> tuple[int, ...]:
    made = [0] * len(graph.nodes)
    for storage in storages.all:
        if graph.nodes[storage.made].kind is not OpKind.INPUT:
            made[storage.made] += storage.bytes
    return tuple(made)
