"""Normalization, activation and the like in the row of the layer that they follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from resnet_inspect.graph import Graph, Node, NodeId, OpKind
from resnet_inspect.render.table.outline.naming import join_names
from resnet_inspect.render.table.outline.rows import Row, RowKind

ELEMENTWISE = frozenset({
    OpKind.NORM, OpKind.ACTIVATION, OpKind.SOFTMAX, OpKind.DROPOUT, OpKind.COPY, OpKind.MULTIPLY,
    OpKind.ARITHMETIC, OpKind.ADD, OpKind.CONSTANT,
})  # fmt: skip
"""What keeps a tensor's shape and looks at nothing else."""

REARRANGING = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY})
"""What writes the same values in another shape or order; several in a row are one row."""


@dataclass(frozen=True)
class Fusing:
    """Joins rows of one parent.

    A row joins the row before it when it works elementwise on what that row made and on nothing
    else. A tensor from which a shortcut leaves ends its row, and a join begins one, so that the
    rail has rows to point at.
    """

    graph: Graph
    forks: frozenset[NodeId]
    joins: frozenset[NodeId]

    def can_follow(self, nodes: Sequence[Node]) -> bool:
        """Tell whether ``nodes`` work elementwise on one tensor that was made before them."""
        if not nodes or not all(node.outputs for node in nodes):
            return False
        outside = {ref for node in nodes for ref in node.inputs if ref.node < nodes[0].id}
        kinds = ELEMENTWISE | {OpKind.RESHAPE} if len(nodes) > 1 else ELEMENTWISE
        return len(outside) == 1 and all(
            node.kind in kinds and node.id not in self.joins for node in nodes
        )

    def fuse(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows with those joined that can be."""
        groups: list[list[Row]] = []
        for row in rows:
            if groups and self._continues(groups[-1], row):
                groups[-1].append(row)
            else:
                groups.append([row])
        return [group[0] if len(group) == 1 else _one(group) for group in groups]

    def _continues(self, group: list[Row], row: Row) -> bool:
        before = group[-1]
        if not (before.mergeable and row.mergeable) or before.failed or row.failed:
            return False
        if row.empty:
            return bool(row.calls) and not self.graph.children(row.calls[0])
        if all(each.empty for each in group):
            return True
        goes_on = row.follows or (row.rearranges and all(each.rearranges for each in group))
        return goes_on and row.first_node == before.end_node and self._reads_last(before, row)

    def _reads_last(self, before: Row, row: Row) -> bool:
        made = NodeId(before.end_node - 1)
        nodes = self.graph.nodes[row.first_node : row.end_node]
        return made not in self.forks and any(ref.node == made for n in nodes for ref in n.inputs)


def _one(group: list[Row]) -> Row:
    """Make one row of several; a module in which nothing ran, such as Identity, goes unnamed."""
    shown = [row for row in group if not row.empty] or group[:1]
    first, *rest = shown
    names = [_follower_name(row) for row in rest]
    return replace(
        first, kind=RowKind.LAYER, name=_joined(first, first.name, names),
        path=_joined(first, first.path, names),
        type=" · ".join([first.type, *(row.short for row in rest)]),
        short=" · ".join(row.short for row in shown), end_node=shown[-1].end_node,
        calls=tuple(call for row in group for call in row.calls),
    )  # fmt: skip


def _joined(first: Row, name: str, names: list[str]) -> str:
    """Join the names; of a chain of reshapes the first and last, for the type says them all."""
    if first.rearranges and len(names) > 1:
        return f"{name} – {names[-1]}"
    return join_names([name, *names])


def _follower_name(row: Row) -> str:
    """Leave out that an activation was called before: nothing depends on it."""
    activation = len(row.calls) == 1 and row.short not in {"BN", "GN", "LN", "IN"}
    return row.name.partition(" (")[0] if activation else row.name
