"""Containers that hold None where they call a layer."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import Failure, ModulePath
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.context import LintContext, is_container


@dataclass(frozen=True, slots=True)
class EmptyPlace:
    """One such container."""

    container: ModulePath
    path: ModulePath
    """The place that holds None."""


def empty_places(context: LintContext) -> Iterator[EmptyPlace]:
    """Yield the containers whose call would have raised."""
    for failure in context.graph.failures:
        if is_empty_place(context, failure) and failure.call is not None:
            container = context.graph.calls[failure.call].module
            yield EmptyPlace(container, ModulePath(f"{container}.{_missing(context, container)}"))


def is_empty_place(context: LintContext, failure: Failure) -> bool:
    """Whether a failure is the call of a None by a container, past which the trace went on."""
    if failure.node is not None or failure.frames or failure.call is None:
        return False
    module = context.graph.module(context.graph.calls[failure.call].module)
    return is_container(module) and "NoneType" in failure.message


def _missing(context: LintContext, container: ModulePath) -> int:
    """Return the first number that no child has."""
    taken = {name(one.path) for one in context.graph.modules if parent(one.path) == container}
    return next(place for place in range(len(taken) + 1) if str(place) not in taken)
