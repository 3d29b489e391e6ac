"""What a training step needs more while torch's MemTracker watches it.

MemTracker is a dispatch mode, under which autograd adds gradients out of place; and it waits for
the gradients of all inputs, and of all results, of a module, and holds those that came first. It is
asked on meta tensors, where the mask of a dropout is of its input's type, and not of one byte.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from resnet_inspect.analysis.memory.ledger import Ledger
from resnet_inspect.analysis.memory.saved import Backward, Saved
from resnet_inspect.analysis.memory.storage import Storage
from resnet_inspect.graph import Graph, Node, OpKind, Ref


def as_on_meta(node: Node, saved: Saved) -> Saved:
    """Return what is kept for an operator's backward where it runs on meta tensors."""
    if node.kind is OpKind.DROPOUT and saved.extra:
        return replace(saved, extra=node.output.bytes)
    return saved


@dataclass(slots=True)
class Awaited:
    """The gradients of one module call's inputs or results."""

    missing: set[Ref]
    held: list[Storage] = field(default_factory=list)


class Tracker:
    """Holds the gradients of modules as MemTracker does.

    Args:
        graph: The traced forward pass.
        autograd: Tells which tensors have gradients.
        ledger: Where memory is counted.
    """

    def __init__(self, graph: Graph, autograd: Backward, ledger: Ledger) -> None:
        self.ledger = ledger
        self.awaited: defaultdict[Ref, list[Awaited]] = defaultdict(list)
        for call in graph.calls:
            for refs in (call.inputs, call.outputs):
                self._await({ref for ref in refs if autograd.needs_gradient(ref)})

    def _await(self, refs: set[Ref]) -> None:
        if len(refs) > 1:
            group = Awaited(refs)
            for ref in refs:
                self.awaited[ref].append(group)

    def see(self, ref: Ref, gradient: Storage) -> None:
        """Hold a gradient that is complete, or let go of all if it was the last one."""
        for group in self.awaited.pop(ref, ()):
            group.missing.discard(ref)
            self.ledger.hold(gradient)
            group.held.append(gradient)
            if not group.missing:
                for storage in group.held:
                    self.ledger.release(storage)
