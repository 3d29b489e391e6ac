"""The network as a tree of rows: what the tables list.

Rows come from the tree of module calls and from the operators between them, so functional code has
rows as well as modules. Four things make the tree short without leaving anything out:

* runs of identical blocks are folded into one row, ``layer3.1–5``;
* a module that ran in the same way before is one row, ``backbone (2nd call)``;
* normalization, activation and the like stand in the row of the layer that they follow,
  ``conv1 bn1 relu``;
* a module that holds one such row is that row, ``downsample``.

Every operator belongs to exactly one leaf of the tree.
"""

from collections.abc import Iterator
from dataclasses import replace

from resnet_inspect.analysis.facts import CallRun, Facts, fold
from resnet_inspect.graph import ModuleCall, ModulePath, Node, NodeId, OpKind
from resnet_inspect.render.table.outline import naming
from resnet_inspect.render.table.outline.choices import Fold, Level
from resnet_inspect.render.table.outline.closing import Closing
from resnet_inspect.render.table.outline.fusing import REARRANGING, Fusing
from resnet_inspect.render.table.outline.rows import Row, RowKind
from resnet_inspect.render.table.outline.sections import Sections
from resnet_inspect.render.table.outline.settings import (
    channels_and_stride,
    describe,
    describe_follower,
)
from resnet_inspect.render.table.outline.stage_rows import stage_rows
from resnet_inspect.render.table.outline.unused import unused_rows
from resnet_inspect.render.table.outline.view import View


def outline(facts: Facts, view: View) -> tuple[Row, ...]:
    """Return the rows below the network itself, in the order in which they ran."""
    return tuple(_Outliner(facts, view).rows())


class _Outliner:
    def __init__(self, facts: Facts, view: View) -> None:
        self.facts = facts
        self.graph = facts.graph
        self.view = view
        self.closing = Closing(facts, view)
        self.fusing = Fusing(
            facts.graph,
            frozenset(residual.fork.node for residual in facts.residuals),
            frozenset(residual.join for residual in facts.residuals),
        )
        self.sections = Sections(facts, view)
        self.first_calls: dict[ModulePath, ModuleCall] = {}

    @property
    def fuses(self) -> bool:
        """Whether rows may share a row."""
        return self.view.fuse and self.view.level is not Level.OP

    # Rows of a call, in order.

    def rows(self) -> Iterator[Row]:
        inputs = self.graph.inputs()
        for number, node in enumerate(inputs, 1):
            yield _input(node, f"input {number}" if len(inputs) > 1 else "input")
        if self.view.level is Level.STAGE and self.facts.structure.stages:
            yield from stage_rows(self.graph, self.facts.structure)
        elif self.graph.calls:
            yield from self._inside(self.graph.calls[0], 1)
        for failure in self.graph.failures:
            if failure.node is None and failure.call is None:
                yield _stop(NodeId(len(self.graph.nodes)))
        yield from unused_rows(self.graph)

    def _inside(self, call: ModuleCall, depth: int) -> list[Row]:
        rows: list[Row] = []
        position = call.first_node
        for run in self._runs(call):
            rows += self._operators(call, position, run.first.first_node)
            rows += self._of_run(run, depth)
            position = run.last.end_node
        rows += self._operators(call, position, call.end_node)
        rows += [
            _stop(call.end_node)
            for failure in self.graph.failures
            if failure.node is None and failure.call == call.id
        ]
        if self.fuses:
            rows = self.fusing.fuse(rows)
        return self.sections.divide(call, rows)

    def _runs(self, call: ModuleCall) -> tuple[CallRun, ...]:
        children = self.graph.children(call)
        if self.view.fold is Fold.NONE:
            return tuple(CallRun((child,)) for child in children)
        return fold(children, self.facts.signatures)

    def _of_run(self, run: CallRun, depth: int) -> Iterator[Row]:
        if len(run) == 1 or any(self.closing.opens(call) for call in run.calls):
            for call in run.calls:
                yield self._of_call(call, depth)
            return
        first = self._of_call(run.first, depth)
        if first.follows or not (first.children or self.graph.children(run.first)):
            yield first
            yield from (self._of_call(call, depth) for call in run.calls[1:])
        elif run.first.module != run.last.module:
            yield self._folded(run)
        else:
            yield first
            yield self._folded(CallRun(run.calls[1:]))

    def _of_call(self, call: ModuleCall, depth: int) -> Row:
        row = self._closed(call)
        if self.closing.closes(call, depth):
            return row
        children = tuple(self._inside(call, depth + 1))
        if len(children) == 1 and self.fuses and children[0].mergeable:
            return self._merged(call, children[0])
        if self._repeats(call):
            return self._folded(CallRun((call,)))
        return replace(row, kind=RowKind.GROUP, children=children, follows=False, failed=False)

    def _merged(self, call: ModuleCall, only: Row) -> Row:
        """Let a module stand for the only row in it."""
        return replace(
            only, kind=RowKind.LAYER, name=naming.call_name(self.graph, call),
            path=naming.call_path(call), calls=(call,), module=call.module,
        )  # fmt: skip

    def _repeats(self, call: ModuleCall) -> bool:
        """Tell whether the table shows an earlier call of the module that ran in the same way."""
        first = self.first_calls.setdefault(call.module, call)
        same = self.facts.signatures[first.id] == self.facts.signatures[call.id]
        return (
            self.view.fold is Fold.AUTO
            and first is not call
            and same
            and not self.closing.opens(call)
        )

    # Rows.

    def _folded(self, run: CallRun) -> Row:
        first, last = run.first, run.last
        channels = self._channels(first, last)
        times = f" ×{len(run)}{',' if channels else ''}" if len(run) > 1 else ""
        return Row(
            kind=RowKind.RUN, name=naming.run_name(self.graph, run), path=naming.run_path(run),
            type=f"{self._type(first)}{times}{channels}", first_node=first.first_node,
            end_node=last.end_node, first_end=first.end_node, calls=run.calls,
            module=first.module,
        )  # fmt: skip

    def _closed(self, call: ModuleCall) -> Row:
        nodes = self.graph.nodes_of(call)
        single = len(nodes) == 1 and self.closing.is_standard(call)
        return Row(
            kind=RowKind.LAYER, name=naming.call_name(self.graph, call),
            path=naming.call_path(call),
            type=describe(self.graph, nodes[0]) if single else self._long_type(call),
            short=describe_follower(self.graph, nodes[0]) if single else self._type(call),
            first_node=call.first_node, end_node=call.end_node, calls=(call,), module=call.module,
            follows=self.fusing.can_follow(nodes),
            failed=any(node.id in self.closing.failed for node in nodes),
        )  # fmt: skip

    def _long_type(self, call: ModuleCall) -> str:
        return f"{self._type(call)}{self._channels(call, call)}"

    def _type(self, call: ModuleCall) -> str:
        return self.graph.module(call.module).type

    def _channels(self, first: ModuleCall, last: ModuleCall) -> str:
        if not (first.inputs and last.outputs):
            return ""
        before, after = self.graph.tensor(first.inputs[0]), self.graph.tensor(last.outputs[0])
        text = channels_and_stride(before.shape, after.shape)
        return f" {text}" if text else ""

    def _operators(self, call: ModuleCall, start: NodeId, end: NodeId) -> Iterator[Row]:
        for node in self.graph.nodes[start:end]:
            if node.kind is not OpKind.INPUT:
                yield self._operator(call, node)

    def _operator(self, call: ModuleCall, node: Node) -> Row:
        name = naming.operator_name(self.graph, call, node)
        return Row(
            kind=RowKind.OP, name=name,
            path=f"{naming.call_path(call)}.{name}" if call.module else name,
            type=describe(self.graph, node), short=describe_follower(self.graph, node),
            first_node=node.id, end_node=NodeId(node.id + 1),
            follows=self.fusing.can_follow((node,)), rearranges=node.kind in REARRANGING,
            failed=node.id in self.closing.failed,
        )  # fmt: skip


def _input(node: Node, label: str) -> Row:
    return Row(
        kind=RowKind.INPUT, name=label, path=label, type="", first_node=node.id,
        end_node=NodeId(node.id + 1),
    )  # fmt: skip


def _stop(position: NodeId) -> Row:
    return Row(
        kind=RowKind.STOP, name="stopped here", path="stopped here", type="", first_node=position,
        end_node=position, failed=True,
    )  # fmt: skip
