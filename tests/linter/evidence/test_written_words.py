"""What comments and docstrings say of shapes, classes and layers."""

import pytest

from resnet_inspect.graph import ConvAttrs
from resnet_inspect.linter.evidence.claims.classes import claimed_classes
from resnet_inspect.linter.evidence.claims.layer_words import broken_promises, of_the_layer
from resnet_inspect.linter.evidence.claims.shapes import written_shapes

PLAIN = ConvAttrs(in_channels=8, out_channels=8, kernel_size=(3, 3))


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("(B, 64, 56, 56)", (None, 64, 56, 56)),
        ("-> [N, 2048]", (None, 2048)),
        ("B x 256 x H/8 x W/8", (None, 256, None, None)),
        ("n, 128, h, w", (None, 128, None, None)),
    ],
)
def test_shapes_are_read_in_many_notations(text: str, sizes: tuple[int | None, ...]) -> None:
    assert [one.sizes for one in written_shapes(text)] == [sizes]


@pytest.mark.parametrize("text", ["stride (2, 2)", "3x3 conv", "see table 1", "norm and relu"])
def test_other_words_are_no_shapes(text: str) -> None:
    assert written_shapes(text) == []


def test_a_side_may_be_a_part_of_the_image() -> None:
    assert written_shapes("(B, C, H/4, W // 4)")[0].reductions == (None, None, 4, 4)


def test_the_data_of_another_network_are_not_counted() -> None:
    assert claimed_classes("pretrained on CIFAR-100") is None
    assert claimed_classes("pretrained on CIFAR-100. Tells 7 classes apart") == len("classes")


@pytest.mark.parametrize("name", ["conv1x1", "depthwise", "dilated", "grouped_conv"])
def test_a_plain_convolution_breaks_what_its_name_says(name: str) -> None:
    assert len(broken_promises(name, [PLAIN])) == 1


@pytest.mark.parametrize("name", ["conv3x3", "conv1", "expand", "branch"])
def test_other_names_promise_nothing(name: str) -> None:
    assert broken_promises(name, [PLAIN]) == []


def test_a_comment_may_speak_of_something_else() -> None:
    assert not of_the_layer("stride 2 in the original")
    assert not broken_promises(of_the_layer("56x56, dilation 1"), [PLAIN])
