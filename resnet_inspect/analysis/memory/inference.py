"""A forward pass without gradients on the ledger."""

from collections import defaultdict

from resnet_inspect.analysis.memory.ledger import Ledger
from resnet_inspect.analysis.memory.saved import pooled_indices
from resnet_inspect.analysis.memory.storage import Storage, Storages
from resnet_inspect.analysis.memory.timeline import Phase, Timeline
from resnet_inspect.graph import Graph, NodeId


def run_forward(graph: Graph, storages: Storages, fixed: int) -> Timeline:
    """Hold each tensor from the operator that makes it to the last moment at which it is held.

    Args:
        graph: A traced forward pass.
        storages: Its tensors' memory.
        fixed: The bytes of parameters and buffers.
    """
    ledger = Ledger(fixed)
    made, freed = defaultdict[NodeId, list[Storage]](list), defaultdict[NodeId, list[Storage]](list)
    for storage in storages.all:
        made[storage.made].append(storage)
        freed[storage.last_held].append(storage)
    for node in graph.nodes:
        for storage in made[node.id]:
            ledger.hold(storage)
        if indices := pooled_indices(node):
            workspace = Storage(indices, node.id, node.id)
            ledger.hold(workspace)
            ledger.release(workspace)
        ledger.end_step(Phase.FORWARD, node.id)
        for storage in freed[node.id]:
            ledger.release(storage)
    return ledger.timeline()
