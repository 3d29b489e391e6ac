"""Sets of sizes are said as people say them."""

import pytest

from resnet_inspect.analysis.sizes.working.size_set import SizeSet

LIMIT = 1024


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (lambda size: size > 0, "any"),
        (lambda size: size < 0, "none"),
        (lambda size: size >= 33, "≥ 33"),
        (lambda size: size % 32 == 0, "divisible by 32"),
        (lambda size: size % 32 == 0 and size >= 64, "divisible by 32, ≥ 64"),
        (lambda size: size % 32 in {0, 31}, "32k - 1…32k"),
        (lambda size: size % 8 in {1, 2}, "8k + 1…8k + 2"),
        (lambda size: 193 <= size <= 224, "193…224 only"),
        (lambda size: size == 224, "224 only"),
        (lambda size: size in {7, 9}, "7, 9 only"),
        (lambda size: size == 5 or size >= 40, "5, ≥ 40"),
    ],
)  # fmt: skip
def test_a_set_is_described(member, said: str) -> None:  # noqa: ANN001 - a function of a size
    assert str(SizeSet(tuple(member(size) for size in range(1, LIMIT + 1)))) == said


def test_a_pattern_goes_on_past_the_limit() -> None:
    sizes = SizeSet(tuple(size % 32 == 0 for size in range(1, 1001)))
    assert 3200 in sizes
    assert 3201 not in sizes
    assert 0 not in sizes
