"""Parameter counts by tensor identity: a shared tensor counts once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from resnet_inspect.graph import Graph, ModulePath, Parameter, ParameterId, ParameterKind, paths

Holders = frozenset[ModulePath]
ROOT = ModulePath("")
Sizes = list[int]
"""Trainable, frozen and buffer elements."""


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Numbers of elements."""

    trainable: int = 0
    frozen: int = 0
    buffers: int = 0

    @property
    def total(self) -> int:
        """Trainable and frozen parameters; buffers are not parameters."""
        return self.trainable + self.frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterCounts:
    """Counts for the network and for each module with everything below it."""

    network: ParameterCount
    """What ``network.parameters()`` and ``network.buffers()`` hold."""
    by_module: Mapping[ModulePath, ParameterCount]
    """For every module path, also one under which a module is registered a second time."""
    bytes: int
    """Size of parameters and buffers."""
    shared: tuple[tuple[str, ...], ...] = ()
    """The names of each tensor that has several."""
    unregistered: ParameterCount = ParameterCount()
    """What was used in the forward pass but is unknown to the network, as with modules in a list:
    no optimizer that is given ``network.parameters()`` trains it."""


def count_parameters(graph: Graph) -> ParameterCounts:
    """Count each parameter and buffer once, under every module that holds it.

    A module holds a tensor if it, or a module below it, registers the tensor; a module that is
    registered under two paths holds its tensors at both. The time is linear in the number of
    tensors, times the depth of the module tree.
    """
    sums: dict[ModulePath, Sizes] = {module.path: [0, 0, 0] for module in graph.modules}
    above = _Ancestry(graph)
    network, unregistered, size = [0, 0, 0], [0, 0, 0], 0
    for holders, tensors in _by_holders(graph).items():
        counts = _elements(tensors)
        around = above.of(holders)
        for path in around & sums.keys():
            _add(sums[path], counts)
        _add(network if ROOT in around else unregistered, counts)
        if ROOT in around:
            size += sum(tensor.tensor.bytes for tensor in tensors)
    return ParameterCounts(
        network=ParameterCount(*network),
        by_module=MappingProxyType(
            {path: ParameterCount(*counts) for path, counts in sums.items()}
        ),
        bytes=size,
        shared=tuple(tensor.names for tensor in graph.parameters if len(tensor.names) > 1),
        unregistered=ParameterCount(*unregistered),
    )


def _add(total: Sizes, counts: Sizes) -> None:
    for place, count in enumerate(counts):
        total[place] += count


def _by_holders(graph: Graph) -> Mapping[Holders, list[Parameter]]:
    """Group the tensors by the modules that register them."""
    owners: dict[ParameterId, set[ModulePath]] = defaultdict(set)
    for module in graph.modules:
        for parameter in module.parameters:
            owners[parameter].add(module.path)
    groups: dict[Holders, list[Parameter]] = defaultdict(list)
    for tensor in graph.parameters:
        named = {paths.parent(ModulePath(name)) for name in tensor.names}
        groups[frozenset(owners[tensor.id] | named)].append(tensor)
    return groups


def _elements(tensors: Iterable[Parameter]) -> Sizes:
    trainable = frozen = buffers = 0
    for tensor in tensors:
        size = tensor.tensor.numel
        if tensor.kind is ParameterKind.BUFFER:
            buffers += size
        elif tensor.trainable:
            trainable += size
        else:
            frozen += size
    return [trainable, frozen, buffers]


class _Ancestry:
    """Which module paths lie above a set of paths, second registrations included."""

    def __init__(self, graph: Graph) -> None:
        self.aliases: dict[ModulePath, list[ModulePath]] = defaultdict(list)
        self.unregistered: set[ModulePath] = set()
        for module in graph.modules:
            if module.alias_of is not None:
                self.aliases[module.alias_of].append(module.path)
            if not module.registered:
                self.unregistered.add(module.path)

    def of(self, holders: Holders) -> set[ModulePath]:
        """Return ``holders`` and all above them, up to a module that its owner does not know."""
        found: set[ModulePath] = set()
        todo = list(holders)
        while todo:
            path = todo.pop()
            if path in found:
                continue
            found.add(path)
            todo.extend(self.aliases.get(path, ()))
            if path != ROOT and path not in self.unregistered:
                todo.append(paths.parent(path))
        return found
