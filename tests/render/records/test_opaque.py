"""What nobody can see into is unknown, and the totals are lower bounds."""

from dataclasses import replace

import pytest

from resnet_inspect.cli.options.total_option import totals_note
from resnet_inspect.difference import Difference
from resnet_inspect.graph import Graph, Module, ModulePath, OpKind
from resnet_inspect.render.diagram.figure import contents_of
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.paper_table.build import paper_table
from resnet_inspect.render.table.formats import markdown
from resnet_inspect.report import Report
from resnet_inspect.survey.rows.figures import figures
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.columns import column
from tests.builders import GraphBuilder


@pytest.fixture
def graph() -> Graph:
    """Return a convolution and a scripted module with a parameter of 5 elements inside it."""
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    build.enter("scripted", "RecursiveScriptModule")
    y = build.op("Res", OpKind.OPAQUE, x, shape=(1, 8, 4, 4))
    build.leave()
    inner = build.parameter("scripted.inner.weight", (5,))
    made = build.graph(y)
    module = Module(path=ModulePath("scripted.inner"), type="Script", qualified_type="torch.Script",
                    parameters=(inner,))  # fmt: skip
    return replace(made, modules=(*made.modules, module))


def test_the_table_says_unknown_and_the_total_at_least(graph: Graph) -> None:
    text = markdown.render(Report(graph))
    assert "| unknown |" in text
    assert "MACs: at least 9.22 k (9,216 multiply-accumulates) = at least" in text
    assert "unknown inside of scripted" in text
    assert "not called" not in text


def test_records_tell_a_lower_bound_from_a_count(graph: Graph) -> None:
    report = Report(graph)
    assert not report.totals.macs_complete
    assert [(row.macs, row.macs_complete) for row in report.layers if row.leaf][-2:] == [
        (9216, True), (0, False),
    ]  # fmt: skip
    assert "at least 9,216 MACs" in repr(report)
    assert "macs: a lower bound" in totals_note(report, ("macs", "params"))
    assert not totals_note(report, ("params",))


def test_figures_say_so_and_do_not_color_it_cold(graph: Graph) -> None:
    options = Options(show=("macs", "params"), color_by="macs")
    leaf = contents_of(Report(graph), options).leaves[-1]
    assert leaf.label == "Res, not traced"
    assert leaf.note == "unknown MACs · 5 params"
    assert leaf.heat is None
    assert contents_of(Report(graph), options).leaves[-2].heat is not None


def test_the_papers_table_says_at_least(graph: Graph) -> None:
    assert paper_table([Report(graph)]).totals[-1].values == ("≥ 9.22×10³",)


def test_everything_counted_is_complete() -> None:
    build = GraphBuilder()
    report = Report(build.graph(build.conv(build.input((1, 8, 4, 4)), 8)))
    assert report.totals.macs_complete
    assert "at least" not in repr(report) + markdown.render(report)


def test_a_comparison_says_what_it_cannot_see_into(graph: Graph) -> None:
    build = GraphBuilder()
    plain = Report(build.graph(build.conv(build.input((1, 8, 4, 4)), 8)))
    found = Difference(plain, Report(graph))
    text = " ".join(str(found).split())
    assert "unknown what is inside of scripted: not compared, not counted" in text
    assert "MACs at least 9,216, as far as they are known" in text
    assert found.to_dict()["totals"]["macs"]["at_least"] == [False, True]
    assert "at_least" not in Difference(plain, plain).to_dict()["totals"]["macs"]


def test_a_survey_says_at_least(graph: Graph) -> None:
    row = Row(target="net", **figures(Report(graph)))
    assert row.unknown == "scripted"
    assert column("macs").cell(row) == "≥9.22 k"
    assert column("params").cell(row) == "5"
    assert column("macs").cell(replace(row, unknown=None)) == "9.22 k"
