"""Fixes leave faulty networks compiling and no worse, on real tensors, and right ones alone."""

import pytest

from resnet_inspect import api
from resnet_inspect.graph import TensorSpec
from resnet_inspect.linter.reporting.options import LintOptions, Mend
from tests.linter.corpus.manifest import Case, read_cases
from tests.linter.repair_score import faulty, within_limit

SAMPLE = faulty()[::16]
CLEAN = [case for case in read_cases() if case.clean]


@pytest.mark.parametrize("mend", [Mend.SAFE, Mend.ALL])
@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name)
def test_fixes_break_nothing(case: Case, mend: Mend) -> None:
    assert not within_limit(case, mend).broken


@pytest.mark.sweep
@pytest.mark.parametrize("mend", [Mend.SAFE, Mend.ALL])
@pytest.mark.parametrize("case", faulty(), ids=lambda case: case.name)
def test_fixes_break_nothing_in_any_network(case: Case, mend: Mend) -> None:
    assert not within_limit(case, mend).broken


@pytest.mark.parametrize("case", CLEAN[::12], ids=lambda case: case.name)
def test_right_networks_stay_byte_for_byte(case: Case) -> None:
    assert not changes(case)


@pytest.mark.sweep
@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case.name)
def test_all_right_networks_stay_byte_for_byte(case: Case) -> None:
    assert not changes(case)


def changes(case: Case) -> dict[str, tuple[str, str]]:
    """Return what ``--fix --unsafe`` would write."""
    inputs = [TensorSpec((1, *shape)) for shape in case.input]
    result = api.lint(
        f"{case.path}:{case.target}", inputs, arguments=dict(case.arguments),
        options=LintOptions(mend=Mend.ALL),
    )  # fmt: skip
    return result.changes
