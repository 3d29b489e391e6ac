"""Receptive fields over a graph with branches."""

import pytest

from resnet_inspect.analysis.receptive_field import ReceptiveField, receptive_fields
from tests.analysis.hand_built import resnet50


@pytest.mark.parametrize(
    ("v1", "sizes"), [(False, (11, 35, 91, 267, 427)), (True, (11, 35, 99, 291, 483))]
)
def test_resnet50_sees_as_far_as_published(v1: bool, sizes: tuple[int, ...]) -> None:  # noqa: FBT001
    graph, marks = resnet50(v1=v1)
    fields = receptive_fields(graph)
    found = [fields[ref.node] for ref in marks.values()]
    assert found == [
        ReceptiveField((size, size), (stride, stride), (-(size // 2), -(size // 2)))
        for size, stride in zip(sizes, (4, 4, 8, 16, 32), strict=True)
    ]


def test_global_pooling_and_what_follows_see_the_whole_input() -> None:
    graph, _ = resnet50()
    pooled, flat, logits = receptive_fields(graph)[-3:]
    assert pooled == flat == logits == ReceptiveField((None, None), (0, 0), (0, 0))
