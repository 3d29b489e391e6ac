"""From a target's name, or the user's own module, to a network that is ready to be traced."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from torch import nn

from resnet_inspect.errors import NoNetworkError, TargetError
from resnet_inspect.graph import Run
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import Variant, variant
from resnet_inspect.targets.arguments.call_arguments import (
    ArgumentText,
    BoundArguments,
    bind,
    read_value,
)
from resnet_inspect.targets.arguments.conventions import given_by
from resnet_inspect.targets.arguments.settings import nested
from resnet_inspect.targets.arguments.wanted_text import wants_text
from resnet_inspect.targets.building.attempts import first_that_builds
from resnet_inspect.targets.building.maker import Maker, maker_in
from resnet_inspect.targets.building.offline import offline, refusing_connections
from resnet_inspect.targets.building.time_limit import time_limit
from resnet_inspect.targets.building.tree_check import check_tree
from resnet_inspect.targets.building.user_code import ending_nothing, run_user_code
from resnet_inspect.targets.building.zoo import zoo_maker
from resnet_inspect.targets.files.absent_packages import AbsentPackages, absent_packages
from resnet_inspect.targets.files.file_import import fresh_imports, package_root
from resnet_inspect.targets.files.lenient_import import imported
from resnet_inspect.targets.inputs.declared import Declared, declared_input
from resnet_inspect.targets.inputs.given_inputs import NO_INPUTS, GivenInputs
from resnet_inspect.targets.inputs.input_shape import InputShape
from resnet_inspect.targets.name import TargetKind, TargetName
from resnet_inspect.targets.opened import OpenTarget
from resnet_inspect.tracing.building.construction import Construction, uncompiled
from resnet_inspect.tracing.building.module_tree import class_source, recording_definitions
from resnet_inspect.tracing.building.state import same_random_state
from resnet_inspect.tracing.building.values import give_values
from resnet_inspect.tracing.devices import ValuesNeededError
from resnet_inspect.tracing.interpreter import Kept
from resnet_inspect.tracing.process import alone
from resnet_inspect.tracing.trace import tool_version
from resnet_inspect.tracing.tracking.frames import Frames

DEFAULT_TIMEOUT = 60.0


@contextmanager
def open_target(
    target: TargetName,
    *,
    arguments: Mapping[str, Any] | None = None,
    given: GivenInputs = NO_INPUTS,
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
        if target.kind in {TargetKind.FILE, TargetKind.MODULE}:
            stack.enter_context(Kept())
            tool_version()
        stack.enter_context(ending_nothing(str(target)))
        stack.enter_context(time_limit(timeout, f"`{target}`"))
        asked = stack.enter_context(offline())
        stack.enter_context(same_random_state())
        stack.enter_context(uncompiled())
        if target.kind is TargetKind.REFERENCE:
            known = variant(target.source)
            maker, declared = _reference(known), _size_of(known)
        else:
            folder = Path.cwd()
            if target.kind is TargetKind.FILE:
                folder = package_root(Path(target.source).resolve())
            stack.enter_context(fresh_imports(folder))
            absent = stack.enter_context(absent_packages())
            maker, declared = _maker(target, frames, absent), None
        ready = _build(target, maker, arguments or {}, given, declared, frames)
        yield _without_weights(ready, asked)


def _without_weights(ready: OpenTarget, asked: Sequence[str]) -> OpenTarget:
    """Say which weights the network asked for and did not get."""
    if not asked:
        return ready
    files = ", ".join(dict.fromkeys(url.rpartition("/")[2] for url in asked))
    note = f"{files} was not loaded: nothing here depends on the values of weights"
    return replace(ready, run=replace(ready.run, notes=(*ready.run.notes, note)))


@contextmanager
def open_module(
    network: nn.Module,
    *,
    given: GivenInputs = NO_INPUTS,
    timeout: float = DEFAULT_TIMEOUT,
) -> Iterator[OpenTarget]:
    """Make the user's own module ready to be traced; it is left as it was."""
    network = getattr(network, "_orig_mod", network)  # what torch.compile wraps
    check_tree(network)
    name = type(network).__name__
    with (
        alone(), ending_nothing(name), time_limit(timeout, f"`{name}`"), refusing_connections(),
        uncompiled(),
    ):  # fmt: skip
        yield OpenTarget(
            network=network, run=Run(target=name, network=name, source=class_source(type(network))),
            given=given, declared=declared_input(network), definitions={}, frames=Frames(),
            owned=False,
        )  # fmt: skip


def _reference(known: Variant) -> Maker:
    return Maker(make=lambda **arguments: build(known, **arguments), name=known.name)


def _size_of(known: Variant) -> Declared:
    return Declared(GivenInputs((InputShape(known.input_sizes),)), "")


def _maker(target: TargetName, frames: Frames, absent: AbsentPackages) -> Maker:
    """Import what a target names; the user's top-level code runs here."""
    if target.kind is TargetKind.ZOO:
        return zoo_maker(target.source, target.attribute)

    def load() -> Maker:
        if target.kind is TargetKind.MODULE:
            return maker_in(import_module(target.source), target.attribute, str(target))
        module, notes = imported(Path(target.source).resolve(), absent)
        maker = absent.unless_lacking(
            lambda: maker_in(module, target.attribute, str(target)), NoNetworkError
        )
        return replace(maker, notes=(*maker.notes, *notes))

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
    inputs: GivenInputs,
    declared: Declared | None,
    frames: Frames,
) -> OpenTarget:
    given = nested({name: _read(name, value, maker) for name, value in arguments.items()})
    sizes, bound = given_by(inputs.first), BoundArguments(given, {})
    if maker.signature is not None:
        bound = bind(maker.signature, given, sizes, str(target))
    definitions = dict(maker.definitions)

    def made(arguments: BoundArguments, *, real: bool) -> nn.Module:
        with recording_definitions(frames) as found:
            network = _made(maker, arguments.values, frames, real=real)
        definitions.update(found)
        return network

    def build(arguments: BoundArguments) -> nn.Module:
        try:
            return made(arguments, real=False)
        except ValuesNeededError:
            return made(arguments, real=True)

    network, bound = first_that_builds(build, bound, sizes, maker.signature, str(target))
    run = Run(
        target=str(target), network=maker.name, notes=(*maker.notes, *bound.notes),
        source=maker.source,
    )  # fmt: skip
    return OpenTarget(
        network=network, run=run, given=inputs, declared=declared or declared_input(network),
        rebuild=lambda: give_values(made(bound, real=True)), definitions=definitions, frames=frames,
    )  # fmt: skip


def _read(name: str, value: Any, maker: Maker) -> Any:  # noqa: ANN401 - any argument
    """Return an argument's value, a text that was typed as what the parameter takes."""
    if not isinstance(value, ArgumentText):
        return value
    return read_value(value, maker.namespace, is_text=wants_text(maker.signature, name))


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
