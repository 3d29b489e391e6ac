"""A layer that is called with another tensor, or in another order, than its width was made for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import Graph, ModuleCall, ModulePath, Node, OpKind, Ref, SourceSpan
from resnet_inspect.graph.paths import is_within, parent
from resnet_inspect.linter.context import LintContext

_CHANNELS = re.compile(r"^(\d+), (\d+), kernel_size")


@dataclass(frozen=True, slots=True)
class WrongCall:
    """A call in a forward that is to be changed."""

    span: SourceSpan | None
    what: str
    help: str
    cause: str
    skipped: ModulePath | None = None
    """A module that should have been called before."""


def wrong_call(context: LintContext, node: Node, have: int, declared: int) -> WrongCall | None:
    """Return the call that hands a layer the wrong tensor, if that is what it looks like."""
    if node.kind is not OpKind.CONV:
        return None
    for call in context.calls_around(node.call):
        if call.parent is None:
            return None
        block = context.graph.calls[call.parent]
        if context.forward(block) is None or not _reads_first(context, call, node):
            continue
        found = (
            _shared(context, call)
            or _skipped(context, call, block, have, declared)
            or _other_tensor(context, call, block, node, declared)
        )
        if found is not None:
            return found
    return None


def _reads_first(context: LintContext, call: ModuleCall, node: Node) -> bool:
    """Whether the layer reads what its call, or a container around it, was given."""
    tensor = context.origin(node.inputs[0])
    return tensor.id < call.first_node


def _shared(context: LintContext, call: ModuleCall) -> WrongCall | None:
    """Recognize a module that was made for one block and is called in another one as well."""
    if call.index == 0 or call.parent is None:
        return None
    owner = context.graph.calls[call.parent].module
    earlier = [one for one in context.graph.calls[: call.id] if one.module == call.module]
    before = earlier[0].parent if earlier else None
    other = context.graph.calls[before].module if before is not None else owner
    span = call.source
    if other != owner:
        span = context.graph.module(owner).definition
    return WrongCall(
        span, f"`{call.module}` was made for `{other}` and is used in `{owner}` again",
        "construct a module of its own for each place", f"shared {span}",
    )  # fmt: skip


def _skipped(
    context: LintContext, call: ModuleCall, block: ModuleCall, have: int, declared: int
) -> WrongCall | None:
    """Find a module of the same owner that takes what arrives and makes what is declared."""
    for path in _children(context.graph, block.module):
        if is_within(call.module, path) or not _idle_or_failing(context.graph, path, call):
            continue
        if _takes_and_makes(context.graph, path, have, declared):
            return WrongCall(
                call.source, f"`{path}`, which makes {declared} of {have}, was not called before",
                f"call `self.{path.rpartition('.')[2]}` first", f"order {block.id}", path,
            )  # fmt: skip
    return None


def _idle_or_failing(graph: Graph, path: ModulePath, call: ModuleCall) -> bool:
    """Whether a module is never called, or later and in vain: it was called too late."""
    calls = [one for one in graph.calls if one.module == path]
    if not calls:
        return not any(is_within(one.module, path) for one in graph.calls)
    failed = {failure.node for failure in graph.failures}
    nodes = graph.nodes_of(calls[0])
    return calls[0].id > call.id and any(node.id in failed for node in nodes)


def _children(graph: Graph, owner: ModulePath) -> Iterator[ModulePath]:
    for module in graph.modules[1:]:
        if parent(module.path) == owner and module.registered and module.path != owner:
            yield module.path


def _takes_and_makes(graph: Graph, path: ModulePath, have: int, declared: int) -> bool:
    found = [
        (int(match[1]), int(match[2]))
        for module in graph.modules
        if is_within(module.path, path) and (match := _CHANNELS.match(module.settings))
    ]
    if not found or found[0][0] != have:
        return False
    return any(made == declared for _, made in found)


def _other_tensor(
    context: LintContext, call: ModuleCall, block: ModuleCall, node: Node, declared: int
) -> WrongCall | None:
    """Find the tensor of the same forward that has the declared width and was to be read."""
    if not call.inputs or block.parent is None:
        return None
    given = call.inputs[0]
    tensor = context.graph.tensor
    if given not in block.inputs and len(context.graph.users(context.producer(given))) > 1:
        for ref in block.inputs:
            if tensor(ref).shape[1:2] == (declared,):
                return _read(call, node, "the block's input")
    if given in block.inputs and _unread(context, block, call, declared) is not None:
        return _read(call, node, "the result of the line before")
    return None


def _read(call: ModuleCall, node: Node, meant: str) -> WrongCall:
    text = f"{meant} has the width that `{node.module}` takes"
    return WrongCall(call.source, text, f"hand it {meant}", f"variable {call.source}")


def _unread(context: LintContext, block: ModuleCall, call: ModuleCall, declared: int) -> Ref | None:
    """Return a tensor made before in the block that nothing reads and that has the width."""
    for node in context.graph.nodes[block.first_node : call.first_node]:
        fits = bool(node.outputs) and node.output.shape[1:2] == (declared,)
        if fits and not context.graph.users(node):
            return node.ref
    return None
