"""The numbers of one row of the outline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.graph import (
    ModuleCall,
    ModulePath,
    Node,
    OpKind,
    ParameterId,
    ParameterKind,
    Ref,
    SourceSpan,
    TensorSpec,
)
from resnet_inspect.graph.paths import parent
from resnet_inspect.render.table.outline.rows import Row, RowKind

if TYPE_CHECKING:
    from resnet_inspect.analysis.facts import ReceptiveField


class Ledger:
    """Running sums over the nodes, so that a row of any size costs the same to look up."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.graph = facts.graph
        costs = facts.costs
        self.macs = _sums(macs or 0 for macs in costs.macs)
        self.operations = _sums(number or 0 for number in costs.operations)
        uncounted = {number for number in costs.not_counted if self.graph.nodes[number].outputs}
        self.unknown = _sums(int(node.id in uncounted) for node in self.graph.nodes)
        opaque = set(costs.unknown)
        self.opaque = _sums(int(node.id in opaque) for node in self.graph.nodes)
        self.operators = _sums(int(node.kind is not OpKind.INPUT) for node in self.graph.nodes)
        self.elements = _sums(sum(out.numel for out in node.outputs) for node in self.graph.nodes)
        self.bytes = _sums(sum(out.bytes for out in node.outputs) for node in self.graph.nodes)
        self.learned = [
            parameter.tensor.numel if parameter.kind is ParameterKind.PARAMETER else 0
            for parameter in self.graph.parameters
        ]
        self.first_reader = self._first_readers()
        self.held = self._held()

    def _first_readers(self) -> dict[ParameterId, int]:
        """Map each parameter to the operator that reads it first: its row counts it."""
        readers: dict[ParameterId, int] = {}
        for node in self.graph.nodes:
            for number in node.parameters:
                readers.setdefault(number, node.id)
        return readers

    def _held(self) -> dict[ModulePath, list[ParameterId]]:
        """Map each module to the parameters of itself and all modules below it."""
        held: dict[ModulePath, list[ParameterId]] = {
            module.path: [] for module in self.graph.modules
        }
        for module in self.graph.modules:
            path = module.path
            while module.parameters:
                held.setdefault(path, []).extend(module.parameters)
                if not path:
                    break
                path = parent(path)
        return held


def _sums(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(accumulate(numbers, initial=0))


@dataclass(frozen=True)
class Figures:
    """What is known of one row."""

    row: Row
    ledger: Ledger
    type: str
    """What the row is and how it is set, its residual connections in words."""
    contents: str = ""
    """The layers in a folded block, where there is room to say so."""

    @property
    def long_type(self) -> str:
        """The type with the contents of a folded block."""
        if not self.contents:
            return self.type
        head, dot, tail = self.type.partition(" · ")
        name, *settings = head.split(", ")
        others = [setting for setting in settings if "→" not in setting]
        return f"{', '.join([f'{name} [{self.contents}]', *others])}{dot}{tail}"

    def _total(self, sums: tuple[int, ...]) -> int:
        return sums[self.row.end_node] - sums[self.row.first_node]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The row's operators."""
        return self.ledger.graph.nodes[self.row.first_node : self.row.end_node]

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The tensors that the row hands on."""
        if self.row.kind in {RowKind.NOT_CALLED, RowKind.STOP} or self.row.failed:
            return ()
        last = self._last_call
        if last is not None and last.outputs and last.end_node == self.row.end_node:
            return last.outputs
        return () if self.row.empty else self._last_refs()

    @property
    def _last_call(self) -> ModuleCall | None:
        """The last call that ran an operator: an empty shortcut behind it is another tensor."""
        ran = [call for call in self.row.calls if call.end_node > call.first_node]
        calls = ran or self.row.calls
        return calls[-1] if calls else None

    def _last_refs(self) -> tuple[Ref, ...]:
        last = self.ledger.graph.nodes[self.row.end_node - 1]
        return tuple(Ref(last.id, index) for index in range(len(last.outputs)))

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        """Their shapes and dtypes."""
        return tuple(self.ledger.graph.tensor(ref) for ref in self.refs)

    @property
    def inputs(self) -> tuple[TensorSpec, ...]:
        """The tensors from outside that the row reads, in the order of first reading."""
        outside = dict.fromkeys(
            ref for node in self.nodes for ref in node.inputs if ref.node < self.row.first_node
        )
        return tuple(self.ledger.graph.tensor(ref) for ref in outside)

    @property
    def assumed(self) -> bool:
        """Whether the row's result rests on a guess made after a failure."""
        nodes = self.ledger.graph.nodes
        return not self.row.empty and nodes[self.row.end_node - 1].assumed

    @cached_property
    def parameters(self) -> int:
        """Parameters that no row before this one has counted."""
        return sum(self.ledger.learned[number] for number in self._counted())

    @property
    def trainable(self) -> int:
        """Those of them that are trained."""
        parameters, learned = self.ledger.graph.parameters, self.ledger.learned
        return sum(learned[number] for number in self._counted() if parameters[number].trainable)

    def _counted(self) -> Iterator[ParameterId]:
        return filter(self._counts_here, self._numbers())

    def _numbers(self) -> dict[ParameterId, None]:
        """Collect what the row's operators read and what its modules hold, used or not."""
        read = [number for node in self.nodes for number in node.parameters]
        return dict.fromkeys([*read, *self._held])

    @cached_property
    def _held(self) -> list[ParameterId]:
        held = self.ledger.held
        if self.row.kind is RowKind.NOT_CALLED and self.row.module is not None:
            return held[self.row.module]
        return [number for call in self.row.calls for number in held[call.module]]

    def _counts_here(self, number: ParameterId) -> bool:
        reader = self.ledger.first_reader.get(number)
        return reader is None or self.row.first_node <= reader < self.row.end_node

    @property
    def shared(self) -> bool:
        """Whether parameters that it uses were counted in a row before."""
        return any(not self._counts_here(number) for number in self._numbers())

    @property
    def macs(self) -> int:
        """Multiply-accumulates, as far as counted."""
        return self._total(self.ledger.macs)

    @property
    def uncounted(self) -> int:
        """Operators that have no formula."""
        return self._total(self.ledger.unknown)

    @property
    def opaque(self) -> int:
        """Those of them that may multiply: the MACs are a lower bound."""
        return self._total(self.ledger.opaque)

    @property
    def share(self) -> float:
        """Part of the network's MACs."""
        return self.macs / self.ledger.macs[-1] if self.ledger.macs[-1] else 0.0

    @property
    def parameter_share(self) -> float:
        """Part of the network's parameters."""
        total = self.ledger.facts.parameters.network.total
        return self.parameters / total if total else 0.0

    @property
    def operations(self) -> int:
        """Arithmetic operations of all kinds."""
        return self._total(self.ledger.operations)

    @property
    def operators(self) -> int:
        """Number of operator calls."""
        return self._total(self.ledger.operators)

    @property
    def activation_elements(self) -> int:
        """Elements of all tensors that the row's operators return."""
        return self._total(self.ledger.elements)

    @property
    def activation_bytes(self) -> int:
        """Their size in bytes."""
        return self._total(self.ledger.bytes)

    @property
    def receptive_field(self) -> "ReceptiveField | None":
        """Of the row's result."""
        refs = self.refs
        return self.ledger.facts.receptive_fields[refs[0].node] if refs else None

    @property
    def source(self) -> SourceSpan | None:
        """The user's expression that ran it."""
        call = self._call
        span = call.source if call else None
        return span or (self.nodes[0].source if self.nodes else None)

    @property
    def definition(self) -> SourceSpan | None:
        """The expression that constructed its module."""
        if self.row.module is None:
            return None
        return self.ledger.graph.module(self.row.module).definition

    @property
    def module_path(self) -> ModulePath:
        """The path of its first module; for an operator, of the module that ran it."""
        if self.row.module is not None:
            return self.row.module
        if self._call is not None:
            return self._call.module
        return self.nodes[0].module if self.nodes else ModulePath("")

    @property
    def _call(self) -> ModuleCall | None:
        return self.row.calls[0] if self.row.calls else None
