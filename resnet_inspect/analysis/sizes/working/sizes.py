"""Which input sizes a network takes, told from one trace."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import lcm

from resnet_inspect.analysis.sizes.extents.extent import Extent, Floor, symbol, value
from resnet_inspect.analysis.sizes.shapes.call import Shape, ShapeError
from resnet_inspect.analysis.sizes.shapes.evaluation import Evaluation, evaluate
from resnet_inspect.analysis.sizes.shapes.guard import Guard, Otherwise, Relation
from resnet_inspect.analysis.sizes.working.axes import BATCH, Axis, InputSizes, input_sizes
from resnet_inspect.analysis.sizes.working.losses import Loss, losses
from resnet_inspect.analysis.sizes.working.outcome import Outcome, Verdict
from resnet_inspect.analysis.sizes.working.resized import resized
from resnet_inspect.analysis.sizes.working.size_set import SizeSet
from resnet_inspect.analysis.sizes.working.troubles import Trouble, troubles
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
    further: tuple[Graph, ...] = ()
    """Traces at other sizes: they tell where this one's code would have gone another way."""

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

    @property
    def uncertain(self) -> bool:
        """Whether there are sizes of which the first trace alone does not tell what happens."""
        decided = any(guard.otherwise is Otherwise.UNKNOWN for guard in self.guards)
        return bool(self.axes) and (decided or bool(self.gaps) or bool(self.graph.failures))

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
        own = self._outcome(at)
        if own.verdict is not Verdict.UNKNOWN:
            return own
        for other in self._others:
            told = other.outcome(**{axis.name: at[axis.name] for axis in self.axes})
            if told.verdict is not Verdict.UNKNOWN:
                return told
        return own

    @cached_property
    def _others(self) -> tuple["Sizes", ...]:
        return tuple(Sizes(graph) for graph in self.further)

    def _outcome(self, at: Mapping[str, int]) -> Outcome:
        for guard in self.guards:
            if not guard.holds(at):
                return self._otherwise(guard, at)
        if not self.graph.complete or self.graph.failures:
            return self._failure(at)
        if self.gaps and at != self.inputs.sample:
            reason = "its shape at other sizes is not known"
            return self._says(Verdict.UNKNOWN, self.gaps[0], reason)
        return Outcome(Verdict.WORKS)

    def _failure(self, at: Mapping[str, int]) -> Outcome:
        """Tell where the traced size failed; others fail alike where the user's code raised."""
        failure = self.graph.failures[0]
        if failure.node is None or at == self.inputs.sample:
            node = NodeId(len(self.graph.nodes)) if failure.node is None else failure.node
            reason = failure.message.partition("\n")[0] or failure.type
            source = failure.frames[-1] if failure.frames else None
            return replace(self._says(Verdict.FAILS, node, reason), source=source)
        return self._says(Verdict.UNKNOWN, failure.node, "it failed at another size")

    def _says(self, verdict: Verdict, node: NodeId, reason: str) -> Outcome:
        if node >= len(self.graph.nodes):
            return Outcome(verdict, node, reason)
        made = self.graph.nodes[node]
        operator = f"{made.module} {made.op}".strip()
        return Outcome(verdict, node, reason, operator, made.source)

    def _otherwise(self, guard: Guard, at: Mapping[str, int]) -> Outcome:
        consequence = guard.otherwise_at(at)
        if consequence is not Otherwise.OTHER:
            return self._says(_VERDICTS[consequence], guard.node, guard.reason)
        try:
            self.evaluation_at(at)
        except ShapeError as error:
            found = error.guard
            return self._says(_VERDICTS[found.otherwise], found.node, found.reason)
        if self.gaps:
            return self._says(Verdict.UNKNOWN, guard.node, guard.reason)
        return self._says(Verdict.BROADCASTS, guard.node, guard.reason)

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

    @cached_property
    def troubles(self) -> tuple[Trouble, ...]:
        """The sizes that do not work, or do so by broadcasting, by what happens there."""
        return troubles({axis: self._along[axis.name] for axis in self.axes})

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """The windows that silently leave out rows or columns at some sizes."""
        return losses(self.graph, self.evaluation)

    @cached_property
    def lossless(self) -> dict[str, SizeSet]:
        """For each axis, by its letter, the sizes that work and lose no rows or columns."""
        return {axis.name: self._lossless(axis.name) for axis in self.axes}

    def _lossless(self, axis: str) -> SizeSet:
        windows = [loss for loss in self.losses if loss.axis == axis]
        works = self.working[axis].members
        return SizeSet(
            tuple(
                member and not any(loss.lost({axis: size}) for loss in windows)
                for size, member in enumerate(works, start=1)
            )
        )

    def graph_at(self, **sizes: int) -> Graph | None:
        """Return the trace at another size; None where that size fails or cannot be told."""
        at = self.inputs.sample | sizes
        for known in (self, *self._others):
            if known.inputs.sample == at and known.graph.complete:
                return known.graph
        return next(filter(None, (one._resized(at) for one in (self, *self._others))), None)  # noqa: SLF001 - of its own kind

    def _resized(self, at: Mapping[str, int]) -> Graph | None:
        try:
            return resized(self.graph, self.evaluation_at(at))
        except ShapeError:
            return None

    @cached_property
    def step(self) -> int:
        """What the sizes of all maps divide: 32 for most ResNets."""
        divisors = [
            atom.divisor
            for shapes in self.evaluation.shapes if shapes
            for shape in shapes for size in shape if isinstance(size, Extent)
            for atoms, _ in size.terms for atom in atoms
            if isinstance(atom, Floor) and len(atom.numerator.symbols) == 1
        ]  # fmt: skip
        return lcm(*dict.fromkeys(divisors))

    @property
    def text(self) -> str:
        """Which sizes work, in words: ``height, width: ≥ 33``."""
        said: dict[str, list[str]] = {}
        for axis in self.axes:
            said.setdefault(self._said(axis), []).append(axis.word)
        return "; ".join(f"{', '.join(words)}: {what}" for what, words in said.items())

    @property
    def restriction(self) -> str:
        """The same in short, empty where every size works: ``193…224 only``."""
        if all(sizes.everything for sizes in self.working.values()):
            return ""
        said = {self._said(axis) for axis in self.axes}
        return said.pop() if len(said) == 1 else self.text

    def _said(self, axis: Axis) -> str:
        """Describe the sizes of an axis, and say where more could work that were not traced."""
        text = str(self.working[axis.name])
        if any(one.verdict is Verdict.UNKNOWN for one in self._along[axis.name]):
            return f"{text.removesuffix(' only')}; of others it is not known"
        return text
