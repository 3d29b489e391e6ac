"""The network as a tree of rows: what the tables list.

Rows come from the tree of module calls and from the operators between them, so functional code has
rows as well as modules. Three things make the tree short without leaving anything out:

* runs of identical blocks are folded into one row, ``layer3.1–5``;
* normalization, activation and other operators that follow a layer elementwise stand in the row of
  that layer, ``conv1 bn1 relu``;
* a module that holds one such row is that row, ``downsample``.

Every operator belongs to exactly one leaf of the tree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.analysis.folding import CallRun, fold
from resnet_inspect.graph import Graph, Module, ModuleCall, ModulePath, Node, NodeId, OpKind
from resnet_inspect.graph.paths import is_within, name, parent
from resnet_inspect.render.settings import (
    channels_and_stride,
    describe,
    describe_follower,
    op_title,
)
from resnet_inspect.render.view import Level, View


class RowKind(StrEnum):
    """What a row stands for."""

    INPUT = "input"
    GROUP = "group"
    """An open module: its rows follow."""
    LAYER = "layer"
    """A module, or several that follow each other, without rows of its own."""
    OP = "op"
    """An operator that no module's row stands for."""
    RUN = "run"
    """Identical blocks."""
    STOP = "stop"
    """Where the forward pass ended with an exception between two operators."""
    NOT_CALLED = "not called"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, with the rows below it."""

    kind: RowKind
    name: str
    """Its name below its parent's: ``conv1 bn1 relu``, ``layer3.1–5``."""
    path: str
    """A name that tells it from all other rows: the module's path, with the call's number."""
    type: str
    first_node: NodeId
    end_node: NodeId
    calls: tuple[ModuleCall, ...] = ()
    """The module calls that it stands for, in order."""
    module: ModulePath | None = None
    children: tuple["Row", ...] = ()
    follows: bool = False
    """Whether it could stand in the row of the layer before it."""
    short: str = ""
    """Its type, as it is written there."""
    failed: bool = False

    @property
    def leaf(self) -> bool:
        """Whether its operators belong to no row below it."""
        return self.kind is not RowKind.GROUP

    @property
    def empty(self) -> bool:
        """Whether no operator ran."""
        return self.first_node == self.end_node


_WEIGHTY = frozenset({
    OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL, OpKind.NORM, OpKind.POOL, OpKind.CONCAT,
    OpKind.ATTENTION, OpKind.RECURRENT, OpKind.OPAQUE, OpKind.RESIZE,
})  # fmt: skip
"""Operators that readers look for: a module that runs two of them is opened."""

_ELEMENTWISE = frozenset({
    OpKind.NORM, OpKind.ACTIVATION, OpKind.SOFTMAX, OpKind.DROPOUT, OpKind.COPY, OpKind.MULTIPLY,
    OpKind.ARITHMETIC, OpKind.ADD, OpKind.CONSTANT,
})  # fmt: skip

_CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict"})


def outline(facts: Facts, view: View) -> tuple[Row, ...]:
    """Return the rows below the network itself, in the order in which they ran."""
    return tuple(_Outliner(facts, view).rows())


def visible(rows: Iterable[Row], depth: int = 0) -> Iterator[tuple[int, Row]]:
    """Yield each row with its depth, parents first."""
    for row in rows:
        yield depth, row
        yield from visible(row.children, depth + 1)


class _Outliner:
    def __init__(self, facts: Facts, view: View) -> None:
        self.facts = facts
        self.view = view
        self.graph: Graph = facts.graph
        self.failed_nodes = {failure.node for failure in self.graph.failures}
        self.forced = self._ancestors_of_failures()
        self.forks = {residual.fork.node for residual in facts.residuals}
        self.joins = {residual.join for residual in facts.residuals}
        self.block_calls = self._block_calls()

    def _ancestors_of_failures(self) -> set[int]:
        """Collect the calls that have to be open so that each failing operator has a row."""
        forced: set[int] = set()
        for failure in self.graph.failures:
            call = failure.call
            if call is None and failure.node is not None:
                call = self.graph.nodes[failure.node].call
            while call is not None:
                forced.add(call)
                call = self.graph.calls[call].parent
        return forced

    def _block_calls(self) -> set[int]:
        if self.view.level is not Level.BLOCK:
            return set()
        blocks = [block for stage in self.facts.structure.stages for block in stage.blocks]
        if blocks:
            return {block.call for block in blocks}
        return {call.id for call in self.graph.calls if self._is_innermost(call)}

    def _is_innermost(self, call: ModuleCall) -> bool:
        """Tell whether ``call`` is of a class of the user's that only has layers in it."""
        if call.parent is None or self._closed_layer(call) or self._is_container(call):
            return False
        return all(
            self._closed_layer(child) or self._is_container(child)
            for child in self.graph.children(call)
        )

    def _module(self, call: ModuleCall) -> Module:
        return self.graph.module(call.module)

    def _is_container(self, call: ModuleCall) -> bool:
        return self._module(call).type in _CONTAINERS

    # Rows of a call, in order.

    def rows(self) -> Iterator[Row]:
        for node in self.graph.inputs():
            yield self._input(node)
        if self.graph.calls:
            yield from self._inside(self.graph.calls[0], 1)
        for failure in self.graph.failures:
            if failure.node is None and failure.call is None:
                yield self._stop(NodeId(len(self.graph.nodes)))
        yield from self._not_called()

    def _input(self, node: Node) -> Row:
        return Row(
            kind=RowKind.INPUT, name="input", path="input", type="", first_node=node.id,
            end_node=NodeId(node.id + 1),
        )  # fmt: skip

    def _inside(self, call: ModuleCall, depth: int) -> list[Row]:
        rows: list[Row] = []
        position = call.first_node
        for run in self._runs(call):
            rows += self._operators(call, position, run.first.first_node)
            rows += self._of_run(run, depth)
            position = run.last.end_node
        rows += self._operators(call, position, call.end_node)
        rows += self._stops(call)
        return self._fused(rows) if self._fuses else rows

    @property
    def _fuses(self) -> bool:
        return self.view.fuse and self.view.level is not Level.OP

    def _runs(self, call: ModuleCall) -> tuple[CallRun, ...]:
        children = self.graph.children(call)
        if not self.view.fold:
            return tuple(CallRun((child,)) for child in children)
        return fold(children, self.facts.signatures)

    def _of_run(self, run: CallRun, depth: int) -> Iterator[Row]:
        calls = run.calls
        if len(calls) > 1 and not any(self._opens(call) for call in calls):
            first = self._of_call(calls[0], depth)
            if not first.follows and (first.children or self._is_block(first)):
                yield self._folded(run)
                return
        for call in calls:
            yield self._of_call(call, depth)

    def _is_block(self, row: Row) -> bool:
        """Tell whether a closed row stands for more than a layer."""
        return bool(row.calls) and bool(self.graph.children(row.calls[0]))

    def _opens(self, call: ModuleCall) -> bool:
        return call.id in self.forced or self.view.leads_to_expanded(call.module)

    def _folded(self, run: CallRun) -> Row:
        first, last = run.first, run.last
        kind = self._type(first)
        return Row(
            kind=RowKind.RUN, name=self._run_name(run), path=_run_path(run),
            type=f"{kind} ×{len(run)}{self._channels(first, last, ', ')}",
            first_node=first.first_node, end_node=last.end_node, calls=run.calls,
            module=first.module,
        )  # fmt: skip

    def _run_name(self, run: CallRun) -> str:
        first = self._local_name(run.first)
        if run.first.module == run.last.module:
            return f"{first} ({len(run)} calls)"
        head, _, number = first.rpartition(".")
        if number.isdigit():
            return f"{head}{'.' if head else ''}{number}–{name(run.last.module)}"
        return f"{first} – {name(run.last.module)}"

    def _of_call(self, call: ModuleCall, depth: int) -> Row:
        if self._closes(call, depth):
            return self._closed(call)
        children = tuple(self._inside(call, depth + 1))
        if len(children) == 1 and self._fuses and children[0].kind in {RowKind.LAYER, RowKind.OP}:
            return self._merged(call, children[0])
        row = self._closed(call)
        if not children:
            return row
        return replace(row, kind=RowKind.GROUP, children=children, follows=False)

    def _merged(self, call: ModuleCall, only: Row) -> Row:
        """Let a module stand for the only row in it."""
        return replace(
            only, kind=RowKind.LAYER, name=self._name(call), path=_call_path(call), calls=(call,),
            module=call.module,
        )  # fmt: skip

    # Which calls stay closed.

    def _closes(self, call: ModuleCall, depth: int) -> bool:
        nodes = call.end_node - call.first_node
        if self.view.level is Level.OP and self.view.depth is None:
            return nodes == 0 or (nodes == 1 and not self.graph.children(call))
        if self._closed_layer(call):
            return True
        if self._opens(call):
            return False
        if self.view.depth is not None and depth >= self.view.depth:
            return True
        return call.id in self.block_calls

    def _closed_layer(self, call: ModuleCall) -> bool:
        if self.graph.children(call):
            return False
        if self._module(call).qualified_type.startswith("torch.nn."):
            return True
        if call.id in self.forced and call.end_node - call.first_node > 1:
            return False
        return sum(map(self._is_weighty, self.graph.nodes_of(call))) <= 1

    def _is_weighty(self, node: Node) -> bool:
        return node.kind in _WEIGHTY or (node.kind is OpKind.ADD and len(node.inputs) > 1)

    def _closed(self, call: ModuleCall) -> Row:
        nodes = self.graph.nodes_of(call)
        return Row(
            kind=RowKind.LAYER, name=self._name(call), path=_call_path(call),
            type=self._layer_type(call, nodes), first_node=call.first_node,
            end_node=call.end_node, calls=(call,), module=call.module,
            follows=self._can_follow(nodes), short=self._short_type(call, nodes),
            failed=any(node.id in self.failed_nodes for node in nodes),
        )  # fmt: skip

    def _layer_type(self, call: ModuleCall, nodes: tuple[Node, ...]) -> str:
        if len(nodes) == 1 and not self.graph.children(call) and self._is_standard(call):
            return describe(self.graph, nodes[0])
        return f"{self._type(call)}{self._channels(call, call, ' ')}"

    def _short_type(self, call: ModuleCall, nodes: tuple[Node, ...]) -> str:
        if len(nodes) == 1 and self._is_standard(call):
            return describe_follower(self.graph, nodes[0])
        return self._type(call)

    def _is_standard(self, call: ModuleCall) -> bool:
        return self._module(call).qualified_type.startswith("torch.nn.")

    def _type(self, call: ModuleCall) -> str:
        return self._module(call).type

    def _channels(self, first: ModuleCall, last: ModuleCall, separator: str) -> str:
        if not (first.inputs and last.outputs):
            return ""
        before, after = self.graph.tensor(first.inputs[0]), self.graph.tensor(last.outputs[0])
        text = channels_and_stride(before.shape, after.shape)
        return f"{separator}{text}" if text else ""

    # Names.

    def _name(self, call: ModuleCall) -> str:
        again = f" ({_ordinal(call.index + 1)} call)" if call.index else ""
        return f"{self._local_name(call)}{again}"

    def _local_name(self, call: ModuleCall) -> str:
        owner = self.graph.calls[call.parent].module if call.parent is not None else ModulePath("")
        if not is_within(call.module, owner) or call.module == owner:
            return call.module or self._type(call)
        local = call.module[len(owner) + 1 :] if owner else str(call.module)
        return f"{name(owner)}.{local}" if local[:1].isdigit() and owner else local

    # Operators between the calls.

    def _operators(self, call: ModuleCall, start: NodeId, end: NodeId) -> Iterator[Row]:
        for node in self.graph.nodes[start:end]:
            if node.kind is not OpKind.INPUT:
                yield self._operator(call, node)

    def _operator(self, call: ModuleCall, node: Node) -> Row:
        label = self._operator_name(call, node)
        return Row(
            kind=RowKind.OP, name=label, path=f"{_call_path(call)}{'.' if call.module else ''}{label}",
            type=describe(self.graph, node), first_node=node.id, end_node=NodeId(node.id + 1),
            follows=self._can_follow((node,)), short=describe_follower(self.graph, node),
            failed=node.id in self.failed_nodes,
        )  # fmt: skip

    def _operator_name(self, call: ModuleCall, node: Node) -> str:
        """Call a functional layer by its weight's name, any other operator by its own."""
        if not node.parameters:
            return f"{node.op}()"
        weight = self.graph.parameters[node.parameters[0]].name
        holder = weight.removesuffix(".weight")
        local = holder[len(call.module) + 1 :] if is_within(ModulePath(holder), call.module) else holder
        return f"{(local if call.module else holder) or weight} {node.op}()"

    def _stops(self, call: ModuleCall) -> Iterator[Row]:
        for failure in self.graph.failures:
            if failure.node is None and failure.call == call.id:
                yield self._stop(call.end_node)

    def _stop(self, position: NodeId) -> Row:
        return Row(
            kind=RowKind.STOP, name="stopped here", path="stopped here", type="",
            first_node=position, end_node=position, failed=True,
        )  # fmt: skip

    # Followers.

    def _can_follow(self, nodes: tuple[Node, ...]) -> bool:
        """Tell whether ``nodes`` work elementwise on one tensor that was made before them."""
        if not nodes or any(node.id in self.failed_nodes for node in nodes):
            return False
        outside = {
            ref for node in nodes for ref in node.inputs if ref.node < nodes[0].id
        }  # fmt: skip
        return len(outside) == 1 and all(
            node.kind in _ELEMENTWISE and node.id not in self.joins for node in nodes
        )

    def _fused(self, rows: Iterable[Row]) -> list[Row]:
        groups: list[list[Row]] = []
        for row in rows:
            if groups and self._joins_row(groups[-1], row):
                groups[-1].append(row)
            else:
                groups.append([row])
        return [group[0] if len(group) == 1 else self._fuse(group) for group in groups]

    def _joins_row(self, group: list[Row], row: Row) -> bool:
        before = group[-1]
        if before.kind not in {RowKind.LAYER, RowKind.OP} or before.failed or row.failed:
            return False
        if row.empty:
            return row.kind is RowKind.LAYER and not self.graph.children(row.calls[0])
        if not row.follows or row.first_node != before.end_node:
            return False
        made = before.end_node - 1
        reads = self.graph.nodes[row.first_node].inputs
        return made not in self.forks and any(ref.node == made for ref in reads)

    def _fuse(self, group: list[Row]) -> Row:
        first, *rest = group
        shown = [row for row in rest if not row.empty]
        return replace(
            first, kind=RowKind.LAYER, name=_joined_names([first, *shown]),
            path=_joined_names([first, *shown], first.path),
            type=" · ".join([first.type, *(row.short for row in shown)]),
            short=" · ".join([first.short, *(row.short for row in shown)]),
            end_node=rest[-1].end_node, calls=tuple(call for row in group for call in row.calls),
        )  # fmt: skip

    # Modules that the forward pass does not use.

    def _not_called(self) -> Iterator[Row]:
        if not self.graph.complete:
            return
        used = self._used_modules()
        end = NodeId(len(self.graph.nodes))
        for module in self.graph.modules[1:]:
            if module.path in used or module.alias_of is not None or not module.registered:
                continue
            if parent(module.path) in used or not parent(module.path):
                kind = f"{module.type} {module.settings}".strip()
                yield Row(
                    kind=RowKind.NOT_CALLED, name=f"{module.path} (not called)", path=module.path,
                    type=kind, first_node=end, end_node=end, module=module.path,
                )  # fmt: skip

    def _used_modules(self) -> set[ModulePath]:
        """Collect the modules that are called or whose parameters are read, and their owners."""
        read = {number for node in self.graph.nodes for number in node.parameters}
        used: set[ModulePath] = set()
        paths = [call.module for call in self.graph.calls]
        paths += [module.path for module in self.graph.modules if read.intersection(module.parameters)]
        for path in paths:
            while path and path not in used:
                used.add(path)
                path = parent(path)  # noqa: PLW2901 - walks up from the loop's path
        return used


def _call_path(call: ModuleCall) -> str:
    return f"{call.module} ({_ordinal(call.index + 1)} call)" if call.index else str(call.module)


def _run_path(run: CallRun) -> str:
    if run.first.module == run.last.module:
        return f"{run.first.module} ({len(run)} calls)"
    return f"{run.first.module}–{name(run.last.module)}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _joined_names(rows: list[Row], first: str = "") -> str:
    """Join the names of rows that became one; numbers in a row become a range."""
    names = [first or rows[0].name, *(_follower_name(row) for row in rows[1:])]
    numbers = [text.rpartition(".")[2] for text in names]
    if all(number.isdigit() for number in numbers) and len({text.rpartition(".")[0] for text in names}) == 1:
        return f"{names[0]}–{numbers[-1]}"
    return " ".join(names)


def _follower_name(row: Row) -> str:
    """Leave out that a layer without weights was called before: nothing depends on it."""
    if row.kind is RowKind.LAYER and len(row.calls) == 1 and row.calls[0].index and "BN" not in row.short:
        return row.name.partition(" (")[0]
    return row.name


__all__ = ["Row", "RowKind", "op_title", "outline", "visible"]
