"""The tree of rows."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.graph import Failure, Graph, OpKind
from resnet_inspect.render.table.outline.choices import Fold, Level
from resnet_inspect.render.table.outline.rows import Row, RowKind, visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.report import Report
from tests.builders import GraphBuilder
from tests.render import networks
from tests.render.random_networks import graphs

ReportOn = Callable[[str], Report]

VIEWS = [
    View(level=level, fold=fold, fuse=fuse)
    for level in Level
    for fold in Fold
    for fuse in (True, False)
] + [View(depth=1), View(depth=2), View(expand=("*",))]


def rows_of(network: Graph | Report, view: View | None = None) -> list[Row]:
    facts = network.facts if isinstance(network, Report) else Facts(network)
    return [row for _, row in visible(outline(facts, view or View()))]


def names(rows: Iterable[Row]) -> list[str]:
    return [row.name for row in rows]


def operators(rows: Iterable[Row]) -> list[int]:
    return [node for row in rows if row.leaf for node in range(row.first_node, row.end_node)]


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("name", networks.ALL)
def test_every_operator_has_exactly_one_leaf(name: str, view: View, report_on: ReportOn) -> None:
    report = report_on(name)
    assert operators(rows_of(report, view)) == list(range(len(report.graph.nodes)))


@given(graph=graphs(), view=st.sampled_from(VIEWS))
def test_every_operator_of_a_random_network_has_exactly_one_leaf(graph: Graph, view: View) -> None:
    assert operators(rows_of(graph, view)) == list(range(len(graph.nodes)))


@given(graph=graphs(), view=st.sampled_from(VIEWS))
def test_a_group_spans_its_rows(graph: Graph, view: View) -> None:
    for row in rows_of(graph, view):
        if row.children:
            assert row.first_node <= row.children[0].first_node
            assert row.children[-1].end_node <= row.end_node


@pytest.mark.parametrize("name", networks.ALL)
def test_paths_are_unique(name: str, report_on: ReportOn) -> None:
    rows = rows_of(report_on(name), View(level=Level.OP, fold=Fold.NONE))
    modules = [row.path for row in rows if row.calls]
    assert len(set(modules)) == len(modules)


def test_runs_of_identical_blocks_are_one_row(report_on: ReportOn) -> None:
    rows = rows_of(report_on("resnet50"))
    runs = [(row.name, row.type) for row in rows if row.kind is RowKind.RUN]
    assert runs == [
        ("layer1.1–2", "Bottleneck ×2, 256→256"),
        ("layer2.1–3", "Bottleneck ×3, 512→512"),
        ("layer3.1–5", "Bottleneck ×5, 1024→1024"),
        ("layer4.1–2", "Bottleneck ×2, 2048→2048"),
    ]


def test_expand_opens_the_runs_in_a_module(report_on: ReportOn) -> None:
    shown = names(rows_of(report_on("resnet50"), View(expand=("layer3",))))
    assert "layer3.1–5" not in shown
    assert [f"layer3.{number}" for number in range(6)] == [n for n in shown if "layer3." in n]
    assert "layer2.1–3" in shown


def test_expand_takes_patterns(report_on: ReportOn) -> None:
    shown = names(rows_of(report_on("resnet50"), View(level=Level.BLOCK, expand=("*.0",))))
    assert shown.count("conv2 bn2 relu") == 4


def test_layers_take_in_what_follows_them_elementwise(report_on: ReportOn) -> None:
    rows = {row.name: row.type for row in rows_of(report_on("resnet18"))}
    assert rows["conv1 bn1 relu"].endswith("· BN · ReLU")
    assert rows["downsample"] == "Conv 1×1, 256→512, /2 · BN"


def test_separate_rows_on_request(report_on: ReportOn) -> None:
    shown = names(rows_of(report_on("resnet18"), View(fuse=False)))
    assert shown[1:5] == ["conv1", "bn1", "relu", "maxpool"]


def test_nothing_joins_a_row_whose_tensor_a_shortcut_leaves_from() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    y = build.conv(build.relu(x), 8)
    rows = rows_of(build.graph(build.add(build.conv(y, 8), x)))
    assert names(rows) == ["input", "conv2d()", "relu()", "conv2d()", "conv2d()", "add()"]


def test_module_that_ran_the_same_way_before_is_one_row(report_on: ReportOn) -> None:
    rows = rows_of(report_on("siamese"))
    again = next(row for row in rows if "2nd call" in row.name)
    assert (again.name, again.kind) == ("backbone (2nd call)", RowKind.RUN)
    opened = rows_of(report_on("siamese"), View(fold=Fold.NONE))
    assert sum("DoubleConv" in row.type for row in opened) == 4


def test_second_call_of_a_layer_with_weights_says_so(report_on: ReportOn) -> None:
    assert "conv2 bn (2nd call) relu" in names(rows_of(report_on("shared_norm")))


def test_blocks_written_in_one_forward_are_groups(report_on: ReportOn) -> None:
    rows = rows_of(report_on("functional"), View(fold=Fold.NONE))
    groups = [row for row in rows if row.kind is RowKind.GROUP]
    assert [row.name for row in groups] == [f"stage 1 block {number}" for number in (1, 2, 3)]
    assert names(groups[0].children) == [
        "weights.1 conv2d() relu()", "weights.2 conv2d()", "add() relu()",
    ]  # fmt: skip


def test_identical_blocks_written_in_one_forward_are_folded(report_on: ReportOn) -> None:
    rows = rows_of(report_on("tied"))
    run = next(row for row in rows if row.kind is RowKind.RUN)
    assert run.name == "stage 1 blocks 1–3"
    assert run.type.endswith("×3, 16→16, the same weights")


def test_module_that_is_never_called_comes_last(report_on: ReportOn) -> None:
    last = rows_of(report_on("functional"))[-1]
    assert (last.kind, last.name) == (RowKind.NOT_CALLED, "forgotten (not called)")


def test_module_whose_weight_is_read_counts_as_used() -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    build.enter("used")
    y = build.relu(x)
    build.leave()
    assert RowKind.NOT_CALLED not in {row.kind for row in rows_of(build.graph(y))}


def test_failing_operator_has_a_row_however_much_is_folded(report_on: ReportOn) -> None:
    for view in (View(), View(level=Level.BLOCK), View(depth=1)):
        failed = [row for row in rows_of(report_on("broken"), view) if row.failed]
        assert names(failed) == ["add()"]


def test_exception_between_operators_has_a_row_where_it_was(report_on: ReportOn) -> None:
    rows = rows_of(report_on("raising"))
    assert rows[-1].kind is RowKind.STOP


def test_depth_closes_deeper_modules(report_on: ReportOn) -> None:
    shown = names(rows_of(report_on("resnet50"), View(depth=1)))
    assert shown == [
        "input", "conv1 bn1 relu", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool",
        "flatten()", "fc",
    ]  # fmt: skip


def test_level_of_blocks_has_a_row_for_each_block(report_on: ReportOn) -> None:
    rows = rows_of(report_on("resnet18"), View(level=Level.BLOCK, fold=Fold.NONE))
    assert sum("BasicBlock" in row.type for row in rows) == 8
    assert not any("conv2" in row.name for row in rows)


def test_level_of_stages_has_stem_stages_and_head(report_on: ReportOn) -> None:
    shown = names(rows_of(report_on("resnet50"), View(level=Level.STAGE)))
    assert shown == ["input", "stem", "layer1", "layer2", "layer3", "layer4", "head"]


def test_level_of_operators_joins_nothing(report_on: ReportOn) -> None:
    rows = rows_of(report_on("resnet18"), View(level=Level.OP, fold=Fold.NONE))
    assert all(row.end_node - row.first_node == 1 for row in rows if row.leaf)


def test_identity_modules_do_not_keep_layers_apart() -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    build.enter("conv", "Conv2d")
    x = build.conv(x, 8)
    build.leave()
    build.enter("drop", "Identity")
    build.leave()
    build.enter("act", "ReLU")
    x = build.relu(x)
    build.leave()
    assert names(rows_of(build.graph(x))) == ["input", "conv act"]


def test_join_never_follows_a_layer() -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    y = build.add(build.relu(build.conv(build.relu(build.conv(x, 8)), 8)), x)
    rows = rows_of(build.graph(y))
    joins = [row for row in rows if row.first_node == y.node]
    assert len(joins) == 1
    assert build.nodes[y.node].kind is OpKind.ADD


def test_reshapes_in_a_row_are_one_row(report_on: ReportOn) -> None:
    last = rows_of(report_on("shuffling"))[-1]
    assert last.name == "view() – reshape()"
    assert last.type == "View (1, 2, 4, 64, 64) · Transpose · Reshape"


def test_empty_container_is_not_missed(report_on: ReportOn) -> None:
    kinds = {row.kind for row in rows_of(report_on("shuffling"))}
    assert RowKind.NOT_CALLED not in kinds


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (("layers.0", "layers.1", "layers.2"), "layers.0–2"),
        (("block_7", "block_8"), "block_7–8"),
        (("left", "right"), "left – right"),
        (("left1", "right2"), "left1 – right2"),
    ],
)
def test_run_is_named_by_its_first_and_last(paths: tuple[str, ...], name: str) -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    for path in paths:
        build.enter(path)
        x = build.conv(build.norm(build.conv(x, 8)), 8)
        build.leave()
    assert names(rows_of(build.graph(x), View(level=Level.OP))) == ["input", name]


def test_tensor_added_to_itself_has_a_row_of_its_own() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    assert names(rows_of(build.graph(build.add(x, x))))[-1] == "add()"


def test_blocks_in_one_forward_that_differ_are_not_folded() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    for kernel in (3, 3, 5):
        x = build.add(build.conv(build.relu(build.conv(x, 8, kernel)), 8), x)
    rows = rows_of(build.graph(x), View(level=Level.BLOCK))
    kinds = [(row.kind, row.end_node - row.first_node) for row in rows[2:]]
    assert kinds == [(RowKind.RUN, 8), (RowKind.LAYER, 4)]


@pytest.mark.parametrize("view", [View(), View(depth=1), View(level=Level.BLOCK)], ids=str)
def test_module_in_which_something_failed_is_open(view: View) -> None:
    build = GraphBuilder()
    x = build.input((1, 8, 4, 4))
    for number in range(2):
        build.enter(f"blocks.{number}")
        x = build.add(build.conv(build.relu(build.conv(x, 8)), 8), x)
        build.leave()
    whole = build.graph(x)
    last = replace(whole.nodes[-1], outputs=())
    failure = Failure(type="RuntimeError", message="no", node=last.id, call=last.call)
    graph = replace(
        whole, nodes=(*whole.nodes[:-1], last), outputs=(), failures=(failure,), complete=False
    )
    rows = rows_of(graph, view)
    assert [row.name for row in rows if row.failed] == ["add()"]
    assert next(row for row in rows if row.name == "blocks.1").kind is RowKind.GROUP
