"""The columns of the layer table, and the numbers in them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.errors import UsageError
from resnet_inspect.graph import Graph
from resnet_inspect.render.table.columns import LAYER_COLUMNS, choose_columns, sortable
from resnet_inspect.render.table.formats import plain
from resnet_inspect.render.table.layer_table import layer_table
from resnet_inspect.render.table.model import Table
from resnet_inspect.render.table.outline.choices import Fold, Level
from resnet_inspect.render.table.outline.numbers import Figures, Ledger
from resnet_inspect.render.table.outline.rows import visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.report import Report
from tests.render import networks
from tests.render.random_networks import graphs

ReportOn = Callable[[str], Report]
BY_NAME = {column.name: column for column in LAYER_COLUMNS}


def figures_of(network: Graph | Report, view: View | None = None) -> list[Figures]:
    facts = network.facts if isinstance(network, Report) else Facts(network)
    ledger = Ledger(facts)
    return [Figures(row, ledger, row.type) for _, row in visible(outline(facts, view or View()))]


def cells(table: Table, name: str) -> dict[str, str]:
    return {row.item.row.path: BY_NAME[name].cell(row.item) for row in table.rows}


def values(table: Table, name: str) -> dict[str, Any]:
    return {row.item.row.path: BY_NAME[name].value(row.item) for row in table.rows}


@pytest.mark.parametrize("view", [View(), View(level=Level.OP, fold=Fold.NONE), View(depth=1)])
@pytest.mark.parametrize("name", networks.ALL)
def test_leaves_add_up_to_the_totals(name: str, view: View, report_on: ReportOn) -> None:
    report = report_on(name)
    leaves = [figures for figures in figures_of(report, view) if figures.row.leaf]
    assert sum(figures.macs for figures in leaves) == report.costs.total_macs
    assert sum(figures.operations for figures in leaves) == report.costs.total_operations
    if report.complete:
        counts = report.parameters
        parameters = sum(figures.parameters for figures in leaves)
        assert parameters == counts.network.total + counts.unregistered.total
        assert sum(figures.trainable for figures in leaves) == counts.network.trainable


@pytest.mark.parametrize("name", networks.ALL)
def test_a_group_is_the_sum_of_its_rows(name: str, report_on: ReportOn) -> None:
    report = report_on(name)
    ledger = Ledger(report.facts)
    for _, row in visible(outline(report.facts, View(fold=Fold.NONE))):
        if row.children:
            whole = Figures(row, ledger, "")
            parts = [Figures(child, ledger, "") for child in row.children]
            assert whole.macs == sum(part.macs for part in parts)
            assert whole.operators == sum(part.operators for part in parts)


@given(graph=graphs())
def test_shares_of_leaves_add_up_to_one(graph: Graph) -> None:
    leaves = [figures for figures in figures_of(graph) if figures.row.leaf]
    total = sum(figures.share for figures in leaves)
    assert total == pytest.approx(1) or Facts(graph).costs.total_macs == 0


def test_usual_columns_of_a_layer(report_on: ReportOn) -> None:
    table = layer_table(report_on("resnet18"), View())
    row = "conv1 bn1 relu"
    assert cells(table, "output")[row] == "1×64×112×112"
    assert cells(table, "params")[row] == "9.54 k"
    assert cells(table, "macs")[row] == "118 M"
    assert cells(table, "share")[row] == "6.5"
    assert cells(table, "macs")["maxpool"] == ""


def test_receptive_field_column(report_on: ReportOn) -> None:
    table = layer_table(report_on("resnet50"), View(columns=("+field",)))
    fields = cells(table, "field")
    assert (fields["maxpool"], fields["layer4"], fields["avgpool"]) == ("11", "427", "all")


def test_second_use_of_parameters_is_marked(report_on: ReportOn) -> None:
    table = layer_table(report_on("siamese"), View())
    assert cells(table, "params")["backbone (2nd call)"] == "shared"
    assert values(table, "params")["backbone (2nd call)"] == 0


def test_module_never_called_has_its_parameters(report_on: ReportOn) -> None:
    table = layer_table(report_on("functional"), View())
    assert values(table, "params")["forgotten"] == 12


def test_assumed_shapes_are_marked(report_on: ReportOn) -> None:
    table = layer_table(report_on("broken+recover"), View())
    assert cells(table, "output")["fc"] == "≈1×10"


def test_source_is_the_line_that_called(report_on: ReportOn) -> None:
    table = layer_table(report_on("broken"), View(columns=("all",)))
    assert "networks.py:" in cells(table, "source")["projection"]


def test_choosing_columns() -> None:
    usual = [column.name for column in choose_columns(())]
    assert usual == ["layer", "type", "output", "params", "macs", "share"]
    assert [c.name for c in choose_columns(("+field", "-share"))] == [*usual[:-1], "field"]
    assert [c.name for c in choose_columns(("layer", "flops"))] == ["layer", "flops"]
    assert len(choose_columns(("all",))) == len(LAYER_COLUMNS)


def test_unknown_columns_are_answered_with_all_names() -> None:
    with pytest.raises(UsageError, match="no column `mac`") as caught:
        choose_columns(("+mac",))
    assert "macs" in caught.value.hint


def test_rows_sort_by_numbers_only() -> None:
    assert sortable("macs").name == "macs"
    with pytest.raises(UsageError, match="cannot be sorted by `type`"):
        sortable("type")


def test_sorted_rows_are_a_flat_list_with_full_names(report_on: ReportOn) -> None:
    table = layer_table(report_on("resnet18"), View(sort="params", top=3))
    assert [row.item.row.name for row in table.rows] == [
        "layer4.0.conv2 bn2", "layer4.1.conv1 bn1 relu", "layer4.1.conv2 bn2",
    ]  # fmt: skip
    assert all(row.indent == 0 and row.rail is None for row in table.rows)
    assert any("the 3 largest of" in fact.text for fact in table.footer)


def test_columns_describe_themselves() -> None:
    assert all(column.about for column in LAYER_COLUMNS)
    assert len(BY_NAME) == len(LAYER_COLUMNS)


def test_folded_blocks_say_what_is_in_them_where_there_is_room(report_on: ReportOn) -> None:
    table = layer_table(report_on("seresnet50"), View())
    row = next(row.item for row in table.rows if row.item.row.name == "layer2.1–3")
    assert row.type == "Bottleneck ×3, 512→512 · identity, gate"
    assert row.long_type == "Bottleneck ×3 [1×1 128, 3×3 128, 1×1 512] · identity, gate"
    assert row.long_type in plain.render(report_on("seresnet50"), width=160)
    assert row.type in plain.render(report_on("seresnet50"), width=110)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tied", "residual block (1 conv) ×3 [3×3 16], the same weights · identity"),
        ("functional", "basic block ×3 [3×3 16, 3×3 16] · identity"),
    ],
)
def test_folded_blocks_without_a_module_say_it_too(
    name: str, text: str, report_on: ReportOn
) -> None:
    table = layer_table(report_on(name), View())
    row = next(row.item for row in table.rows if row.item.row.name == "stage 1 blocks 1–3")
    assert row.long_type == text
