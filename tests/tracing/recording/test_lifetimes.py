"""What a trace tells of lifetimes: tensors held beyond their last use, and checkpointed parts."""

import functools
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

from resnet_inspect import inspect
from resnet_inspect.graph import Checkpoint
from resnet_inspect.graph.codec import dumps, loads

SHAPE = (1, 3, 8, 8)


class Keeps(nn.Module):
    """A network that holds some of its tensors longer than it reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.last: Any = None

    def forward(self, x: Tensor) -> Tensor:
        """Return four ReLUs of the input."""
        first = x.relu()  # node 1, a local variable to the end
        second = first.relu()  # node 2, overwritten by node 4
        self.last = second.relu()  # node 3, the network's own
        second = self.last.relu()
        return second.relu() + 0


def test_tensors_that_are_held_longer_than_they_are_read_are_told() -> None:
    graph = inspect(Keeps(), SHAPE).graph
    last = len(graph.nodes) - 1
    held = {one.ref.node: one.until for one in graph.held}
    assert held == {0: last, 1: last, 2: 4, 3: last, 4: last}
    assert loads(dumps(graph)).held == graph.held


def test_a_chain_in_a_sequential_holds_what_was_handed_to_it_alone() -> None:
    graph = inspect(nn.Sequential(nn.ReLU(), nn.ReLU(), nn.ReLU()), SHAPE).graph
    assert [one.ref.node for one in graph.held] == [0]


@pytest.mark.parametrize("reentrant", [False, True])
def test_checkpointed_parts_are_told_however_the_function_is_named(*, reentrant: bool) -> None:
    partial = functools.partial(checkpoint, use_reentrant=reentrant)

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(nn.ReLU(), nn.ReLU())

        def forward(self, x: Tensor) -> Tensor:
            x = x.relu()
            x = partial(self.body, x)
            return checkpoint_sequential(self.body, 2, x, use_reentrant=reentrant).relu()

    graph = inspect(Net(), SHAPE).graph
    spans = [(part.first_node, part.end_node, part.reentrant) for part in graph.checkpoints]
    assert spans[0] == (2, 4, reentrant)
    assert spans[1] == (4, 5, reentrant)
    assert loads(dumps(graph)).checkpoints == graph.checkpoints


def test_a_part_in_a_part_is_not_told_twice() -> None:
    class Net(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            def inner(y: Tensor) -> Tensor:
                return checkpoint(torch.relu, y, use_reentrant=False).relu()

            result: Tensor = checkpoint(inner, x, use_reentrant=False)
            return result

    graph = inspect(Net(), SHAPE).graph
    assert graph.checkpoints == (Checkpoint(first_node=graph.nodes[1].id, end_node=3),)


def test_torchs_checkpoint_is_left_as_it_was() -> None:
    from torch.utils import checkpoint as module  # noqa: PLC0415 - the module, not the function

    before = dict(vars(module)), dict(vars(module.CheckpointFunction))
    inspect(nn.ReLU(), SHAPE)
    assert dict(vars(module)) == before[0]
    assert dict(vars(module.CheckpointFunction)) == before[1]
