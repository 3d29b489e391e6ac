"""Receptive fields over a graph with branches, with gradients as the oracle."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from resnet_inspect.analysis.sizes.receptive_field import ReceptiveField, receptive_fields
from resnet_inspect.graph import ConvAttrs, Graph, OpKind
from resnet_inspect.models.build import build
from tests.analysis.hand_built import resnet50
from tests.builders import GraphBuilder

Trace = Callable[..., Graph]
WHOLE = ReceptiveField((None, None), (0, 0), (0, 0))


@pytest.mark.parametrize(
    ("v1", "sizes"), [(False, (11, 35, 91, 267, 427)), (True, (11, 35, 99, 291, 483))]
)
def test_resnet50_sees_as_far_as_published(v1: bool, sizes: tuple[int, ...]) -> None:
    graph, marks = resnet50(v1=v1)
    fields = receptive_fields(graph)
    found = [fields[ref.node] for ref in marks.values()]
    assert found == [
        ReceptiveField((size, size), (stride, stride), (-(size // 2), -(size // 2)))
        for size, stride in zip(sizes, (4, 4, 8, 16, 32), strict=True)
    ]


def test_global_pooling_and_what_follows_see_the_whole_input() -> None:
    graph, _ = resnet50()
    assert receptive_fields(graph)[-3:] == (WHOLE, WHOLE, WHOLE)


@pytest.mark.parametrize("name", ["resnet50", "resnet50_v1"])
def test_a_traced_network_has_the_fields_of_the_one_built_by_hand(name: str, trace: Trace) -> None:
    graph = trace(build(name), (1, 3, 224, 224))
    by_hand = receptive_fields(resnet50(v1=name.endswith("v1"))[0])
    assert receptive_fields(graph) == by_hand


def test_a_gate_makes_every_element_see_the_whole_input(trace: Trace) -> None:
    graph = trace(build("seresnet50"), (1, 3, 64, 64))
    join = next(node for node in graph.nodes if node.kind is OpKind.MULTIPLY)
    field = receptive_fields(graph)[join.id]
    assert field is not None
    assert (field.size, field.stride) == ((None, None), (4, 4))


def test_the_longest_branch_counts_and_fields_are_aligned() -> None:
    build = GraphBuilder()
    x = build.input((1, 4, 32, 32))
    short = build.conv(x, 4, kernel=1)
    long = build.conv(build.conv(x, 4, kernel=3), 4, kernel=5)
    fields = receptive_fields(build.graph(build.add(short, long)))
    assert fields[-1] == ReceptiveField((7, 7), (1, 1), (-3, -3))


def test_branches_of_unlike_stride_have_no_common_field() -> None:
    build = GraphBuilder()
    x = build.input((1, 4, 32, 32))
    graph = build.graph(build.add(build.conv(x, 4, stride=2), build.conv(x, 4)))
    assert receptive_fields(graph)[-1] is None


def test_one_and_three_dimensions_and_uneven_windows() -> None:
    for shape, kernel, stride in [
        ((1, 2, 64), (7,), (2,)),
        ((1, 2, 16, 64, 32), (1, 7, 5), (1, 2, 3)),
    ]:
        build = GraphBuilder()
        attrs = ConvAttrs(
            in_channels=2, out_channels=4, kernel_size=kernel, stride=stride,
            padding=(0,) * len(kernel), dilation=(1,) * len(kernel),
        )  # fmt: skip
        x = build.input(shape)
        y = build.op("conv", OpKind.CONV, x, shape=(1, 4, *shape[2:]), attrs=attrs)
        field = ReceptiveField(kernel, stride, (0,) * len(kernel))
        assert receptive_fields(build.graph(y))[-1] == field


class ChannelsLast(nn.Module):
    """A network that permutes, shuffles channels, slices and pads."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, (5, 3), stride=(2, 1))
        self.mix = nn.Linear(8, 8)

    def forward(self, image: Tensor) -> Tensor:
        """Take an image of shape ``(N, H, W, C)``."""
        x = self.conv(image.permute(0, 3, 1, 2))
        x = self.mix(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return F.pad(x[:, :, ::2, 1:], (2, 0))


def test_positions_are_followed_through_permutations_slices_and_padding(trace: Trace) -> None:
    fields = receptive_fields(trace(ChannelsLast(), (1, 33, 32, 3)))
    assert fields[-1] == ReceptiveField((5, 3), (4, 1), (0, -1))


class Siamese(nn.Module):
    """Two images through one convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        """Return the difference of two feature maps."""
        return self.conv(left) - self.conv(self.conv.weight.mean() * right)


def test_siamese_branches_see_alike(trace: Trace) -> None:
    fields = receptive_fields(trace(Siamese(), (1, 3, 16, 16), (1, 3, 16, 16)))
    assert fields[-1] == ReceptiveField((3, 3), (1, 1), (0, 0))


def test_what_cannot_be_followed_has_no_field() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 4, 8, 8)), 4)
    y = build.op("fft", OpKind.OTHER, x, shape=(1, 4, 8, 8))
    assert receptive_fields(build.graph(build.conv(y, 4)))[-2:] == (None, None)


class Layers(nn.Module):
    """A 1-D network of layers drawn at random; each kernel is of ones, so no gradient cancels."""

    def __init__(self, layers: list[tuple[str, int, int]]) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, x: Tensor) -> Tensor:
        """Apply the layers."""
        for kind, kernel, step in self.layers:
            x = LAYERS[kind](x, kernel, step)
        return x


def ones(kernel: int) -> Tensor:
    return torch.ones(1, 1, kernel, dtype=torch.float64)


LAYERS: dict[str, Callable[[Tensor, int, int], Tensor]] = {
    "conv": lambda x, k, s: F.conv1d(x, ones(k), stride=s, padding=k // 2),
    "dilated": lambda x, k, s: F.conv1d(x, ones(k), padding=s, dilation=s),
    "pool": lambda x, k, s: F.avg_pool1d(x, k, s, padding=k // 2 if k > 1 else 0),
    "residual": lambda x, k, s: x + F.conv1d(
        F.conv1d(x, ones(2 * k + 1), padding=k), ones(2 * s + 1), padding=s
    ),
    "projection": lambda x, k, s: F.conv1d(x, ones(1), stride=s) + F.conv1d(
        x, ones(2 * k + 1), padding=k, stride=s
    ),
    "transposed": lambda x, k, s: F.conv_transpose1d(x, ones(max(k, s)), stride=s, padding=k // 2),
    "nearest": lambda x, k, s: F.interpolate(x, scale_factor=s, mode="nearest") if k else x,
    "linear": lambda x, k, s: F.interpolate(x, scale_factor=s, mode="linear") if k else x,
    "corners": lambda x, k, s: F.interpolate(
        x, size=s * x.shape[-1] - s + 1, mode="linear", align_corners=bool(k)
    ),
    "slice": lambda x, k, s: x[:, :, k::s],
    "pad": lambda x, k, s: F.pad(x, (k, s)),
}  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(LAYERS)), st.integers(1, 4), st.integers(1, 3)),
        min_size=1,
        max_size=5,
    )
)
def test_random_networks_see_what_gradients_reach(
    trace: Trace, layers: list[tuple[str, int, int]]
) -> None:
    network = Layers([("conv", 3, 1), *layers])
    x = torch.ones(1, 1, 600, dtype=torch.float64, requires_grad=True)
    reached = supports(network(x)[0, 0], x)
    field = receptive_fields(trace(network, tuple(x.shape)))[-1]
    if field is None:
        steps = {after[0] - before[0] for before, after in pairwise(reached)}
        assert len(steps) > 1
    else:
        assert field.size == (max(high - low for low, high in reached),)


def supports(output: Tensor, x: Tensor) -> list[tuple[int, int]]:
    """Return which pixels the elements in the middle see: enough of them for any period."""
    middle = slice(len(output) // 2 - 15, len(output) // 2 + 15)
    assume(90 < len(output) < 4000)
    (gradients,) = torch.autograd.grad(
        output[middle], x, torch.eye(30, dtype=x.dtype), is_grads_batched=True
    )
    seen = [row.nonzero().flatten() for row in gradients[:, 0, 0]]
    return [(int(pixels[0]), int(pixels[-1]) + 1) for pixels in seen]


def test_attention_among_patches_sees_the_whole_input(trace: Trace) -> None:
    class Patches(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.patch = nn.Conv2d(3, 8, 4, stride=4)

        def forward(self, x: Tensor) -> Tensor:
            tokens = self.patch(x).flatten(2).transpose(1, 2)
            return F.scaled_dot_product_attention(tokens, tokens, tokens)

    fields = receptive_fields(trace(Patches(), (1, 3, 32, 32)))
    assert fields[1] == ReceptiveField((4, 4), (4, 4), (0, 0))
    assert fields[-1] == WHOLE


def test_a_non_local_product_sees_the_whole_input(trace: Trace) -> None:
    class NonLocal(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            flat = F.avg_pool2d(x, 2).flatten(2)
            weights = torch.softmax(flat.transpose(1, 2) @ flat, dim=-1)
            return flat @ weights

    assert receptive_fields(trace(NonLocal(), (1, 3, 32, 32)))[-1] == WHOLE


def test_attention_inside_windows_does_not_see_the_whole_input(trace: Trace) -> None:
    class Windows(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            x = F.avg_pool1d(x, 2)
            windows = x.view(1, 4, 4, 4).transpose(1, 2)
            return F.scaled_dot_product_attention(windows, windows, windows)

    assert receptive_fields(trace(Windows(), (1, 4, 32)))[-1] is None


def test_shuffled_pixels_and_written_slices_are_followed(trace: Trace) -> None:
    class Shuffle(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            x = F.avg_pool2d(x, 3, stride=4)
            wide = x.new_zeros(1, 8, 8, 8)
            wide[:, 2:6] = x
            return F.pixel_shuffle(F.max_pool2d(wide, 3, stride=1, padding=1), 2)

    fields = receptive_fields(trace(Shuffle(), (1, 4, 31, 31)))
    assert fields[-2] == ReceptiveField((11, 11), (4, 4), (-4, -4))
    assert fields[-1] == ReceptiveField((11, 11), (2, 2), (-4, -4))


def test_a_failed_operator_whose_shapes_contradict_each_other_has_no_field() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 4, 8, 8)), 4)
    flat = build.op("flatten", OpKind.RESHAPE, x, shape=(1, 256))
    build.op("add", OpKind.ADD, x, flat, shape=(1, 256))
    assert receptive_fields(build.graph())[-1] is None
