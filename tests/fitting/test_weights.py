"""Which weights fit which network: torch's own strict loading is the witness."""

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import timm
import torch
import torchvision
from torch import nn

from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.code import loading_code
from resnet_inspect.fitting.fit import Fit, Verdict, fit_of
from resnet_inspect.fitting.names.naming import naming
from resnet_inspect.fitting.names.substitutions import substitutions
from resnet_inspect.fitting.recognition.anatomy import Anatomy
from resnet_inspect.fitting.recognition.identity import identify
from resnet_inspect.graph.tensor import TensorSpec
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import VARIANTS
from resnet_inspect.tracing.loading import state_specs, try_loading

DEEPEST = 1000


def on_meta(make: Callable[[], nn.Module]) -> nn.Module:
    with torch.device("meta"):
        return make()


@pytest.fixture(scope="module")
def networks() -> dict[str, nn.Module]:
    """Build networks that people take for one another."""
    zoo = torchvision.models
    makers: dict[str, Callable[[], nn.Module]] = {
        "resnet18": zoo.resnet18, "resnet34": zoo.resnet34, "resnet50": zoo.resnet50,
        "resnet101": zoo.resnet101, "wide50": zoo.wide_resnet50_2, "next50": zoo.resnext50_32x4d,
        "timm50d": lambda: timm.create_model("resnet50d"),
        "se50": lambda: timm.create_model("seresnet50"),
        "eca50": lambda: timm.create_model("ecaresnet50t"),
        "timm18d": lambda: timm.create_model("resnet18d"), "v2": lambda: build("resnet50_v2"),
        "gn50": lambda: timm.create_model("resnet50_gn"),
        "video18": zoo.video.r3d_18,
    }  # fmt: skip
    return {name: on_meta(make) for name, make in makers.items()}


def fits_by_torch(source: nn.Module, target: nn.Module) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            target.load_state_dict(source.state_dict())
    except RuntimeError:
        return False
    return True


def test_what_fits_as_it_is_is_what_torch_loads_strictly(networks: dict[str, nn.Module]) -> None:
    for theirs, source in networks.items():
        for ours, target in networks.items():
            fit = fit_of(state_specs(source), state_specs(target))
            strict = fits_by_torch(source, target)
            assert (fit.verdict is Verdict.FITS) == strict, (theirs, ours)
            if not strict:
                assert fit.verdict is Verdict.DOES_NOT_FIT, (theirs, ours)
                assert causes(fit), (theirs, ours)


@pytest.mark.parametrize("name", [name for name, one in VARIANTS.items()
                                  if one.architecture.depth < DEEPEST])  # fmt: skip
def test_a_published_variant_is_known_by_its_weights(name: str) -> None:
    specs = state_specs(on_meta(lambda: build(name)))
    found = identify(Anatomy.of(specs))
    assert found.exact
    assert VARIANTS[name] in found.variants
    assert found.classes == VARIANTS[name].architecture.num_classes


def detectron2(name: str) -> str:
    name = re.sub(r"^layer(\d)", lambda n: f"res{int(n[1]) + 1}", name)
    name = re.sub(r"downsample\.0", "shortcut", name)
    name = re.sub(r"downsample\.1", "shortcut.norm", name)
    name = re.sub(r"bn(\d)", r"conv\1.norm", name)
    return f"stem.{name}" if name.startswith("conv") else name


def sequential(name: str) -> str:
    places = {"conv1": "0", "bn1": "1", "layer1": "4", "layer2": "5", "layer3": "6",
              "layer4": "7", "fc": "9"}  # fmt: skip
    first, _, rest = name.partition(".")
    return f"{places[first]}.{rest}"


def letters(name: str) -> str:
    return re.sub(r"^layer(\d)\.(\d)", lambda n: f"stage_{'abcd'[int(n[1]) - 1]}.unit{n[2]}", name)


NAMINGS: dict[str, tuple[Callable[[str], str], str]] = {
    "module.": (lambda name: f"module.{name}", "nn.DataParallel"),
    "_orig_mod.": (lambda name: f"_orig_mod.{name}", "torch.compile"),
    "both": (lambda name: f"module._orig_mod.{name}", "nn.DataParallel and torch.compile"),
    "model.net.": (lambda name: f"model.net.{name}", "320 names begin with `model.net.`"),
    "detectron2": (detectron2, "detectron2's"),
    "sequential": (sequential, "numbered, as an nn.Sequential's"),
    "letters": (letters, "matched by structure"),
}


def renamed(specs: dict[str, TensorSpec], naming_of: Callable[[str], str]) -> dict[str, TensorSpec]:
    return {naming_of(name): spec for name, spec in specs.items()}


@pytest.mark.parametrize("way", ["there", "back"])
@pytest.mark.parametrize("scheme", NAMINGS)
def test_each_naming_is_mapped_tensor_by_tensor(
    networks: dict[str, nn.Module], scheme: str, way: str
) -> None:
    rename, says = NAMINGS[scheme]
    own = state_specs(networks["resnet50"])
    other = renamed(own, rename)
    fit = fit_of(other, own) if way == "there" else fit_of(own, other)
    right = {rename(name): name for name in own}
    if way == "back":
        right = {old: new for new, old in right.items()}
    assert dict(fit.renaming.names) == right
    assert fit.verdict is Verdict.FITS_AFTER
    if way == "there":
        assert says in " ".join(causes(fit))


@pytest.mark.parametrize("scheme", NAMINGS)
def test_the_code_for_each_naming_runs(scheme: str, tmp_path: Path) -> None:
    network = on_meta(torchvision.models.resnet50)
    other = renamed(state_specs(network), NAMINGS[scheme][0])
    found = code_of(other, network, tmp_path)
    assert try_loading(network, other, found) == ""


def code_of(specs: dict[str, TensorSpec], network: nn.Module, folder: Path) -> str:
    from resnet_inspect.checkpoints.read import read_checkpoint  # noqa: PLC0415 - with torch

    state = {name: torch.zeros(()).expand(spec.shape) for name, spec in specs.items()}
    torch.save(state, folder / "a.pth")
    code = loading_code(read_checkpoint(folder / "a.pth"), fit_of(specs, state_specs(network)))
    assert code is not None
    assert not code.write_first
    return code.loading


def fit_into(source: dict[str, TensorSpec], **arguments: object) -> Fit:
    return fit_of(source, state_specs(on_meta(lambda: build("resnet50", **arguments))))


def test_other_classes_and_image_channels_fit_after_changes(
    networks: dict[str, nn.Module], tmp_path: Path
) -> None:
    own = state_specs(networks["resnet50"])
    fit = fit_into(own, num_classes=10, in_channels=1)
    assert fit.verdict is Verdict.FITS_AFTER
    assert causes(fit) == (
        "the file is for images of 3 channels, the network for 1",
        "the file tells 1,000 classes apart, the network 10",
    )
    target = on_meta(lambda: build("resnet50", num_classes=10, in_channels=1))
    code = code_of(own, target, tmp_path)
    assert try_loading(target, own, code) == ""
    assert try_loading(target, own, "model.load_state_dict(state)") != ""


def test_a_gray_filter_answers_a_gray_image_as_the_color_filter_does() -> None:
    """The code's own arithmetic, with numbers: three equal channels, or their one."""
    color, gray = nn.Conv2d(3, 4, 3), nn.Conv2d(1, 4, 3)
    image = torch.randn(1, 1, 8, 8)
    state = {"weight": color.weight.data.sum(1, keepdim=True), "bias": color.bias.data}
    gray.load_state_dict(state)
    assert torch.allclose(gray(image), color(image.expand(-1, 3, -1, -1)), atol=1e-5)


def test_half_of_a_file_does_not_fit(networks: dict[str, nn.Module]) -> None:
    own = state_specs(networks["resnet50"])
    half = {name: spec for name, spec in own.items() if not name.startswith(("layer3", "layer4"))}
    fit = fit_of(half, own)
    assert fit.verdict is Verdict.DOES_NOT_FIT
    assert any("the file lacks" in cause and "layer3" in cause for cause in causes(fit))


def test_missing_counters_do_no_harm(networks: dict[str, nn.Module]) -> None:
    own = state_specs(networks["resnet50"])
    old = {name: spec for name, spec in own.items() if "num_batches" not in name}
    assert fit_of(old, own).verdict is Verdict.FITS
    assert try_loading(networks["resnet50"], old, "model.load_state_dict(state)") == ""


def test_a_backbones_weights_come_without_their_head(networks: dict[str, nn.Module]) -> None:
    own = state_specs(networks["resnet50"])
    body = {name: spec for name, spec in own.items() if not name.startswith("fc")}
    assert fit_of(own, body).verdict is fit_of(body, own).verdict is Verdict.FITS_AFTER


@pytest.mark.parametrize(
    ("theirs", "ours", "says"),
    [
        ("resnet50", "resnet34", "3 + 4 + 6 + 3 bottlenecks; the network"),
        ("resnet101", "resnet50", "3 + 4 + 23 + 3 bottlenecks"),
        ("resnet18", "resnet34", "2 + 2 + 2 + 2 basic blocks"),
        ("resnet50", "next50", "no groups, the network's 32"),
        ("resnet50", "wide50", "64/128/256/512 wide, the network's 128/256/512/1024"),
        ("resnet50", "se50", "0 squeeze-and-excitation gates, the network 16"),
        ("se50", "resnet50", "16 squeeze-and-excitation gates, the network 0"),
        ("resnet50", "gn50", "batch against group norm"),
        ("resnet50", "timm50d", "first convolution is 7×7 to 64 channels, the network's 3×3 to 32"),
        ("resnet18", "timm18d", "the file has ResNet-18; the network ResNet-18-D"),
        ("resnet50", "v2", "the file has ResNet-50 v1.5; the network ResNet-50 v2"),
        ("video18", "resnet18", "3-D, the network's 2-D"),
    ],
)
def test_the_cause_is_told(
    networks: dict[str, nn.Module], theirs: str, ours: str, says: str
) -> None:
    fit = fit_of(state_specs(networks[theirs]), state_specs(networks[ours]))
    assert says in " / ".join(causes(fit))


def test_a_backbones_weights_fit_a_detector_and_come_out_of_it(
    networks: dict[str, nn.Module],
) -> None:
    detector = on_meta(
        lambda: torchvision.models.detection.fasterrcnn_resnet50_fpn(
            weights=None, weights_backbone=None
        )
    )
    own, all_of_it = state_specs(networks["resnet50"]), state_specs(detector)
    into, out_of = fit_of(own, all_of_it), fit_of(all_of_it, own)
    assert into.verdict is out_of.verdict is Verdict.FITS_AFTER
    assert len(into.filled) == len(out_of.filled) == len(own) - 2
    assert "backbone.body." in causes(into)[0]
    smaller = state_specs(networks["resnet34"])
    assert fit_of(smaller, all_of_it).verdict is Verdict.DOES_NOT_FIT


def test_layers_in_another_order_under_other_names_are_matched() -> None:
    def own(name: str) -> str:
        name = re.sub(r"^layer(\d)\.(\d+)", r"group\1.\2", name)
        name = re.sub(r"\.(conv|bn)(\d)", lambda n: f".{n[1][0]}{'abc'[int(n[2]) - 1]}", name)
        return name.replace("downsample", "skip").replace("fc", "classifier")

    state = state_specs(on_meta(torchvision.models.resnet50))
    names = sorted(state, key=lambda name: (name.split(".")[:2], "downsample" not in name))
    theirs = {own(name): state[name] for name in names if name.startswith("layer")}
    rest = {own(name): spec for name, spec in state.items() if not name.startswith("layer")}
    fit = fit_of(rest | theirs, state)
    assert fit.renaming.names == {own(name): name for name in state}


def test_names_are_known(networks: dict[str, nn.Module]) -> None:
    own = list(state_specs(networks["resnet50"]))
    assert naming(own) == naming(f"module.{name}" for name in own) == "torchvision's"
    assert naming(map(detectron2, own)) == "detectron2's"
    assert naming(state_specs(networks["se50"])) == "timm's"
    assert naming(["a.weight", "b.weight"]) == ""


def test_a_mapping_without_a_rule_has_no_patterns() -> None:
    assert substitutions({"a.0": "b.3", "a.1": "b.1", "a.2": "b.2"}) == ()
