"""Which parts of a forward pass ``torch.utils.checkpoint`` would compute again in backward.

Both of its forms are watched at the function that they look up in their own module, since users
import ``checkpoint`` itself by name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch.utils.checkpoint as of_torch

from resnet_inspect.graph import Checkpoint, NodeId

GENERATORS = (
    "_checkpoint_without_reentrant_generator_impl",
    "_checkpoint_without_reentrant_generator",  # up to torch 2.12
)
"""The newer form: a generator that is advanced before the part runs, and after."""


class Checkpoints:
    """The checkpointed parts of one forward pass, those inside of others not counted.

    Args:
        clock: Returns how many nodes there are.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self.all: list[Checkpoint] = []
        self._clock = clock
        self._depth = 0

    @contextmanager
    def seen(self) -> Iterator[None]:
        """Let checkpoints be noted inside a ``with`` block."""
        name = next(name for name in GENERATORS if hasattr(of_torch, name))
        generator = getattr(of_torch, name)
        function: Callable[..., Any] = vars(of_torch.CheckpointFunction)["forward"].__func__

        def generate(*args: Any, **kwargs: Any) -> Iterator[None]:  # noqa: ANN401 - passed on
            with self._part(reentrant=False):
                yield from generator(*args, **kwargs)

        def forward(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
            with self._part(reentrant=True):
                return function(*args, **kwargs)

        with (
            _replaced(of_torch, name, generate),
            _replaced(of_torch.CheckpointFunction, "forward", staticmethod(forward)),
        ):
            yield

    @contextmanager
    def _part(self, *, reentrant: bool) -> Iterator[None]:
        first = NodeId(self._clock())
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        end = NodeId(self._clock())
        if not self._depth and end > first:
            self.all.append(Checkpoint(first_node=first, end_node=end, reentrant=reentrant))


@contextmanager
def _replaced(owner: Any, name: str, stand_in: object) -> Iterator[None]:  # noqa: ANN401 - a module or class
    original = vars(owner)[name]
    setattr(owner, name, stand_in)
    try:
        yield
    finally:
        setattr(owner, name, original)
