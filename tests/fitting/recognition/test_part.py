"""A network that is a part of what a file holds, its head, and weights computed from others."""

from collections.abc import Callable
from functools import partial

import pytest
import timm
import torch
import torchvision
from torch import nn
from torch.nn.utils import parametrizations, prune, spectral_norm, weight_norm

from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.fit import Verdict, fit_of
from resnet_inspect.fitting.recognition.part import Part, blocks_text, network_part
from resnet_inspect.graph.tensor import TensorSpec
from resnet_inspect.models.build import build
from resnet_inspect.tracing.loading import state_specs

Specs = dict[str, TensorSpec]
MODELS = torchvision.models


def specs_of(make: Callable[[], nn.Module]) -> Specs:
    with torch.device("meta"):
        return state_specs(make())


def names(part: Part) -> list[str]:
    return [variant.name for variant in part.identity.variants]


def encoder_and_decoder() -> nn.Module:
    decoder = nn.Sequential(nn.Conv2d(512, 64, 3), nn.BatchNorm2d(64), nn.Conv2d(64, 2, 1))
    return nn.ModuleDict({"encoder": MODELS.resnet34(), "decoder": decoder})


def detector() -> nn.Module:
    return MODELS.detection.fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None)


@pytest.mark.parametrize(
    ("make", "variant", "prefix", "neighbors"),
    [
        (encoder_and_decoder, "resnet34", "encoder.", {"decoder": 9}),
        (detector, "resnet50", "backbone.body.",
         {"backbone.fpn": 16, "rpn": 6, "roi_heads": 8}),
        (partial(MODELS.segmentation.fcn_resnet50, weights=None, weights_backbone=None),
         "resnet50", "backbone.", {"classifier": 8}),
    ],
)  # fmt: skip
def test_a_published_network_inside_of_another_is_found(
    make: Callable[[], nn.Module], variant: str, prefix: str, neighbors: dict[str, int]
) -> None:
    found = network_part(specs_of(make))
    assert names(found)[0] == variant
    assert found.prefix == prefix
    assert dict(found.neighbors) == neighbors


def test_a_network_that_is_all_of_a_file_has_nothing_around_it() -> None:
    found = network_part(specs_of(MODELS.resnet50))
    assert (found.prefix, found.around) == ("", ())
    assert blocks_text(found) == "3 + 4 + 6 + 3 bottlenecks"


@pytest.mark.parametrize("make", [MODELS.vgg11_bn, MODELS.alexnet, MODELS.efficientnet_b0])
def test_no_blocks_are_told_of_a_network_without_any(make: Callable[[], nn.Module]) -> None:
    found = network_part(specs_of(make))
    assert not found.identity.variants
    assert found.anatomy.image_channels == 3
    assert blocks_text(found) == "none found"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r2plus1d_18", "2 + 2 + 2 + 2 basic blocks"),
        ("iresnet50", "3 + 4 + 14 + 3 improved basic blocks"),
        ("resnext50_32x4d", "3 + 4 + 6 + 3 bottlenecks with 32 groups"),
    ],
)
def test_the_blocks_of_a_published_network_are_the_papers(name: str, text: str) -> None:
    assert blocks_text(network_part(specs_of(lambda: build(name)))) == text


# Heads.


def learner(body: nn.Module, features: int) -> nn.Module:
    """Return what fastai's vision_learner trains: a cut body, pooled twice, and its head."""
    head = nn.Sequential(
        nn.Identity(), nn.Flatten(), nn.BatchNorm1d(2 * features), nn.Dropout(0.25),
        nn.Linear(2 * features, 512, bias=False), nn.ReLU(), nn.BatchNorm1d(512),
        nn.Dropout(0.5), nn.Linear(512, 37, bias=False),
    )  # fmt: skip
    return nn.Sequential(nn.Sequential(*list(body.children())[:-2]), head)


@pytest.mark.parametrize(("depth", "features"), [(18, 512), (50, 2048)])
def test_a_head_of_fastai_is_known_by_what_it_reads(depth: int, features: int) -> None:
    made = specs_of(lambda: learner(MODELS.get_model(f"resnet{depth}"), features))
    found = network_part(made)
    assert names(found)[0] == f"resnet{depth}"
    assert found.identity.exact
    assert found.identity.pools_twice
    assert [layer.shape for layer in found.anatomy.head_layers] == [(512, 2 * features), (37, 512)]
    assert not network_part(specs_of(MODELS.resnet50)).identity.pools_twice


def test_a_classifier_behind_a_hidden_layer_is_not_loaded_as_one_of_features() -> None:
    """ResNet-34 has 512 features, as many as fastai's hidden layer."""
    source = specs_of(lambda: learner(MODELS.resnet34(), 512))
    target = specs_of(partial(MODELS.resnet34, num_classes=37))
    fit = fit_of(source, target)
    assert fit.verdict is Verdict.FITS_AFTER
    assert {"fc.weight", "fc.bias"} <= set(fit.missing)
    said = " / ".join(causes(fit))
    assert "head is 2 linear layers (1,024→512→37), the network's 1 linear layer (512→37)" in said


def test_layers_elsewhere_are_no_hidden_layers_of_a_head() -> None:
    anatomy = network_part(specs_of(lambda: timm.create_model("vit_tiny_patch16_224"))).anatomy
    assert [layer.path for layer in anatomy.head_layers] == ["head"]


def test_the_body_of_a_published_network_fits_a_learner_of_fastai() -> None:
    fit = fit_of(specs_of(MODELS.resnet34), specs_of(lambda: learner(MODELS.resnet34(), 512)))
    assert fit.verdict is Verdict.FITS_AFTER
    assert all(name.startswith("1.") for name in fit.missing)


# Weights that are computed from others.


def each(wrap: Callable[[nn.Conv2d], object]) -> nn.Module:
    network = MODELS.resnet18()
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            wrap(module)
    return network


def pruned(module: nn.Conv2d) -> None:
    prune.identity(module, "weight")  # type: ignore[no-untyped-call]


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize(
    ("wrap", "kind"),
    [
        (parametrizations.spectral_norm, "spectral normalization"),
        (parametrizations.weight_norm, "weight normalization"),
        (spectral_norm, "spectral normalization"), (weight_norm, "weight normalization"),
        (pruned, "pruning"),
    ],
)  # fmt: skip
def test_weights_computed_from_others_are_known_and_not_taken_for_the_weights(
    wrap: Callable[[nn.Conv2d], object], kind: str
) -> None:
    source = state_specs(each(wrap))
    assert names(network_part(source))[0] == "resnet18"
    fit = fit_of(source, specs_of(MODELS.resnet18))
    assert fit.verdict is Verdict.DOES_NOT_FIT
    assert f"the file holds what weights are computed from, by {kind}" in " / ".join(causes(fit))
    assert fit_of(source, source).verdict is Verdict.FITS
