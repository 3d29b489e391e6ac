"""Which part of a state dict is a further copy of its network."""

import pytest
import torch
import torchvision

from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.fit import Verdict, fit_of
from resnet_inspect.fitting.recognition.anatomy import Anatomy
from resnet_inspect.fitting.recognition.copies import copies_in, without_copies
from resnet_inspect.fitting.recognition.identity import identify
from resnet_inspect.graph.tensor import TensorSpec
from resnet_inspect.tracing.loading import state_specs

Specs = dict[str, TensorSpec]


@pytest.fixture(scope="module")
def own() -> Specs:
    with torch.device("meta"):
        return state_specs(torchvision.models.resnet18())


def under(prefix: str, specs: Specs) -> Specs:
    return {prefix + name: spec for name, spec in specs.items()}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("module.encoder_q.", "module.encoder_k."), ("model.", "ema.module."),
        ("student.", "teacher."), ("online.", "target."), ("net.", "momentum_net."),
    ],
)  # fmt: skip
def test_the_second_copy_is_found_in_either_order(own: Specs, first: str, second: str) -> None:
    for parts in ((first, second), (second, first)):
        both = {name: spec for part in parts for name, spec in under(part, own).items()}
        assert copies_in(both) == (second,)
        assert identify(Anatomy.of(without_copies(both))).exact
        fit = fit_of(both, own)
        assert fit.verdict is Verdict.FITS_AFTER
        assert any(f"a further copy of its network: 122 tensors of `{second}`" in cause
                   for cause in causes(fit))  # fmt: skip


def test_a_network_alone_has_no_copies(own: Specs) -> None:
    assert copies_in(own) == copies_in(under("module.", own)) == ()
    assert without_copies(own) == own


def test_equal_stages_are_no_copies() -> None:
    stages = {
        f"stage{number}.conv{place}.weight": TensorSpec((64, 64, 3, 3))
        for number in range(3)
        for place in range(9)
    }
    assert copies_in(stages) == ()
