"""A target that is ready to be traced, at one input size or at several."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from torch import nn

from resnet_inspect.errors import ConstructionError, TargetError
from resnet_inspect.graph import Graph, Run, TensorSpec
from resnet_inspect.graph.backward import Backward
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import Variant, variant
from resnet_inspect.targets.arguments.call_arguments import (
    ArgumentText,
    BoundArguments,
    bind,
    missing_arguments,
    read_value,
    takes_any_keyword,
)
from resnet_inspect.targets.arguments.conventions import given_by
from resnet_inspect.targets.building.maker import Maker, maker_in
from resnet_inspect.targets.building.offline import offline
from resnet_inspect.targets.building.time_limit import time_limit
from resnet_inspect.targets.building.user_code import run_user_code
from resnet_inspect.targets.building.zoo import zoo_maker
from resnet_inspect.targets.files.file_import import fresh_imports, import_file, package_root
from resnet_inspect.targets.inputs.further_inputs import guessed_places, other_shapes
from resnet_inspect.targets.inputs.head_size import fits, head_fails, likely_sizes, squared
from resnet_inspect.targets.inputs.input_shape import InputShape
from resnet_inspect.targets.inputs.network_input import (
    FirstLayer,
    called_layer,
    input_dtype,
    input_specs,
    meta_tensors,
    native_input,
)
from resnet_inspect.targets.name import TargetKind, TargetName
from resnet_inspect.tracing.backward import try_backward
from resnet_inspect.tracing.building.construction import Construction, uncompiled
from resnet_inspect.tracing.building.module_tree import (
    Definitions,
    class_source,
    recording_definitions,
)
from resnet_inspect.tracing.building.state import same_random_state
from resnet_inspect.tracing.devices import ValuesNeededError
from resnet_inspect.tracing.numbers import numbers
from resnet_inspect.tracing.process import alone
from resnet_inspect.tracing.trace import TraceOptions, trace_module
from resnet_inspect.tracing.tracking.frames import Frames

DEFAULT_TIMEOUT = 60.0

DEEPEST = 200
"""Levels of modules inside of modules: the interpreter's stack ends soon behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTarget:
    """A network that was built, and how to trace it."""

    network: nn.Module
    run: Run
    shapes: tuple[InputShape | TensorSpec, ...] = ()
    """What the user gave as ``--input``."""
    default: InputShape | None = None
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
        graph = self._with_other_shapes(graph, better, train, recover)
        if not self.shapes and self.default is None and head_fails(graph):
            graph = self._at_the_heads_size(graph, train, recover)
        self.dtypes[:] = [node.output.dtype for node in graph.inputs()]
        return graph

    def _with_other_shapes(
        self,
        graph: Graph,
        specs: list[TensorSpec],
        train: bool,  # noqa: FBT001 - named by the caller
        recover: bool,  # noqa: FBT001 - see above
    ) -> Graph:
        """Trace again where a layer wants another input than was guessed; keep what fails least."""
        if len(specs) > 1 and len(graph.inputs()) == len(specs):
            for others in other_shapes(graph, specs, self.shapes):
                again = self._trace(others, train, recover)
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
            other = self._trace(specs, train, recover, f"since {size} does not fit the head")
            if fits(other):
                return other
        return graph

    def _specs(
        self, shapes: Sequence[tuple[int, ...]] | None = None, layer: FirstLayer | None = None
    ) -> list[TensorSpec]:
        if shapes is None:
            return input_specs(self.network, self.shapes, self.default, layer)
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
            return try_backward(self.network, meta_tensors(specs), options)
        except ValuesNeededError as reason:
            return Backward(error=str(reason), reached=False)

    def numbers(self, shapes: Sequence[tuple[int, ...]] | None = None) -> tuple[float, ...] | None:
        """Compute the outputs of random weights and inputs; None where the network cannot run."""
        specs = self._specs(shapes)
        if self.rebuild is None or any(spec.dtype != "float32" for spec in specs):
            return None
        try:
            return numbers(self.rebuild(), specs)
        except Exception:  # noqa: BLE001 - the user's code may raise anything
            return None

    def _trace(
        self,
        specs: Sequence[TensorSpec],
        train: bool,  # noqa: FBT001 - named by the caller
        recover: bool,  # noqa: FBT001 - see above
        why: str = "by default",
    ) -> Graph:
        run = replace(self.run, guessed=guessed_places(specs, self.shapes))
        if not self.shapes and self.default is None:
            size = "×".join(map(str, specs[0].shape))
            run = replace(run, notes=(*run.notes, f"input {size} {why}; change with --input"))
        options = TraceOptions(
            train=train, recover=recover, owned=self.owned, definitions=self.definitions,
            frames=self.frames,
        )  # fmt: skip
        inputs = meta_tensors(specs)
        try:
            return trace_module(self.network, inputs, run, options)
        except ValuesNeededError as reason:
            note = f"ran on the CPU with random values, which {reason} asks for"
            network = self.network if self.rebuild is None else self.rebuild()
            return trace_module(
                network, inputs, replace(run, notes=(*run.notes, note)),
                replace(options, real=True, owned=self.rebuild is not None),
            )  # fmt: skip


@contextmanager
def open_target(
    target: TargetName,
    *,
    arguments: Mapping[str, Any] | None = None,
    shapes: Sequence[InputShape | TensorSpec] = (),
    timeout: float = DEFAULT_TIMEOUT,
) -> Iterator[OpenTarget]:
    """Build the network that a target names, on the meta device.

    The block in which it is used runs under the time limit, cut off from the network, with the
    random generators' states and the import path put back at its end.

    Raises:
        TargetError: The target names no network, or its arguments do not fit.
        ConstructionError: The user's code raised while it was imported or while it built.
        HangError: It did not end in time.
    """
    frames = Frames()
    with ExitStack() as stack:
        stack.enter_context(alone())
        stack.enter_context(time_limit(timeout, f"`{target}`"))
        asked = stack.enter_context(offline())
        stack.enter_context(same_random_state())
        stack.enter_context(uncompiled())
        if target.kind is TargetKind.REFERENCE:
            known = variant(target.source)
            maker, default = _reference(known), InputShape((known.input_size,))
        else:
            folder = Path.cwd()
            if target.kind is TargetKind.FILE:
                folder = package_root(Path(target.source).resolve())
            stack.enter_context(fresh_imports(folder))
            maker, default = _maker(target, frames), None
        ready = _build(target, maker, arguments or {}, shapes, default, frames)
        yield _without_weights(ready, asked)


def _without_weights(ready: OpenTarget, asked: Sequence[str]) -> OpenTarget:
    """Say which weights the network asked for and did not get."""
    if not asked:
        return ready
    files = ", ".join(dict.fromkeys(url.rpartition("/")[2] for url in asked))
    note = f"{files} was not downloaded: nothing here depends on the values of weights"
    return replace(ready, run=replace(ready.run, notes=(*ready.run.notes, note)))


@contextmanager
def open_module(
    network: nn.Module,
    *,
    shapes: Sequence[InputShape | TensorSpec] = (),
    timeout: float = DEFAULT_TIMEOUT,
) -> Iterator[OpenTarget]:
    """Make the user's own module ready to be traced; it is left as it was."""
    network = getattr(network, "_orig_mod", network)  # what torch.compile wraps
    check_tree(network)
    name = type(network).__name__
    with alone(), time_limit(timeout, f"`{name}`"), offline(), uncompiled():
        yield OpenTarget(
            network=network, run=Run(target=name, network=name, source=class_source(type(network))),
            shapes=tuple(shapes), definitions={}, frames=Frames(), owned=False,
        )  # fmt: skip


def _reference(known: Variant) -> Maker:
    return Maker(make=lambda **arguments: build(known, **arguments), name=known.name)


def _maker(target: TargetName, frames: Frames) -> Maker:
    """Import what a target names; the user's top-level code runs here."""
    if target.kind is TargetKind.ZOO:
        return zoo_maker(target.source, target.attribute)

    def load() -> Maker:
        if target.kind is TargetKind.FILE:
            module = import_file(Path(target.source).resolve())
        else:
            module = import_module(target.source)
        return maker_in(module, target.attribute, str(target))

    def load_on_meta() -> Maker:
        with Construction():
            return load()

    with recording_definitions(frames) as definitions:
        failed = f"`{target.source}` could not be imported"
        try:
            maker = run_user_code(load_on_meta, failed, frames)
        except ValuesNeededError:
            maker = run_user_code(load, failed, frames)
    return replace(maker, definitions=definitions)


def _build(  # noqa: PLR0913, PLR0917 - what was learned on the way
    target: TargetName,
    maker: Maker,
    arguments: Mapping[str, Any],
    shapes: Sequence[InputShape | TensorSpec],
    default: InputShape | None,
    frames: Frames,
) -> OpenTarget:
    given = {
        name: read_value(value, maker.namespace) if isinstance(value, ArgumentText) else value
        for name, value in arguments.items()
    }
    bound = BoundArguments(given, {})
    if maker.signature is not None:
        bound = bind(maker.signature, given, given_by(shapes[0] if shapes else None), str(target))

    def make(*, real: bool) -> nn.Module:
        try:
            return _made(maker, bound.values, frames, real=real)
        except ConstructionError as error:
            lacking = [name for name in error.missing if name not in bound.values]
            if lacking and maker.signature is not None and takes_any_keyword(maker.signature):
                raise missing_arguments(maker.signature, lacking, str(target)) from None
            raise

    with recording_definitions(frames) as definitions:
        try:
            network = make(real=False)
        except ValuesNeededError:
            network = make(real=True)
    run = Run(
        target=str(target), network=maker.name, notes=(*maker.notes, *bound.notes),
        source=maker.source,
    )  # fmt: skip
    return OpenTarget(
        network=network, run=run, shapes=tuple(shapes), default=default or native_input(network),
        rebuild=lambda: make(real=True), definitions={**maker.definitions, **definitions},
        frames=frames,
    )  # fmt: skip


def _made(maker: Maker, arguments: Mapping[str, Any], frames: Frames, *, real: bool) -> nn.Module:
    def make() -> Any:  # noqa: ANN401 - the user's factory may return anything
        with Construction(real=real):
            return maker.make(**arguments)

    network = run_user_code(make, f"`{maker.name}` could not be built", frames)
    if not isinstance(network, nn.Module):
        raise TargetError(
            f"`{maker.name}` returned a {type(network).__name__}, not an nn.Module",
            "Name a class or a function that returns the network itself.",
        )
    check_tree(network)
    return network


def check_tree(network: nn.Module) -> None:
    """Check that the network's modules can be walked, as torch and we do all the time.

    Raises:
        ConstructionError: A module holds itself, they are nested too deep, or cannot be told apart.
    """
    name = type(network).__name__
    try:
        depth = max(path.count(".") for path, _ in network.named_modules(remove_duplicate=True))
        _check_cycles(network)
    except RecursionError:
        raise ConstructionError(
            f"the modules of `{name}` are nested too deep to be walked"
        ) from None
    except TypeError as error:
        raise ConstructionError(
            f"the modules of `{name}` cannot be walked: {error}",
            "A module that defines __eq__ needs __hash__, too.",
        ) from None
    if depth > DEEPEST:
        raise ConstructionError(f"the modules of `{name}` are nested {depth} levels deep")


def _check_cycles(network: nn.Module) -> None:
    """Look for a module among its own descendants, without recursion."""
    pending: list[tuple[nn.Module, frozenset[int]]] = [(network, frozenset())]
    seen: set[int] = set()
    while pending:
        module, above = pending.pop()
        if id(module) in above:
            raise ConstructionError(
                f"a `{type(module).__name__}` is registered as a module inside of itself",
                "Keep such a reference in a list or tuple: self.parent = [parent].",
            )
        if id(module) not in seen:
            seen.add(id(module))
            below = above | {id(module)}
            pending += [(child, below) for child in module.children()]
