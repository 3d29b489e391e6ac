"""What went wrong, in sentences."""

from dataclasses import replace

import pytest

from resnet_inspect.graph import (
    Attrs,
    ConvAttrs,
    Failure,
    LinearAttrs,
    NormAttrs,
    OpKind,
    SourceSpan,
)
from resnet_inspect.render.table.failures import MOST_FRAMES, failure_notes
from resnet_inspect.render.table.outline.rows import visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.report import Report
from tests.builders import GraphBuilder

Shape = tuple[int, ...]


def notes(
    kind: OpKind, attrs: Attrs | None, *shapes: Shape, frames: tuple[SourceSpan, ...] = ()
) -> tuple[str, ...]:
    """Return what is said of an operator that failed on inputs of these shapes."""
    build = GraphBuilder()
    inputs = [build.input(shape) for shape in shapes]
    bad = build.op("operator", kind, *inputs, shape=(1,), attrs=attrs)
    whole = build.graph(bad)
    node = replace(whole.nodes[bad.node], outputs=())
    failure = Failure(
        type="RuntimeError", message="it does not fit", node=node.id, call=node.call, frames=frames
    )
    graph = replace(
        whole, nodes=(*whole.nodes[:-1], node), outputs=(), failures=(failure,), complete=False
    )
    rows = [row for _, row in visible(outline(Report(graph).facts, View()))]
    return failure_notes(graph, rows[-1])


@pytest.mark.parametrize(
    ("kind", "attrs", "shapes", "said"),
    [
        (
            OpKind.CONV, ConvAttrs(in_channels=4, out_channels=8, kernel_size=(1, 1)),
            [(1, 8, 4, 4)], "operand 1×8×4×4 from the input: it takes 4 channels, not 8",
        ),
        (
            OpKind.LINEAR, LinearAttrs(in_features=4, out_features=8), [(1, 9)],
            "operand 1×9 from the input: it takes 4 features, not 9",
        ),
        (
            OpKind.NORM, NormAttrs(channels=4), [(1, 8, 4, 4)],
            "operand 1×8×4×4 from the input: it takes 4 channels, not 8",
        ),
        (
            OpKind.ADD, None, [(1, 8, 4, 4), (1, 9, 4, 4)],
            "operands 1×8×4×4 from the input and 1×9×4×4 from the input: they differ in channels",
        ),
        (
            OpKind.MULTIPLY, None, [(1, 8, 4, 4), (2, 9, 4, 5)],
            ("operands 1×8×4×4 from the input and 2×9×4×5 from the input: "
             "they differ in channels and width"),
        ),
        (
            OpKind.ADD, None, [(3, 8, 4, 4), (2, 9, 5, 5)],
            ("operands 3×8×4×4 from the input and 2×9×5×5 from the input: "
             "they differ in batch, channels, height and width"),
        ),
        (
            OpKind.ADD, None, [(1, 8, 4), (1, 8, 5)],
            "operands 1×8×4 from the input and 1×8×5 from the input: they differ in length",
        ),
        (
            OpKind.ADD, None, [(1, 8, 4, 4), (8, 5)],
            "operands 1×8×4×4 from the input and 8×5 from the input: they differ in -2 and -1",
        ),
        (
            OpKind.CONCAT, None, [(1, 8, 4, 4), (1, 8, 5, 4)],
            "operands 1×8×4×4 from the input and 1×8×5×4 from the input",
        ),
    ],
)  # fmt: skip
def test_operands_are_named_with_what_does_not_fit(
    kind: OpKind, attrs: Attrs | None, shapes: list[Shape], said: str
) -> None:
    assert notes(kind, attrs, *shapes)[0] == said


def test_the_way_to_the_failing_line_is_told_from_inside_out() -> None:
    frames = tuple(SourceSpan("/net.py", line, function="forward") for line in (20, 9))
    told = notes(OpKind.ADD, None, (1, 8), (1, 9), frames=frames)
    assert told[1:] == ("at /net.py:9 in forward", "called from /net.py:20 in forward")


def test_torch_is_quoted_only_where_the_shapes_do_not_say_what_is_wrong() -> None:
    torch_says = "RuntimeError: it does not fit"
    assert torch_says not in notes(OpKind.ADD, None, (1, 8), (1, 9))
    assert torch_says in notes(OpKind.OTHER, None, (1, 8), (1, 9))


def test_a_long_way_is_cut_at_its_outer_end() -> None:
    frames = tuple(SourceSpan("/net.py", line) for line in range(50))
    told = notes(OpKind.ADD, None, (1, 8), (1, 9), frames=frames)
    assert sum("/net.py" in note for note in told) == MOST_FRAMES
    assert told[1] == "at /net.py:49"
