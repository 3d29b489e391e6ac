"""A trace from the cache, or made and kept there."""

from collections.abc import Callable

from resnet_inspect.cache import store
from resnet_inspect.cache.key import key_of
from resnet_inspect.errors import TraceFormatError
from resnet_inspect.graph import Graph
from resnet_inspect.graph.codec import dumps, loads
from resnet_inspect.targets.name import TargetName
from resnet_inspect.targets.run_options import RunOptions


def remembered(
    target: TargetName, run: RunOptions, make: Callable[[], Graph], *, recover: bool
) -> Graph:
    """Return the trace that ``make`` would make.

    A trace that failed is not kept: memory, time or a missing package may have been the reason.

    Args:
        target: What is traced.
        run: How it is run.
        make: Makes the trace.
        recover: Whether the trace goes on past failing operators.
    """
    key = key_of(target, run, recover=recover)
    if key is None:
        return make()
    if (kept := _kept(key)) is not None:
        return kept
    graph = make()
    if graph.complete and not graph.failures:
        store.write(key, dumps(graph))
    return graph


def _kept(key: str) -> Graph | None:
    text = store.read(key)
    try:
        return None if text is None else loads(text)
    except TraceFormatError:
        return None
