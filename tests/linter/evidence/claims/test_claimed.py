"""Numbers are read off the words that a network is described in, and only where they say one."""

import pytest

from resnet_inspect.linter.evidence.claims.claimed import claimed_output_stride, claimed_sides


@pytest.mark.parametrize(
    ("words", "sides"),
    [
        ("Classifies CIFAR-100.", {32}),
        ("for 32x32 images", {32}),
        ("crops of 224 × 224 pixels", {224}),
        ("a 7x7 convolution, then 64x128", set()),
        ("# input: 3x64x64", set()),
        ("ResNet-18 as trained on ImageNet", {224}),
        ("Tiny ImageNet", set()),
        ("starts from ImageNet pre-training", set()),
        ("no ImageNet stem, since CIFAR's images are small", {32}),
        ("thumbnails of 40 px", {40}),
    ],
)
def test_sides_of_images(words: str, sides: set[int]) -> None:
    assert claimed_sides(words) == sides


@pytest.mark.parametrize(
    ("words", "stride"),
    [
        ("DeepLab at output stride 16", 16),
        ("output_stride=8", 8),
        ("Features at 1/4 of the resolution", 4),
        ("output stride 8 or output stride 16", None),
        ("a 3x3 convolution with stride 2", None),
        ("halves the channels", None),
    ],
)
def test_output_stride(words: str, stride: int | None) -> None:
    assert claimed_output_stride(words) == stride
