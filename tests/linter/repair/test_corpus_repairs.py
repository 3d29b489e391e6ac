"""``--fix`` leaves each faulty network of the corpus compiling and no worse, on real tensors."""

import pytest

from resnet_inspect.linter.reporting.options import Mend
from tests.linter.corpus.manifest import Case
from tests.linter.repair_score import faulty, within_limit

SAMPLE = faulty()[::16]


@pytest.mark.parametrize("mend", [Mend.SAFE, Mend.ALL])
@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name)
def test_fixes_break_nothing(case: Case, mend: Mend) -> None:
    assert not within_limit(case, mend).broken


@pytest.mark.sweep
@pytest.mark.parametrize("mend", [Mend.SAFE, Mend.ALL])
@pytest.mark.parametrize("case", faulty(), ids=lambda case: case.name)
def test_fixes_break_nothing_in_any_network(case: Case, mend: Mend) -> None:
    assert not within_limit(case, mend).broken
