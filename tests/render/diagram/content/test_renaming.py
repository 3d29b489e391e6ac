"""What networks and their parts are called in a figure."""

from collections.abc import Callable

import pytest

from resnet_inspect import api
from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.figure import contents_of, draw_all
from resnet_inspect.render.diagram.layout.columns import unit_label
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.report import Report

Reports = Callable[[str], Report]


def test_stages_and_blocks_get_other_words(report_on: Reports) -> None:
    labels = (("layer1", "conv2_x"), ("layer2.0", "first"), ("Stem", "conv1"))
    drawn = contents_of(report_on("resnet50"), Options(labels=labels))
    assert [section.name for section in drawn.sections[:3]] == ["conv1", "conv2_x", "layer2"]
    units = [unit_label(unit) for unit in drawn.sections[2].units]
    assert units == ["first", "layer2.1–3"]


def test_a_label_for_nothing_lists_what_there_is(report_on: Reports) -> None:
    with pytest.raises(UsageError, match=r"called `layer9`\n.*Stem, layer1"):
        contents_of(report_on("resnet50"), Options(labels=(("layer9", "x"),)))


def test_networks_are_called_what_the_user_says(report_on: Reports) -> None:
    reports = [report_on("resnet18"), report_on("resnet50")]
    assert draw_all(reports, Options(names=("ours", ""))).title == "ours and ResNet-50 v1.5"
    drawn = api.diagram(report_on("resnet50"), title="Our network", labels={"layer1": "conv2_x"})
    assert ">Our network</text>" in str(drawn.render())
    assert "<title>Our network</title>" in str(drawn.render("html"))
    assert str(drawn.render("text")).startswith("Our network")
    assert "Our network" in str(drawn.render("mermaid"))


def test_columns_of_the_papers_table_have_names(report_on: Reports) -> None:
    table = api.paper_table(report_on("resnet18"), report_on("resnet50"), names=["", "ours"])
    assert table.networks == ("ResNet-18", "ours")
