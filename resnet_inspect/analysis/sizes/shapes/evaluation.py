"""A whole trace at other sizes: every shape as a function of the input's, and every condition."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from resnet_inspect.analysis.sizes.extents.extent import Extent, Size, symbols_of, value
from resnet_inspect.analysis.sizes.shapes.arithmetic import Value, number_at
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape, ShapeError
from resnet_inspect.analysis.sizes.shapes.decisions import decision_guards
from resnet_inspect.analysis.sizes.shapes.formulas import output_shapes
from resnet_inspect.analysis.sizes.shapes.guard import Guard, without_implied
from resnet_inspect.graph import Decision, Graph, Node, NodeId, NumberId, OpKind, Ref

Shapes = tuple[Shape, ...]

_WHATEVER_THE_NUMBER = frozenset(
    {
        OpKind.ACTIVATION, OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC, OpKind.COPY,
        OpKind.DROPOUT, OpKind.NORM, OpKind.SOFTMAX,
    }
)  # fmt: skip
"""``x / h`` has the shape of ``x`` whatever ``h`` is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a trace says of other sizes."""

    shapes: tuple[Shapes | None, ...]
    """For each node the shapes of its outputs; None where they cannot be told."""
    guards: tuple[Guard, ...]
    """The conditions under which they hold, in the order of execution, each once."""
    gaps: tuple[NodeId, ...]
    """The operators, and only these, at which shapes cease to be known."""


def evaluate(
    graph: Graph,
    inputs: Mapping[NodeId, Shape],
    sample: Mapping[str, int],
    known_gaps: frozenset[NodeId] = frozenset(),
) -> Evaluation:
    """Evaluate every operator's shape.

    Args:
        graph: The trace; failed operators count as gaps.
        inputs: The shape of each input node, with symbols for the sizes that vary.
        sample: The traced sizes by symbol.
        known_gaps: Operators that are not to be evaluated.

    Raises:
        ShapeError: With numbers for symbols: an operator raises, or the trace does not hold.
    """
    return _Evaluator(graph, inputs, sample, known_gaps).run()


class _Evaluator:
    def __init__(
        self,
        graph: Graph,
        inputs: Mapping[NodeId, Shape],
        sample: Mapping[str, int],
        known_gaps: frozenset[NodeId],
    ) -> None:
        self.graph = graph
        self.inputs = inputs
        self.sample = sample
        self.known_gaps = known_gaps | {f.node for f in graph.failures if f.node is not None}
        self.shapes: list[Shapes | None] = []
        self.guards: list[Guard] = []
        self.gaps: list[NodeId] = []
        self.numbers: list[Value | None] = []
        self.decisions: dict[NodeId, list[Decision]] = {}
        for decision in graph.decisions:
            self.decisions.setdefault(decision.before, []).append(decision)

    def run(self) -> Evaluation:
        for node in self.graph.nodes:
            self._decide(node.id)
            self.shapes.append(self._shapes(node))
        self._decide(NodeId(len(self.graph.nodes)))
        guards = without_implied(self.guards)
        return Evaluation(shapes=tuple(self.shapes), guards=tuple(guards), gaps=tuple(self.gaps))

    def _shapes(self, node: Node) -> Shapes | None:
        if node.kind is OpKind.INPUT:
            return (self.inputs.get(node.id, node.output.shape),)
        inputs = self._input_shapes(node)
        if inputs is None:
            return None
        recorded = tuple(output.shape for output in node.outputs)
        if inputs == tuple(self.graph.tensor(ref).shape for ref in node.inputs) and not node.sizes:
            return recorded
        shapes = None
        if node.id not in self.known_gaps:
            with suppress(NoFormulaError):
                shapes = self._by_formula(node, inputs, recorded)
        if shapes is None:
            self.gaps.append(node.id)
        return shapes

    def _input_shapes(self, node: Node) -> tuple[Shape, ...] | None:
        found: list[Shape] = []
        for ref in node.inputs:
            shapes = self.shapes[ref.node]
            if shapes is None:
                return None
            found.append(shapes[ref.index])
        return tuple(found)

    def _by_formula(self, node: Node, inputs: tuple[Shape, ...], recorded: Shapes) -> Shapes:
        call = Call(self.graph, node, inputs, self._size, self.sample, self.guards)
        try:
            shapes = tuple(output_shapes(call))
        except (IndexError, ValueError, TypeError, KeyError, ZeroDivisionError):
            raise NoFormulaError from None
        if self.sample and (not self._agrees(shapes, recorded) or self._overlooks(call)):
            raise NoFormulaError
        return shapes

    def _overlooks(self, call: Call) -> bool:
        """Tell whether an argument that varies with the input was not looked at."""
        if call.node.kind in _WHATEVER_THE_NUMBER:
            return False
        ignored = (self._number(size.number) for size in call.ignored)
        return any(number is None or isinstance(number, Extent) for number in ignored)

    def _agrees(self, shapes: Shapes, recorded: Shapes) -> bool:
        """Tell whether the formula gives what was traced."""
        traced = [tuple(value(size, self.sample) for size in shape) for shape in shapes]
        return traced == list(recorded)

    # -- numbers ---------------------------------------------------------------------------

    def _size(self, number: int) -> Size:
        """Return a whole number that an operator was given."""
        found = self._number(number)
        if found is None or (isinstance(found, Fraction) and found.denominator != 1):
            raise NoFormulaError
        return int(found) if isinstance(found, Fraction) else found

    def _number(self, place: int) -> Value | None:
        """Return a number; each is worked out from those before it."""
        while len(self.numbers) <= place:
            self.numbers.append(self._fresh_number(len(self.numbers)))
        return self.numbers[place]

    def _fresh_number(self, place: int) -> Value | None:
        number = self.graph.numbers[place]
        if number.ref is not None:
            return self._dimension(number.ref, number.dim)
        operands = self._operands(number.operands)
        if operands is None:
            return None
        try:
            return number_at(number, operands)
        except NoFormulaError:
            return None

    def _operands(self, places: tuple[NumberId, ...]) -> list[Value] | None:
        operands = [self.numbers[place] for place in places]
        known = [operand for operand in operands if operand is not None]
        return known if len(known) == len(operands) else None

    def _dimension(self, ref: Ref, dim: int) -> Size | None:
        shapes = self.shapes[ref.node] if ref.node < len(self.shapes) else None
        return None if shapes is None else shapes[ref.index][dim]

    def _decide(self, before: NodeId) -> None:
        for decision in self.decisions.get(before, ()):
            number = self.graph.numbers[decision.number]
            if before == len(self.graph.nodes) and number.operator in {"trunc", "pos"}:
                continue  # no operator is left that could be given the plain number
            self._number(decision.number)
            operands = self._operands(number.operands)
            if operands is None:
                self.gaps.append(before)
                continue
            for guard in decision_guards(decision, number, operands):
                if not guard.trivial and not symbols_of(guard.quantity):
                    raise ShapeError(guard)
                if isinstance(guard.quantity, Extent):
                    self.guards.append(guard)
