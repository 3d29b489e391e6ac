"""Peak memory of inference and of training."""

from dataclasses import dataclass
from itertools import accumulate

from resnet_inspect.analysis.memory.saved import Backward
from resnet_inspect.analysis.memory.storage import Storages, find_storages
from resnet_inspect.graph import Graph, NodeId, OpKind, ParameterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes, with what each figure includes said in its comment."""

    parameters: int
    """Parameters and buffers."""
    activations: int
    """All outputs of all operators, those that are views of their input not counted again."""
    inference_peak: int
    """Parameters, buffers and the tensors alive at the worst moment of a forward pass without
    gradients. A tensor is freed after its last use, one that was handed to a module not before
    that module returns; the network's inputs and outputs live to the end. Not included: the
    workspace of kernels, and what a local variable keeps beyond its last use."""
    training_peak: int
    """Parameters, buffers, gradients, inputs and every tensor that backward needs, at the end of
    the forward pass; the optimizer's state, the gradients of activations and the workspace of
    kernels are not included. Counted for training mode, whatever mode was traced."""
    by_node: tuple[int, ...] = ()
    """Memory that each node allocates for its outputs: 0 for views and in-place operators."""
    peak_node: NodeId | None = None
    """The operator at which inference needs most."""
    gradients: int = 0
    """Gradients of the trainable parameters, in ``training_peak``."""
    saved: int = 0
    """What is kept for the backward pass, parameters and inputs excluded, in ``training_peak``."""


def estimate_memory(graph: Graph) -> Memory:
    """Follow the life of each tensor through the forward pass.

    Sizes are those of the traced dtypes. Time is linear in the number of nodes.
    """
    storages = find_storages(graph, training=graph.run.training)
    alive = _alive(graph, storages)
    peak = max(range(len(alive)), key=alive.__getitem__, default=None)
    parameters = sum(parameter.tensor.bytes for parameter in graph.parameters)
    gradients = sum(
        parameter.tensor.bytes
        for parameter in graph.parameters
        if parameter.trainable and parameter.kind is ParameterKind.PARAMETER
    )
    inputs = sum(node.output.bytes for node in graph.inputs())
    saved = _saved(graph, storages)
    by_node = _by_node(graph, storages)
    return Memory(
        parameters=parameters,
        activations=sum(by_node),
        inference_peak=parameters + (0 if peak is None else alive[peak]),
        training_peak=parameters + gradients + inputs + saved,
        by_node=by_node,
        peak_node=None if peak is None else NodeId(peak),
        gradients=gradients,
        saved=saved,
    )


def _by_node(graph: Graph, storages: Storages) -> tuple[int, ...]:
    made = [0] * len(graph.nodes)
    for storage in storages.all:
        if graph.nodes[storage.made].kind is not OpKind.INPUT:
            made[storage.made] += storage.bytes
    return tuple(made)


def _alive(graph: Graph, storages: Storages) -> list[int]:
    """Return the bytes alive while each node runs."""
    end = NodeId(len(graph.nodes) - 1)
    for node in graph.inputs():
        storages.of[node.ref].last_read = end
    for output in graph.outputs:
        if output.ref is not None:
            storages.of[output.ref].last_read = end
    for call in graph.calls[1:]:
        for ref in call.inputs:
            storage = storages.of[ref]
            storage.last_read = max(storage.last_read, NodeId(call.end_node - 1))
    change = [0] * (len(graph.nodes) + 1)
    for storage in storages.all:
        change[storage.made] += storage.bytes
        change[storage.last_read + 1] -= storage.bytes
    return list(accumulate(change[:-1]))


def _saved(graph: Graph, storages: Storages) -> int:
    """Return the memory that backward needs, besides parameters and the network's inputs."""
    if next(graph.of_kind(OpKind.DROPOUT), None) is not None:
        storages = find_storages(graph, training=True)
    backward = Backward(graph)
    kept: dict[int, int] = {}
    extra = 0
    for node in graph.nodes:
        saved = backward.visit(node)
        extra += saved.extra
        for ref in saved.refs:
            storage = storages.of[ref]
            if graph.nodes[storage.made].kind is not OpKind.INPUT:
                kept[id(storage)] = storage.bytes
    return sum(kept.values()) + extra
