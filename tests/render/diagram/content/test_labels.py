"""What chips say."""

import pytest

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Attrs,
    CallId,
    ConvAttrs,
    LinearAttrs,
    ModulePath,
    Node,
    NodeId,
    NormAttrs,
    OpKind,
    PoolAttrs,
    ReduceAttrs,
    TensorSpec,
)
from resnet_inspect.render.diagram.content.labels import conv_label, gate_label, node_label


def conv(**settings: object) -> ConvAttrs:
    usual = {"in_channels": 64, "out_channels": 64, "kernel_size": (3, 3)}
    return ConvAttrs(**{**usual, **settings})  # type: ignore[arg-type]


def node(
    op: str, kind: OpKind, attrs: Attrs | None = None, shape: tuple[int, ...] = (1, 64, 8, 8)
) -> Node:
    return Node(
        id=NodeId(0), op=op, kind=kind, module=ModulePath(""), call=CallId(0), attrs=attrs,
        outputs=(TensorSpec(shape),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("attrs", "label"),
    [
        (conv(), "3×3, 64"),
        (conv(kernel_size=(7, 7), stride=(2, 2)), "7×7, 64, /2"),
        (conv(groups=32), "3×3, 64, 32 groups"),
        (conv(groups=64), "3×3 depthwise, 64"),
        (conv(dilation=(4, 4)), "3×3, 64, dilation 4"),
        (conv(kernel_size=(1, 3), stride=(1, 2)), "1×3, 64, /1×2"),
        (conv(kernel_size=(9,), stride=(4,), dilation=(1,)), "conv 9, 64, /4"),
        (conv(kernel_size=(3, 3, 3), stride=(1, 1, 1), dilation=(1, 1, 1)), "3×3×3, 64"),
        (conv(kernel_size=(2, 2), stride=(2, 2), transposed=True), "2×2 up, 64, ×2"),
    ],
)
def test_convolutions(attrs: ConvAttrs, label: str) -> None:
    assert conv_label(attrs) == label


@pytest.mark.parametrize(
    ("made", "label"),
    [
        (
            node("linear", OpKind.LINEAR, LinearAttrs(in_features=8, out_features=1000)),
            "1000-d fc",
        ),
        (
            node("max_pool2d", OpKind.POOL, PoolAttrs(kernel_size=(3, 3), stride=(2, 2))),
            "3×3 max pool, /2",
        ),
        (
            node("avg_pool1d", OpKind.POOL, PoolAttrs(kernel_size=(4,), stride=(1,))),
            "avg pool 4",
        ),
        (
            node("adaptive_avg_pool2d", OpKind.POOL, AdaptivePoolAttrs(output_size=(1, 1))),
            "global avg pool",
        ),
        (
            node("adaptive_max_pool2d", OpKind.POOL, AdaptivePoolAttrs(output_size=(7, 7))),
            "max pool to 7×7",
        ),
        (node("mean", OpKind.REDUCE, ReduceAttrs(dims=(2, 3)), (1, 64)), "global avg pool"),
        (node("mean", OpKind.REDUCE, ReduceAttrs(dims=(1,)), (1, 16, 16)), "mean"),
        (node("interpolate", OpKind.RESIZE, shape=(1, 64, 32, 32)), "upsample ×2"),
        (node("interpolate", OpKind.RESIZE, shape=(1, 64, 20, 30)), "resize to 20×30"),
        (node("batch_norm", OpKind.NORM, NormAttrs(channels=64)), "BN"),
        (node("group_norm", OpKind.NORM, NormAttrs(channels=64, groups=32)), "GN, 32 groups"),
        (node("relu", OpKind.ACTIVATION), "ReLU"),
        (node("getitem", OpKind.INDEX), "slice"),
        (node("scaled_dot_product_attention", OpKind.ATTENTION), "scaled dot product attention"),
        (node("input", OpKind.INPUT, shape=(1, 3, 224, 224)), "3×224×224"),
    ],
)
def test_other_operators(made: Node, label: str) -> None:
    assert node_label(made, TensorSpec((1, 64, 16, 16))) == label


def test_gates_name_their_reduced_width() -> None:
    squeeze = node("conv2d", OpKind.CONV, conv(kernel_size=(1, 1), out_channels=16))
    excite = node("conv2d", OpKind.CONV, conv(kernel_size=(1, 1), out_channels=256))
    assert gate_label([squeeze, excite]) == "SE, 16"
    assert gate_label([node("conv1d", OpKind.CONV, conv(kernel_size=(5,)))]) == "ECA, 5"
    assert gate_label([node("sigmoid", OpKind.ACTIVATION)]) == "gate"
