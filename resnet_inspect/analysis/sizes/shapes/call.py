"""One operator, and the shapes of its inputs as functions of the network's input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from resnet_inspect.analysis.sizes.extents.extent import Size, value
from resnet_inspect.analysis.sizes.shapes.guard import Guard, Otherwise, Relation
from resnet_inspect.graph import Argument, Graph, Node, OtherAttrs, SizeArgument

Shape = tuple[Size, ...]


class ShapeError(Exception):
    """At given sizes, an operator raises, or the trace does not hold."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(guard.reason)
        self.guard = guard


class NoFormulaError(Exception):
    """An operator's output shape cannot be told from here."""


@dataclass(frozen=True, slots=True)
class Call:
    """An operator call at sizes other than the traced ones."""

    graph: Graph
    node: Node
    inputs: tuple[Shape, ...]
    """The shapes of the tensors that it reads."""
    numbers: Callable[[int], Size]
    """Returns a number of the graph at these sizes."""
    sample: Mapping[str, int]
    """The traced sizes: they decide where an operator could do one thing or another."""
    guards: list[Guard]
    used: set[SizeArgument] = field(default_factory=set)
    """The arguments from shapes that a formula has taken into account."""

    @property
    def shape(self) -> Shape:
        """The first input's shape; a parameter's where the operator reads nothing else."""
        if self.inputs:
            return self.inputs[0]
        for place in self.node.parameters:
            return self.graph.parameters[place].tensor.shape
        raise NoFormulaError

    def require(  # noqa: PLR0913 - the fields of a guard
        self,
        quantity: Size,
        relation: Relation,
        reason: str,
        *,
        otherwise: Otherwise = Otherwise.FAILS,
        modulus: int = 1,
        joined: tuple[Size, ...] = (),
    ) -> None:
        """Note a condition; raise where it does not hold whatever the input is."""
        guard = Guard(self.node.id, quantity, relation, otherwise, reason, modulus, joined)
        if guard.trivial:
            return
        if isinstance(quantity, int):
            raise ShapeError(guard)
        self.guards.append(guard)

    def equal(self, one: Size, other: Size, reason: str) -> None:
        """Note that two sizes have to agree."""
        self.require(one - other, Relation.ZERO, reason)

    @property
    def traced_shape(self) -> tuple[int, ...]:
        """The first input's shape in the trace."""
        return self.graph.tensor(self.node.inputs[0]).shape

    def traced(self, size: Size) -> int:
        """Return what a size was in the trace."""
        return value(size, self.sample)

    def number(self, argument: str, place: int, recorded: int) -> Size:
        """Return one of the operator's arguments, given its traced value."""
        for size in self.node.sizes:
            if size.argument == argument and size.place == place:
                return self.take(size)
        return recorded

    def positional(self, place: int, recorded: int) -> Size:
        """Return the argument at a place behind the tensor, where lists count by their items."""
        for size in self.node.sizes:
            if _position(size.argument) + size.place == place:
                return self.take(size)
        return recorded

    def take(self, size: SizeArgument) -> Size:
        """Return an argument that was worked out from shapes, and note that it counts."""
        self.used.add(size)
        return self.numbers(size.number)

    @property
    def ignored(self) -> list[SizeArgument]:
        """The arguments from shapes that no formula asked for."""
        return [size for size in self.node.sizes if size not in self.used]

    def other(self, *names: str) -> Argument:
        """Return an argument by the first of these names under which it was recorded."""
        if isinstance(self.node.attrs, OtherAttrs):
            given = dict(self.node.attrs.arguments)
            return next((given[name] for name in names if name in given), None)
        return None


def _position(argument: str) -> int:
    number = argument.removeprefix("argument")
    return int(number) - 1 if number.isdigit() else 0
