"""Operators in words."""

import pytest

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Attrs,
    ConcatAttrs,
    ConvAttrs,
    LinearAttrs,
    NormAttrs,
    OpKind,
    OtherAttrs,
    PadAttrs,
    PoolAttrs,
    ReduceAttrs,
    ReshapeAttrs,
)
from resnet_inspect.render.table.outline.settings import (
    channels_and_stride,
    describe,
    describe_follower,
)
from tests.builders import GraphBuilder

CONV = ConvAttrs(in_channels=8, out_channels=16, kernel_size=(3, 3), padding=(1, 1))


def said(op: str, kind: OpKind, attrs: Attrs | None, shape: tuple[int, ...] = (1, 8, 6, 6)) -> str:
    build = GraphBuilder()
    node = build.op(op, kind, build.input((1, 8, 12, 12)), shape=shape, attrs=attrs)
    graph = build.graph(node)
    return describe(graph, graph.nodes[node.node])


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Conv 3×3, 8→16"),
        ({"stride": (2, 2)}, "Conv 3×3, 8→16, /2"),
        ({"stride": (1, 2)}, "Conv 3×3, 8→16, /1×2"),
        ({"groups": 4}, "Conv 3×3, 8→16, groups 4"),
        ({"groups": 8}, "Conv 3×3, 8→16, depthwise"),
        ({"dilation": (2, 2), "padding": (2, 2)}, "Conv 3×3, 8→16, dilation 2"),
        ({"dilation": (2, 2)}, "Conv 3×3, 8→16, dilation 2, padding 1"),
        ({"padding": (0, 0)}, "Conv 3×3, 8→16, padding 0"),
        ({"has_bias": True}, "Conv 3×3, 8→16, bias"),
        ({"kernel_size": (1, 7), "padding": (0, 3)}, "Conv 1×7, 8→16"),
        ({"transposed": True, "stride": (2, 2)}, "ConvTranspose 3×3, 8→16, up 2"),
        (
            {"kernel_size": (3,), "stride": (2,), "padding": (1,), "dilation": (1,)},
            "Conv1d 3, 8→16, /2",
        ),
        (
            {
                "kernel_size": (3,) * 3,
                "stride": (1,) * 3,
                "padding": (1,) * 3,
                "dilation": (1,) * 3,
            },
            "Conv3d 3×3×3, 8→16",
        ),
    ],
)
def test_convolution_says_what_is_unusual(changes: dict[str, object], text: str) -> None:
    usual = {name: getattr(CONV, name) for name in CONV.__dataclass_fields__}
    attrs = ConvAttrs(**{**usual, **changes})  # type: ignore[arg-type]
    assert said("conv2d", OpKind.CONV, attrs) == text


@pytest.mark.parametrize(
    ("op", "kind", "attrs", "text"),
    [
        ("linear", OpKind.LINEAR, LinearAttrs(in_features=8, out_features=4), "Linear 8→4"),
        (
            "linear", OpKind.LINEAR, LinearAttrs(in_features=8, out_features=4, has_bias=False),
            "Linear 8→4, no bias",
        ),
        ("batch_norm", OpKind.NORM, NormAttrs(channels=8), "BatchNorm 8"),
        ("group_norm", OpKind.NORM, NormAttrs(channels=8, groups=4), "GroupNorm 8, groups 4"),
        ("batch_norm", OpKind.NORM, NormAttrs(channels=8, affine=False), "BatchNorm 8, not affine"),
        (
            "max_pool2d", OpKind.POOL,
            PoolAttrs(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1)), "MaxPool 3×3, /2",
        ),
        (
            "avg_pool2d", OpKind.POOL,
            PoolAttrs(kernel_size=(2, 2), stride=(2, 2), ceil_mode=True), "AvgPool 2×2, /2, ceil",
        ),
        (
            "avg_pool2d", OpKind.POOL, PoolAttrs(kernel_size=(3, 3), stride=(1, 1)),
            "AvgPool 3×3, padding 0",
        ),
        (
            "adaptive_avg_pool2d", OpKind.POOL, AdaptivePoolAttrs(output_size=(1, 1)),
            "AvgPool global",
        ),
        (
            "adaptive_max_pool2d", OpKind.POOL, AdaptivePoolAttrs(output_size=(7, 7)),
            "MaxPool to 7×7",
        ),
        ("pad", OpKind.PAD, PadAttrs(padding=(0, 0, 0, 0, 4, 4)), "Pad 4+4 channels"),
        ("pad", OpKind.PAD, PadAttrs(padding=(0, 1, 2, 1)), "Pad 2+1×0+1"),
        ("flatten", OpKind.RESHAPE, ReshapeAttrs(requested=(1, -1)), "Flatten"),
        ("view", OpKind.RESHAPE, ReshapeAttrs(requested=(-1, 512)), "View (-1, 512)"),
        ("mean", OpKind.REDUCE, ReduceAttrs(dims=(2, 3)), "Mean over positions"),
        ("mean", OpKind.REDUCE, ReduceAttrs(dims=(-2, -1)), "Mean over positions"),
        ("sum", OpKind.REDUCE, ReduceAttrs(dims=(1,)), "Sum over 1"),
        ("mean", OpKind.REDUCE, ReduceAttrs(dims=()), "Mean over all"),
        ("cat", OpKind.CONCAT, ConcatAttrs(dim=1), "Concat 1"),
        ("cat", OpKind.CONCAT, ConcatAttrs(dim=2), "Concat 1, dim 2"),
        ("dropout", OpKind.DROPOUT, OtherAttrs(arguments=(("p", 0.5),)), "Dropout 0.5"),
        (
            "interpolate", OpKind.RESIZE, OtherAttrs(arguments=(("mode", "nearest"),)),
            "Resize to 6×6, nearest",
        ),
        ("relu", OpKind.ACTIVATION, None, "ReLU"),
        ("hardswish", OpKind.ACTIVATION, None, "Hardswish"),
        ("log_softmax", OpKind.SOFTMAX, None, "LogSoftmax"),
        ("_odd_op", OpKind.OTHER, None, "OddOp"),
    ],
)  # fmt: skip
def test_operator_in_words(op: str, kind: OpKind, attrs: Attrs | None, text: str) -> None:
    assert said(op, kind, attrs) == text


def test_normalization_is_short_in_the_row_of_a_layer() -> None:
    build = GraphBuilder()
    node = build.norm(build.input((1, 8, 4, 4)))
    graph = build.graph(node)
    assert describe_follower(graph, graph.nodes[node.node]) == "BN"


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ((1, 8, 32, 32), (1, 16, 30, 30), "8→16"),
        ((1, 8, 55, 55), (1, 8, 27, 27), "8→8, /2"),
        ((1, 8, 16, 16), (1, 8, 16, 8), "8→8, /1×2"),
        ((1, 8, 16), (1, 8, 16), ""),
        ((1, 56, 56, 96), (1, 56, 56, 96), ""),
        ((1, 8, 16), (1, 8, 8), "8→8, /2"),
        ((1, 8, 7, 7), (1, 16, 1, 1), "8→16"),
    ],
)
def test_channels_and_stride(before: tuple[int, ...], after: tuple[int, ...], text: str) -> None:
    assert channels_and_stride(before, after) == text
