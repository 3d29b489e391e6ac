"""The lint's quality on its corpus, which no change may lower; see score.py for the table."""

import pytest

from tests.linter.corpus.manifest import read_cases
from tests.linter.score import Score, lint_case

CASES = read_cases()


@pytest.fixture(scope="module")
def total() -> Score:
    result = Score()
    for case in CASES:
        result.add(case, lint_case(case).findings)
    return result


def test_recall_is_at_least_0_97(total: Score) -> None:
    assert total.found.total() >= 0.97 * total.expected.total(), total.remarks


def test_exact_line_is_at_least_0_95(total: Score) -> None:
    assert total.exact.total() >= 0.95 * total.found.total(), total.remarks


def test_clean_networks_have_no_error_and_no_warning(total: Score) -> None:
    assert total.clean_flagged == 0, total.remarks


def test_buggy_networks_have_no_finding_beside_their_bugs(total: Score) -> None:
    assert total.wrong.total() == 0, total.remarks
