"""Which input sizes a network takes, told from one trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.analysis.sizes.extents.extent import Extent, symbol, value
from resnet_inspect.analysis.sizes.shapes.call import Shape, ShapeError
from resnet_inspect.analysis.sizes.shapes.evaluation import Evaluation, evaluate
from resnet_inspect.analysis.sizes.shapes.guard import Guard, Otherwise, Relation
from resnet_inspect.analysis.sizes.working.axes import BATCH, Axis, InputSizes, input_sizes
from resnet_inspect.analysis.sizes.working.outcome import Outcome, Verdict
from resnet_inspect.analysis.sizes.working.size_set import SizeSet
from resnet_inspect.graph import Graph, NodeId, Ref

LIMIT = 1024
"""Sizes are looked at up to here, and farther where the trace's own is larger."""

_VERDICTS = {Otherwise.FAILS: Verdict.FAILS, Otherwise.OTHER: Verdict.FAILS,
             Otherwise.BATCH: Verdict.BATCH, Otherwise.UNKNOWN: Verdict.UNKNOWN}  # fmt: skip


@dataclass(frozen=True)
class Sizes:
    """What a trace tells of inputs of other sizes.

    Example:
        >>> from tests.builders import GraphBuilder
        >>> build = GraphBuilder()
        >>> sizes = Sizes(build.graph(build.conv(build.input((1, 3, 32, 32)), 8, stride=2)))
        >>> sizes.outcome(H=64, W=40).works
        True
    """

    graph: Graph

    @cached_property
    def inputs(self) -> InputSizes:
        """The sizes that vary, and the inputs' shapes in terms of them."""
        return input_sizes(self.graph)

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The spatial sizes of the inputs: height and width."""
        return self.inputs.axes

    @cached_property
    def evaluation(self) -> Evaluation:
        """Each shape as a function of the input's sizes."""
        return evaluate(self.graph, self.inputs.shapes, self.inputs.sample)

    @property
    def gaps(self) -> tuple[NodeId, ...]:
        """The operators whose shapes at other sizes only another trace can tell."""
        return self.evaluation.gaps

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """The conditions on height and width, in the order of execution."""
        batch = frozenset({BATCH})
        every = (*self.evaluation.guards, *self._batch_guards())
        return tuple(guard for guard in every if guard.symbols - batch)

    def shape(self, ref: Ref) -> Shape | None:
        """Return a tensor's shape as a function of the input, None where it cannot be told."""
        shapes = self.evaluation.shapes[ref.node]
        return None if shapes is None else shapes[ref.index]

    def _batch_guards(self) -> list[Guard]:
        """Ask of each output that begins with the batch in the trace to do so always."""
        batch = self.inputs.sample.get(BATCH)
        found = []
        for output in self.graph.outputs:
            shape = None if output.ref is None else self.shape(output.ref)
            if output.ref is None or not shape or not isinstance(shape[0], Extent):
                continue
            if value(shape[0], self.inputs.sample) == batch:
                rest = shape[0] - symbol(BATCH)
                reason = "samples are torn apart: the batch changes"
                found.append(Guard(output.ref.node, rest, Relation.ZERO, Otherwise.BATCH, reason))
        return [guard for guard in found if not guard.trivial]

    # -- one size --------------------------------------------------------------------------

    def outcome(self, **sizes: int) -> Outcome:
        """Tell what happens at a size; what is not named is as it was traced."""
        at = self.inputs.sample | sizes
        for guard in self.guards:
            if not guard.holds(at):
                return self._otherwise(guard, at)
        if self.gaps and at != self.inputs.sample:
            node = self.gaps[0]
            return Outcome(Verdict.UNKNOWN, node, "its shape at other sizes is not known")
        return Outcome(Verdict.WORKS)

    def _otherwise(self, guard: Guard, at: Mapping[str, int]) -> Outcome:
        consequence = guard.otherwise_at(at)
        if consequence is not Otherwise.OTHER:
            return Outcome(_VERDICTS[consequence], guard.node, guard.reason)
        try:
            self.evaluation_at(at)
        except ShapeError as error:
            found = error.guard
            return Outcome(_VERDICTS[found.otherwise], found.node, found.reason)
        if self.gaps:
            return Outcome(Verdict.UNKNOWN, guard.node, guard.reason)
        return Outcome(Verdict.BROADCASTS, guard.node, guard.reason)

    def evaluation_at(self, at: Mapping[str, int]) -> Evaluation:
        """Evaluate the trace at one size, without looking at what it was traced with.

        Raises:
            ShapeError: An operator raises there.
        """
        shapes = {
            node: tuple(value(size, at) for size in shape)
            for node, shape in self.inputs.shapes.items()
        }
        return evaluate(self.graph, shapes, {}, frozenset(self.gaps))

    # -- all sizes -------------------------------------------------------------------------

    @cached_property
    def limit(self) -> int:
        """Up to which size the sets go."""
        return max(LIMIT, *(2 * axis.traced for axis in self.axes), 1)

    def along(self, axis: Axis) -> list[Outcome]:
        """Return the outcome for each size from 1 on, the other axes as traced."""
        return [self.outcome(**{axis.name: size}) for size in range(1, self.limit + 1)]

    @cached_property
    def working(self) -> dict[str, SizeSet]:
        """For each axis, by its letter, the sizes that work."""
        return {
            axis.name: SizeSet(tuple(outcome.works for outcome in self._along[axis.name]))
            for axis in self.axes
        }

    @cached_property
    def _along(self) -> dict[str, list[Outcome]]:
        return {axis.name: self.along(axis) for axis in self.axes}

    @property
    def text(self) -> str:
        """Which sizes work, in words: ``height, width ≥ 33``."""
        said: dict[str, list[str]] = {}
        for axis in self.axes:
            said.setdefault(str(self.working[axis.name]), []).append(axis.word)
        return "; ".join(f"{', '.join(words)}: {what}" for what, words in said.items())
