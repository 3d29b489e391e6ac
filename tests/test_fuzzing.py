"""The fuzzers end when their time is over, however slow a round is."""

from itertools import islice

import pytest

from tests.fuzzing import Budget


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return what the clock shows."""
    now = [0.0]
    monkeypatch.setattr("tests.fuzzing.time.monotonic", lambda: now[0])
    return now


def rounds_of(budget: Budget, clock: list[float], seconds: float) -> int:
    """Return how many rounds of so many seconds a fuzzer has."""
    numbers = []
    for number in islice(budget.rounds(), 1000):
        clock[0] += seconds
        numbers.append(number)
    return len(numbers)


def test_each_fuzzer_has_its_share(clock: list[float]) -> None:
    budget = Budget(60, fuzzers=3)
    assert [rounds_of(budget, clock, 1) for _ in range(3)] == [20, 20, 20]


def test_what_one_does_not_use_is_left_to_the_others(clock: list[float]) -> None:
    budget = Budget(60, fuzzers=2)
    list(islice(budget.rounds(), 3))
    assert rounds_of(budget, clock, 1) == 60


def test_what_one_uses_beyond_its_share_is_taken_from_the_others(clock: list[float]) -> None:
    budget = Budget(60, fuzzers=3)
    assert rounds_of(budget, clock, 50) == 1
    assert [rounds_of(budget, clock, 1) for _ in range(2)] == [5, 5]


def test_each_has_a_round_even_when_the_time_is_over(clock: list[float]) -> None:
    budget = Budget(60, fuzzers=2)
    assert [rounds_of(budget, clock, 90) for _ in range(2)] == [1, 1]
