"""Which module calls have rows of their own below them."""

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.graph import CallId, ModuleCall, Node, OpKind
from resnet_inspect.render.table.outline.choices import Level
from resnet_inspect.render.table.outline.view import View

WEIGHTY = frozenset({
    OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.NORM, OpKind.POOL, OpKind.CONCAT,
    OpKind.ATTENTION, OpKind.RECURRENT, OpKind.OPAQUE, OpKind.RESIZE,
})  # fmt: skip
"""Operators that readers look for: a module that runs two of them itself is opened."""

CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict"})


class Closing:
    """Decides for each call whether its row is open, from the view and what failed."""

    def __init__(self, facts: Facts, view: View) -> None:
        self.facts = facts
        self.graph = facts.graph
        self.view = view
        self.depth = 1 if view.level is Level.STAGE else view.depth
        self.failed = {failure.node for failure in self.graph.failures}
        self.forced = self._around_failures()
        self.blocks = self._block_calls() if view.level is Level.BLOCK else set()

    def closes(self, call: ModuleCall, depth: int) -> bool:
        """Tell whether the call is one row, however much is in it."""
        if self.view.level is Level.OP and self.view.depth is None:
            nodes = call.end_node - call.first_node
            return nodes == 0 or (nodes == 1 and not self.graph.children(call))
        if self.is_layer(call):
            return True
        if self.opens(call):
            return False
        if self.depth is not None and depth >= self.depth:
            return True
        return call.id in self.blocks

    def opens(self, call: ModuleCall) -> bool:
        """Tell whether the call must stay open: something in it failed, or is to be seen."""
        return call.id in self.forced or self.view.leads_to_expanded(call.module)

    def is_layer(self, call: ModuleCall) -> bool:
        """Tell whether the call is what readers take for one layer."""
        if self.graph.children(call):
            return False
        if self.is_standard(call):
            return True
        nodes = self.graph.nodes_of(call)
        if len(nodes) > 1 and any(node.id in self.failed for node in nodes):
            return False
        return sum(map(_is_weighty, nodes)) <= 1

    def is_standard(self, call: ModuleCall) -> bool:
        """Tell whether the module's class comes with torch."""
        return self.graph.module(call.module).qualified_type.startswith("torch.nn.")

    def _around_failures(self) -> set[CallId]:
        """Collect the calls in which each failure happened."""
        forced: set[CallId] = set()
        for failure in self.graph.failures:
            call = failure.call
            if call is None and failure.node is not None:
                call = self.graph.nodes[failure.node].call
            while call is not None:
                forced.add(call)
                call = self.graph.calls[call].parent
        return forced

    def _block_calls(self) -> set[CallId]:
        """Collect the calls that hold one block each; without blocks, the innermost user's ones."""
        blocks = [block for stage in self.facts.structure.stages for block in stage.blocks]
        if not blocks:
            return {call.id for call in self.graph.calls if self._is_innermost(call)}
        exact = {(block.first_node, block.end_node) for block in blocks}
        calls = {block.call for block in blocks}
        return {
            call.id
            for call in self.graph.calls
            if call.id in calls and (call.first_node, call.end_node) in exact
        }

    def _is_innermost(self, call: ModuleCall) -> bool:
        """Tell whether ``call`` is of a class of the user's with only layers in it."""
        return (
            call.parent is not None
            and not self._is_part(call)
            and all(self._is_part(child) for child in self.graph.children(call))
        )

    def _is_part(self, call: ModuleCall) -> bool:
        return self.is_layer(call) or self.graph.module(call.module).type in CONTAINERS


def _is_weighty(node: Node) -> bool:
    return node.kind in WEIGHTY or (node.kind is OpKind.ADD and len(node.inputs) > 1)
