"""Whole networks: what ``build`` returns, on which device, with which weights."""

import copy
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from resnet_inspect.errors import UnknownModelError, UsageError
from resnet_inspect.models.architecture import BlockKind, Shortcut, StemKind, StridePlace
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import variant

SMALL = {"first_planes": 8, "num_classes": 5}


def test_a_name_and_its_variant_build_the_same() -> None:
    with torch.device("meta"):
        by_name, by_variant = build("resnet20"), build(variant("resnet20"))
    assert str(by_name) == str(by_variant)


def test_an_unknown_name_and_an_unknown_argument_raise() -> None:
    with pytest.raises(UnknownModelError, match="resnet50"):
        build("resnet5O")
    with pytest.raises(UsageError, match="no argument `classes`"):
        build("resnet50", classes=10)


def test_on_the_meta_device_nothing_is_allocated() -> None:
    with torch.device("meta"):
        model = build("resnet152", zero_init_residual=True)
    assert all(tensor.is_meta for tensor in model.state_dict().values())


def test_other_channels_and_classes() -> None:
    model = build("resnet20", in_channels=1, num_classes=7)
    assert model(torch.zeros(2, 1, 32, 32)).shape == (2, 7)


def test_a_network_starts_in_training_mode_and_can_be_copied() -> None:
    model = build("resnet20")
    assert model.training
    twin = copy.deepcopy(model)
    images = torch.randn(2, 3, 32, 32)
    assert torch.equal(twin(images), model(images))


def test_convolutions_start_with_he_initialization_of_the_backward_pass() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        weight = build("resnet18").layer4[1].conv2.weight  # type: ignore[union-attr, index]
    assert weight.std().item() == pytest.approx(math.sqrt(2 / (512 * 9)), rel=0.01)
    assert weight.mean().item() == pytest.approx(0, abs=1e-4)


def test_batch_normalizations_start_as_the_identity() -> None:
    norms = [module for module in build("resnet20").modules() if isinstance(module, nn.BatchNorm2d)]
    assert norms
    assert all(norm.weight.eq(1).all() and norm.bias.eq(0).all() for norm in norms)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet18_v2", "resnet50_v2"])
def test_zero_initialization_reaches_every_block(name: str) -> None:
    model = build(name, zero_init_residual=True, blocks=(1, 2, 1, 1), **SMALL)
    last = {"resnet18": "bn2", "resnet50": "bn3", "resnet18_v2": "conv2", "resnet50_v2": "conv3"}
    weights = [
        parameter
        for key, parameter in model.named_parameters()
        if key.endswith(f"{last[name]}.weight")
    ]
    assert len(weights) == 5
    assert not any(weight.any() for weight in weights)


@pytest.mark.parametrize("stride_on", StridePlace)
@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet18_v2", "resnet50_v2", "resnet20"])
@pytest.mark.parametrize("shortcut", [Shortcut.ZERO_PADDING, Shortcut.PROJECTION])
def test_dilation_computes_the_same_features_at_more_positions(
    name: str, shortcut: Shortcut, stride_on: StridePlace
) -> None:
    stages = len(variant(name).blocks)
    arguments = {"blocks": (2,) * stages, "shortcut": shortcut, "stride_on": stride_on, **SMALL}
    strided = build(name, **arguments).double().eval()
    coarse, *_, fine = strided.architecture.output_strides
    dilated = build(name, output_stride=fine, **arguments).double().eval()
    dilated.load_state_dict(strided.state_dict(), strict=True)
    images = torch.randn(1, 3, 64, 50, dtype=torch.float64)
    step = coarse // fine
    with torch.inference_mode():
        sparse, dense = strided.feature_map(images), dilated.feature_map(images)
    torch.testing.assert_close(dense[..., ::step, ::step], sparse)


@st.composite
def architectures(draw: st.DrawFn) -> dict[str, object]:
    """Draw arguments that go together."""
    block = draw(st.sampled_from(BlockKind))
    of_any_image = [one for one in StemKind if not one.name.startswith(("VIDEO", "FACE"))]
    arguments: dict[str, object] = {
        "block": block,
        "blocks": draw(st.lists(st.integers(1, 3), min_size=3, max_size=4)),
        "stem": draw(st.sampled_from(of_any_image)),
        "shortcut": draw(st.sampled_from(Shortcut)),
        "stride_on": draw(st.sampled_from(StridePlace)),
        "preactivation": block is not BlockKind.IMPROVED and draw(st.booleans()),
        "gate": draw(st.sampled_from(["none", "se", "eca"])),
        "num_classes": draw(st.integers(1, 20)),
    }
    if block is BlockKind.BOTTLENECK:
        arguments["cardinality"] = draw(st.sampled_from([1, 2, 4]))
        arguments["base_width"] = draw(st.sampled_from([16, 64]))
    return arguments


@given(arguments=architectures(), choice=st.integers(0, 2), height=st.integers(1, 70))
@settings(max_examples=15, deadline=None)
def test_choices_combine_freely(arguments: dict[str, object], choice: int, height: int) -> None:
    with torch.device("meta"):
        reference = build("resnet18", **arguments)
        output_stride = reference.architecture.output_strides[choice]
        model = build("resnet18", output_stride=output_stride, **arguments)
        features = model.feature_map(torch.empty(2, 3, height, 40))
        logits = model(torch.empty(2, 3, height, 40))
    assert features.shape[1] == model.architecture.features
    assert features.shape[2] == math.ceil(height / output_stride)
    assert logits.shape == (2, arguments["num_classes"])
    assert len(list(model.parameters())) == len(list(reference.parameters()))
