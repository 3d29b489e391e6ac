"""Networks that compute with shapes: what is told of other sizes is what happens there."""

import random

import pytest
import torch
from torch import nn

from resnet_inspect.analysis.sizes.extents.extent import value
from resnet_inspect.analysis.sizes.working.outcome import Verdict
from resnet_inspect.analysis.sizes.working.sizes import Sizes
from resnet_inspect.api import inspect, sizes
from tests.analysis.sizes.working.odd_networks import (
    EXAMPLES,
    Branching,
    Counted,
    Deciding,
    Gated,
    Grouped,
    Located,
    Sound,
)
from tests.analysis.sizes.working.test_sizes import really, told


def draw(chance: random.Random, traced: int) -> int:
    if chance.random() < 0.5:
        return chance.randint(1, 3 * traced)
    return 28 * chance.randint(1, 8)


@pytest.mark.parametrize("network", EXAMPLES, ids=lambda network: network.__name__)
def test_the_outcome_is_what_a_forward_pass_does(network: type[nn.Module]) -> None:
    shape = EXAMPLES[network]
    result = inspect(network(), shape).sizes
    with torch.device("meta"):
        twin = network().eval()
    chance = random.Random(1)  # noqa: S311 - no secret
    for _ in range(60):
        at = {axis.name: draw(chance, axis.traced) for axis in result.axes}
        outcome = result.outcome(**at)
        if outcome.verdict is Verdict.UNKNOWN:
            continue
        (sizes_then,) = result.inputs.shapes.values()
        with torch.device("meta"):
            made = really(twin, tuple(value(s, result.inputs.sample | at) for s in sizes_then))
        assert (made is None) == (outcome.verdict is Verdict.FAILS), (at, outcome)
        if made is not None and not result.gaps:
            assert told(result, **at) == made


def test_axes_are_called_by_their_letters() -> None:
    assert [axis.name for axis in inspect(Sound(), (2, 1, 1600)).sizes.axes] == ["L"]


def test_all_sizes_are_known_where_everything_is_computed_from_the_shape() -> None:
    assert inspect(Located(), (1, 3, 32, 32)).sizes.text == "height, width: any"


@pytest.mark.parametrize("network", [Counted, Grouped])
def test_sequences_and_views_of_a_batch_leave_no_gap(network: type[nn.Module]) -> None:
    assert not inspect(network(), EXAMPLES[network]).sizes.gaps


def test_a_window_that_is_not_a_polynomial_is_named_and_not_guessed() -> None:
    report = inspect(Gated(), (2, 3, 64, 64))
    assert [report.graph.nodes[node].op for node in report.sizes.gaps] == ["avg_pool2d"]


def test_further_traces_tell_where_the_code_goes_another_way() -> None:
    known = sizes(Deciding(), (1, 3, 64, 64))
    assert known.outcome(H=200, W=64).works
    assert known.outcome(H=64, W=65).verdict is Verdict.FAILS
    assert str(known.working["W"]) == "divisible by 8"


def test_larger_squares_than_the_traced_one_are_traced_too() -> None:
    known = sizes(Branching(), (1, 3, 224, 224))
    assert known.outcome(H=400, W=420).works
    assert known.outcome(H=400, W=100).works


def test_a_size_that_is_asked_for_is_traced_first() -> None:
    at = [(420, 100)]
    assert known_at(sizes(Branching(), (1, 3, 64, 64), at=at), H=420, W=100) == (1, 8, 105, 50)


def known_at(known: Sizes, **at: int) -> tuple[int, ...] | None:
    """Return the shape of the output at a size, None where it is not known."""
    graph = known.graph_at(**at)
    ref = graph.outputs[0].ref if graph else None
    return graph.tensor(ref).shape if graph and ref else None
