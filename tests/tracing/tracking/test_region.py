"""Regions against sets of element numbers."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.tracing.tracking.region import region_of

Tensor = torch.Tensor

BASE = torch.arange(2 * 4 * 6 * 3).view(2, 4, 6, 3)

TAKES: list[Callable[[Tensor], Tensor]] = [
    lambda x: x[:1], lambda x: x[1:], lambda x: x[:, :2], lambda x: x[:, 2:], lambda x: x[:, 1],
    lambda x: x[..., ::2, :], lambda x: x[..., 1::2, :], lambda x: x[..., 0], lambda x: x[..., 1:],
    lambda x: x.unsqueeze(1), lambda x: x.transpose(0, 1), lambda x: x.movedim(-1, 0),
    lambda x: x.flatten() if x.is_contiguous() else x, lambda x: x[None].expand(3, *x.shape),
    lambda x: x.view(x.shape[0], -1) if x.is_contiguous() else x,
]  # fmt: skip


def _taken(takes: list[int]) -> Tensor:
    tensor = BASE
    for place in takes:
        if tensor.ndim > 1 and all(size > 1 for size in tensor.shape):
            tensor = TAKES[place](tensor)
    return tensor


views = st.lists(st.integers(0, len(TAKES) - 1), max_size=3).map(_taken)


@given(views, views)
def test_regions_that_share_an_element_overlap(one: Tensor, two: Tensor) -> None:
    if set(one.flatten().tolist()) & set(two.flatten().tolist()):
        assert region_of(one).overlaps(region_of(two))


@given(views, views)
def test_a_region_covers_only_what_lies_in_it(one: Tensor, two: Tensor) -> None:
    if region_of(one).covers(region_of(two)):
        assert set(one.flatten().tolist()) >= set(two.flatten().tolist())


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (BASE.chunk(2, 1)[0], BASE.chunk(2, 1)[1]),
        (BASE.unbind(1)[0], BASE.unbind(1)[3]),
        (BASE.view(2, -1).chunk(2, 1)[0], BASE[:, 2:]),
        (BASE[..., ::2, :], BASE[..., 1::2, :]),
        (BASE[0], BASE[1]),
    ],
)
def test_halves_of_a_tensor_do_not_overlap(one: Tensor, two: Tensor) -> None:
    assert not region_of(one).overlaps(region_of(two))


@pytest.mark.parametrize(
    "view", [BASE.view(2, -1), BASE.flatten(), BASE[:, 1], BASE.permute(0, 2, 3, 1), BASE[None]]
)
def test_the_whole_tensor_covers_each_view_of_it(view: Tensor) -> None:
    assert region_of(BASE).covers(region_of(view))
