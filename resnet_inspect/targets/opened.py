"""A network that is built: tracing it, at one input size or at several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from torch import nn

from resnet_inspect.graph import Graph, Run, TensorSpec
from resnet_inspect.graph.backward import Backward
from resnet_inspect.targets.inputs.adapter import called_with_tensors
from resnet_inspect.targets.inputs.asked_shapes import asked_shapes, gets_further, is_taken
from resnet_inspect.targets.inputs.call import Call, call_of
from resnet_inspect.targets.inputs.declared import Declared
from resnet_inspect.targets.inputs.first_layer import FirstLayer, called_layer, first_layer
from resnet_inspect.targets.inputs.further_inputs import (
    as_it_stands,
    guessed_places,
    other_shapes,
    unsaid,
)
from resnet_inspect.targets.inputs.given_inputs import NO_INPUTS, GivenInputs
from resnet_inspect.targets.inputs.head_size import fits, head_fails, likely_sizes, squared, why_not
from resnet_inspect.targets.inputs.input_shape import InputShape
from resnet_inspect.targets.inputs.network_input import input_dtype, input_specs, meta_tensors
from resnet_inspect.tracing.backward import try_backward
from resnet_inspect.tracing.building.module_tree import Definitions
from resnet_inspect.tracing.devices import ValuesNeededError
from resnet_inspect.tracing.numbers import numbers
from resnet_inspect.tracing.trace import TraceOptions, trace_module
from resnet_inspect.tracing.tracking.frames import Frames

ROUNDS = 4
"""How often a forward pass may ask for another input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTarget:
    """A network that was built, and how to trace it."""

    network: nn.Module
    run: Run
    given: GivenInputs = NO_INPUTS
    """What the user gave as ``--input``."""
    declared: Declared | None = None
    """What is taken where the user gave none."""
    rebuild: Callable[[], nn.Module] | None = None
    """Builds the network again with real weights; None for the user's own module."""
    definitions: Definitions
    frames: Frames
    owned: bool = True
    dtypes: list[str] = field(default_factory=list)
    """The inputs' types in the last trace: a probe with other shapes keeps them."""

    def trace(
        self,
        shapes: Sequence[tuple[int, ...]] | None = None,
        *,
        train: bool = False,
        recover: bool = False,
    ) -> Graph:
        """Trace one forward pass.

        Args:
            shapes: The full shape of each input tensor; by default what the user asked for.
            train: Trace in training mode.
            recover: Go on past failing operators.
        """
        specs = self._specs(shapes)
        if shapes is not None:
            return self._trace(specs, train, recover)
        graph = self._trace(specs, train, recover)
        layer = called_layer(graph)
        better = specs if layer is None else self._specs(layer=layer)
        graph = graph if better == specs else self._trace(better, train, recover)
        if self._is_free or isinstance(self.given.first, InputShape):
            graph, better = self._as_asked(graph, better, layer, train, recover)
        graph = self._with_other_shapes(graph, better, train, recover)
        if self._is_free and head_fails(graph):
            graph = self._at_the_heads_size(graph, train, recover)
        self.dtypes[:] = [node.output.dtype for node in graph.inputs()]
        return graph

    def _as_asked(
        self,
        graph: Graph,
        specs: list[TensorSpec],
        layer: FirstLayer | None,
        train: bool,  # noqa: FBT001 - named by the caller
        recover: bool,  # noqa: FBT001 - see above
    ) -> tuple[Graph, list[TensorSpec]]:
        """Trace again as what stopped the forward pass asks, as long as it gets further."""
        layer = layer or first_layer(self.network)
        before = graph, specs
        for _ in range(ROUNDS):
            asked = asked_shapes(graph, specs, self.call.leaves, layer)
            for others in filter(self._leaves_given, asked):
                other = self._trace(others, train, recover, "as its forward asks")
                if gets_further(other, graph):
                    graph, specs = other, others
                    break
            else:
                break
        return (graph, specs) if is_taken(graph) else before

    def _leaves_given(self, specs: list[TensorSpec]) -> bool:
        """Whether a shape is what the user gave, without the channels that were put before it."""
        size = self.given.first
        if not isinstance(size, InputShape):
            return True
        shape = specs[0].shape
        return len(specs) == 1 and shape in {size.numbers, (1, *size.numbers)}

    def _with_other_shapes(
        self,
        graph: Graph,
        specs: list[TensorSpec],
        train: bool,  # noqa: FBT001 - named by the caller
        recover: bool,  # noqa: FBT001 - see above
        why: str = "by default",
    ) -> Graph:
        """Trace again where a layer wants another input than was guessed; keep what fails least."""
        leaves = self.call.leaves
        if len(specs) > 1 and len(graph.inputs()) == len(specs):
            for others in other_shapes(graph, specs, leaves):
                again = self._trace(others, train, recover, why, as_it_stands(others, leaves))
                if len(again.failures) < max(1, len(graph.failures)):
                    graph = again
                if not graph.failures:
                    break
        return graph

    def _at_the_heads_size(self, graph: Graph, train: bool, recover: bool) -> Graph:  # noqa: FBT001 - see above
        """Trace at the first size that the network takes, if there is one."""
        given = tuple(node.output for node in graph.inputs())
        size = "×".join(map(str, given[0].shape[2:]))
        for side in likely_sizes(graph):
            shapes = squared(tuple(one.shape for one in given), side)
            specs = [TensorSpec(shape, one.dtype) for shape, one in zip(shapes, given, strict=True)]
            why = f"since {size} {why_not(graph)}"
            other = self._trace(specs, train, recover, why)
            other = self._with_other_shapes(other, specs, train, recover, why)
            if fits(other):
                return other
        return graph

    @property
    def call(self) -> Call:
        """How ``forward`` is called.

        Raises:
            InputSizeError: It does not take what the user gave.
        """
        return call_of(self.network, self.given or self._declared)

    @property
    def _declared(self) -> GivenInputs:
        return self.declared.given if self.declared else GivenInputs()

    @property
    def _is_free(self) -> bool:
        """Whether neither the user nor the network says a size."""
        return not self.given and self.declared is None

    def _specs(
        self, shapes: Sequence[tuple[int, ...]] | None = None, layer: FirstLayer | None = None
    ) -> list[TensorSpec]:
        if shapes is None:
            return input_specs(self.network, self.call, layer)
        usual = input_dtype(self.network)
        dtypes = self.dtypes if len(self.dtypes) == len(shapes) else [usual] * len(shapes)
        return [TensorSpec(shape, dtype) for shape, dtype in zip(shapes, dtypes, strict=True)]

    def backward(
        self, shapes: Sequence[tuple[int, ...]] | None = None, *, train: bool = True
    ) -> Backward:
        """Try one backward pass; a network that needs values is not tried."""
        specs = self._specs(shapes)
        options = TraceOptions(train=train, definitions=self.definitions, frames=self.frames)
        try:
            args, named = self.call.fill(meta_tensors(specs))
            return try_backward(self.network, args, options, named)
        except ValuesNeededError as reason:
            return Backward(error=str(reason), reached=False)

    def numbers(self, shapes: Sequence[tuple[int, ...]] | None = None) -> tuple[float, ...] | None:
        """Compute the outputs of random weights and inputs; None where the network cannot run."""
        specs = self._specs(shapes)
        rebuild = self.rebuild
        if rebuild is None or any(spec.dtype != "float32" for spec in specs):
            return None
        try:
            return numbers(lambda: called_with_tensors(rebuild(), self.call), specs)
        except Exception:  # noqa: BLE001 - the user's code may raise anything
            return None

    def _trace(
        self,
        specs: Sequence[TensorSpec],
        train: bool,  # noqa: FBT001 - named by the caller
        recover: bool,  # noqa: FBT001 - see above
        why: str = "by default",
        note: str = "",
    ) -> Graph:
        call = self.call
        notes = (self._origin(specs, why), unsaid(specs, call.leaves), note)
        run = replace(
            self.run, guessed=guessed_places(call.leaves), inputs=call.names,
            notes=(*self.run.notes, *filter(None, notes)),
        )  # fmt: skip
        options = TraceOptions(
            train=train, recover=recover, owned=self.owned, definitions=self.definitions,
            frames=self.frames,
        )  # fmt: skip
        inputs, named = call.fill(meta_tensors(specs))
        try:
            return trace_module(self.network, inputs, run, options, named)
        except ValuesNeededError as reason:
            note = f"ran on the CPU with random values, which {reason} asks for"
            network = self.network if self.rebuild is None else self.rebuild()
            return trace_module(
                network, inputs, replace(run, notes=(*run.notes, note)),
                replace(options, real=True, owned=self.rebuild is not None), named,
            )  # fmt: skip

    def _origin(self, specs: Sequence[TensorSpec], why: str) -> str:
        """Say where inputs come from that the user did not give."""
        if self.given:
            return ""
        declared = self.declared
        if declared is None:
            return f"input {_size(specs[0])} {why}; change with --input" if specs else ""
        return f"input {_sizes(specs)} {declared.words}" if declared.said_by else ""


def _size(spec: TensorSpec) -> str:
    return "×".join(map(str, spec.shape))


def _sizes(specs: Sequence[TensorSpec]) -> str:
    return " and ".join(map(_size, specs))
