"""The survey of timm's ResNets that the documentation draws, checked on a sample."""

from pathlib import Path

import pytest

from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.journal import read_journal
from resnet_inspect.survey.rows.measure import measure
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import Settings

FILE = Path(__file__).parents[2] / "docs/_tools/networks/timm_resnets.jsonl"
ROWS = {row.target: row for row in read_journal(FILE)}
FIGURES = ("input", "params", "macs", "depth", "receptive_field", "output_stride")


@pytest.mark.parametrize("target", ["timm:resnet10t", "timm:resnet34d", "timm:resnetv2_50"])
def test_a_row_is_what_the_network_gives_today(target: str) -> None:
    now = measure(Task(target=target), Settings(lint=False))
    assert isinstance(now, Row)
    for name in FIGURES:
        assert getattr(now, name) == getattr(ROWS[target], name), name


def test_no_network_of_the_figure_failed() -> None:
    assert not any(row.failed for row in ROWS.values())
