"""Rows for modules that the forward pass does not use."""

from collections.abc import Iterator

from resnet_inspect.graph import Graph, ModulePath, NodeId, OpKind
from resnet_inspect.graph.paths import parent
from resnet_inspect.render.table.outline.closing import CONTAINERS
from resnet_inspect.render.table.outline.rows import Row, RowKind


def unused_rows(graph: Graph) -> Iterator[Row]:
    """Yield a row for each module that is not called, but not for the modules inside it.

    An empty Sequential has nothing to call; what a scripted module calls, nobody knows. A forward
    pass that failed has not had the chance to call them all, and gets none.
    """
    if not graph.complete:
        return
    used = _used_modules(graph)
    inside = tuple(f"{node.module}." for node in graph.of_kind(OpKind.OPAQUE) if node.module)
    end = NodeId(len(graph.nodes))
    owners = {parent(module.path) for module in graph.modules[1:]}
    for module in graph.modules[1:]:
        nothing = module.type in CONTAINERS and module.path not in owners
        known = module.alias_of is None and module.registered and not nothing
        known = known and not module.path.startswith(inside)
        if known and module.path not in used and parent(module.path) in used:
            yield Row(
                kind=RowKind.NOT_CALLED, name=f"{module.path} (not called)", path=module.path,
                type=f"{module.type} {module.settings}".strip(), first_node=end, end_node=end,
                module=module.path,
            )  # fmt: skip


def _used_modules(graph: Graph) -> set[ModulePath]:
    """Collect the modules that are called or whose parameters are read, and their owners."""
    read = {number for node in graph.nodes for number in node.parameters}
    used = {ModulePath("")}
    paths = [call.module for call in graph.calls]
    paths += [module.path for module in graph.modules if read.intersection(module.parameters)]
    for path in paths:
        while path not in used:
            used.add(path)
            path = parent(path)  # noqa: PLW2901 - walks up from the loop's path
    return used
