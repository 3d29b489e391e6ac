"""Files whose names, layers or numbers are not as torch writes them."""

from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn

from resnet_inspect import api
from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.fit import Fit, Verdict, fit_of
from resnet_inspect.graph.tensor import TensorSpec
from resnet_inspect.tracing.loading import state_specs
from resnet_inspect.weights_report import WeightsReport

Specs = dict[str, TensorSpec]


@pytest.fixture(scope="module")
def own() -> Specs:
    with torch.device("meta"):
        return state_specs(torchvision.models.resnet50())


def said(fit: Fit) -> str:
    return " / ".join(causes(fit))


@pytest.mark.parametrize("counted", [True, False])
def test_tensors_without_names_are_matched_by_order_and_shape(own: Specs, *, counted: bool) -> None:
    names = [name for name in own if counted or not name.endswith("num_batches_tracked")]
    fit = fit_of({f"param_{place}": own[name] for place, name in enumerate(names)}, own)
    assert list(fit.renaming.names.values()) == names
    assert fit.verdict is Verdict.FITS_AFTER
    assert f"{len(names)} tensors matched by order and shape" in said(fit)


def test_parameters_alone_lack_statistics_and_say_so(own: Specs) -> None:
    learned = [name for name in own if name.endswith(("weight", "bias"))]
    for specs in ({name: own[name] for name in learned},
                  {str(place): own[name] for place, name in enumerate(learned)}):  # fmt: skip
        fit = fit_of(specs, own)
        assert fit.verdict is Verdict.DOES_NOT_FIT
        assert "no running statistics: parameters alone were saved" in said(fit)


def test_folded_normalizations_are_known_with_or_without_the_network(own: Specs) -> None:
    folded = {}
    for name, spec in own.items():
        if len(spec.shape) > 1 or name == "fc.bias":
            folded[name] = spec
        if len(spec.shape) == 4:
            folded[name.replace("weight", "bias")] = TensorSpec(spec.shape[:1])
    fit = fit_of(folded, own)
    assert fit.verdict is Verdict.DOES_NOT_FIT
    assert "each of its 53 convolutions has a bias: folded into them" in said(fit)
    assert "ResNet-50 v2" not in said(fit)


def test_kernels_of_keras_are_matched_and_their_layout_is_told(own: Specs) -> None:
    ending = {
        "weight": "kernel:0", "running_mean": "moving_mean:0", "running_var": "moving_variance:0"
    }  # fmt: skip
    theirs = {}
    for name, spec in own.items():
        layer, _, leaf = name.rpartition(".")
        vector = {"weight": "gamma:0", "bias": "beta:0"} if len(spec.shape) == 1 else {}
        shape = spec.shape[2:] + spec.shape[1::-1] if len(spec.shape) > 1 else spec.shape
        theirs[f"{layer}/{(ending | vector).get(leaf, leaf)}"] = TensorSpec(shape)
    fit = fit_of(theirs, own)
    assert len(fit.old_names) == len(own)
    assert fit.verdict is Verdict.DOES_NOT_FIT
    assert "kernels lie as TensorFlow and Flax have them" in said(fit)
    assert "image" not in said(fit)


class Small(nn.Module):
    """A network of a few layers."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.fc = nn.Linear(8, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images to ten logits."""
        return self.fc(self.bn(self.conv(x)).relu().mean((2, 3)))


def loaded(report: WeightsReport, network: nn.Module) -> dict[str, torch.Tensor]:
    """Run the code that is shown, with numbers."""
    exec(str(report.code), {"model": network})  # noqa: S102 - the code that is shown
    return network.state_dict()


def test_the_code_for_a_list_of_tensors_loads_their_numbers(tmp_path: Path) -> None:
    source, target = Small(), Small()
    torch.save(list(source.state_dict().values()), tmp_path / "list.pth")
    report = api.weights(tmp_path / "list.pth", target)
    assert report.fits
    for name, value in loaded(report, target).items():
        assert torch.equal(value, source.state_dict()[name])


def test_the_code_for_shards_loads_their_numbers(tmp_path: Path) -> None:
    source, target = Small(), Small()
    state = source.state_dict()
    names = list(state)
    for number, part in enumerate((names[:3], names[3:])):
        torch.save({name: state[name] for name in part}, tmp_path / f"part{number}.bin")
    places = {name: f"part{int(names.index(name) > 2)}.bin" for name in names}
    index = tmp_path / "model.bin.index.json"
    index.write_text(f'{{"weight_map": {str(places).replace(chr(39), chr(34))}}}')
    report = api.weights(index, target)
    assert report.fits
    for name, value in loaded(report, target).items():
        assert torch.equal(value, state[name])
