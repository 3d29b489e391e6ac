"""Which layer of one network is which of another, and what is said of both."""

import pytest
import timm
import torch
import torchvision
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from resnet_inspect import api
from resnet_inspect.analysis.comparison.ignoring import ignoring
from resnet_inspect.analysis.comparison.result import Comparison, Status
from resnet_inspect.analysis.comparison.sequences import aligned
from resnet_inspect.analysis.facts import Facts
from resnet_inspect.errors import UsageError
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import variant

FLIPPED = {Status.ADDED: Status.REMOVED, Status.REMOVED: Status.ADDED}


def compared(before: nn.Module | str, after: nn.Module | str, size: int = 64) -> Comparison:
    old, new = (Facts(api.trace(one, size, recover=True)) for one in (before, after))
    return new.compared_with(old)


def said(comparison: Comparison) -> set[str]:
    layers = {str(c) for part in comparison.parts for pair in part.pairs() for c in pair.changes}
    blocks = {str(c) for part in comparison.parts for b in part.blocks for c in b.changes}
    return layers | blocks


def changed_parts(comparison: Comparison) -> list[str]:
    return [part.name for part in comparison.parts if part.status is not Status.EQUAL]


TWINS = [
    ("resnet50", "torchvision:resnet50"), ("resnet18", "timm:resnet18"),
    ("resnext50_32x4d", "torchvision:resnext50_32x4d"), ("resnet50d", "timm:resnet50d"),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs"), TWINS)
def test_the_same_network_written_by_others_is_the_same(ours: str, theirs: str) -> None:
    assert compared(ours, theirs).same
    assert compared(theirs, ours).same


@pytest.mark.parametrize(
    "make",
    [
        torchvision.models.vgg11,
        torchvision.models.densenet121,
        torchvision.models.mobilenet_v2,
        lambda: timm.create_model("dla34"),
        lambda: timm.create_model("regnety_002"),
    ],
)
def test_any_network_is_the_same_as_itself(make: type[nn.Module]) -> None:
    assert compared(make(), make()).same


def test_stride_places_of_v1_and_v15() -> None:
    found = compared("resnet50", "resnet50_v1")
    assert changed_parts(found) == ["layer2", "layer3", "layer4"]
    assert said(found) == {"stride 1 → 2", "stride 2 → 1"}


def test_a_deeper_network_has_blocks_added_where_they_are() -> None:
    found = compared("resnet50", "resnet101")
    assert changed_parts(found) == ["layer3"]
    (stage,) = [part for part in found.parts if part.name == "layer3"]
    added = [block for block in stage.blocks if block.status is Status.ADDED]
    assert len(added) == 17
    assert {block.status for block in stage.blocks} == {Status.EQUAL, Status.ADDED}


def test_basic_blocks_become_bottlenecks() -> None:
    assert "block basic block → bottleneck" in said(compared("resnet34", "resnet50"))


def test_an_option_of_the_shortcut_is_a_change_of_the_block() -> None:
    assert "shortcut padding → projection" in said(compared("resnet20", "resnet20_b", 32))


EDITS = {
    "kernel": (lambda net: _set(net.layer2[1], "conv2", nn.Conv2d(128, 128, 5, 1, 2, bias=False)),
               {"kernel 3×3 → 5×5", "padding 1 → 2"}),
    "groups": (lambda net: _set(net.layer2[1], "conv2",
                                nn.Conv2d(128, 128, 3, 1, 1, groups=4, bias=False)),
               {"groups 1 → 4"}),
    "dilation": (lambda net: _set(net.layer2[1], "conv2",
                                  nn.Conv2d(128, 128, 3, 1, 2, 2, bias=False)),
                 {"padding 1 → 2", "dilation 1 → 2"}),
    "bias": (lambda net: _set(net.layer2[1], "conv2", nn.Conv2d(128, 128, 3, 1, 1)),
             {"bias no → yes"}),
    "norm": (lambda net: _set(net.layer2[1], "bn2", nn.GroupNorm(8, 128)),
             {"norm batch_norm → group_norm", "groups – → 8"}),
    "activation": (lambda net: _set(net.layer2[1], "relu", nn.SiLU()), {"activation relu → silu"}),
    "stem pooling": (lambda net: _set(net, "maxpool", nn.AvgPool2d(3, 2, 1)),
                     {"pooling max_pool2d → avg_pool2d"}),
    "classes": (lambda net: _set(net, "fc", nn.Linear(512, 10)), {"classes 1000 → 10"}),
}  # fmt: skip


def _set(module: nn.Module, name: str, child: nn.Module) -> None:
    setattr(module, name, child)


@pytest.mark.parametrize(("edit", "expected"), EDITS.values(), ids=EDITS)
def test_an_edit_is_said_in_the_papers_words(edit: object, expected: set[str]) -> None:
    edited = torchvision.models.resnet18()
    edit(edited)  # type: ignore[operator]
    assert said(compared(torchvision.models.resnet18(), edited)) == expected


def test_names_do_not_decide_and_are_reported() -> None:
    class Renamed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = build(variant("resnet18"))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.inner(x)

    found = compared("resnet18", Renamed())
    assert found.same
    assert {one.after for one in found.renames} == {f"inner.{one.before}" for one in found.renames}
    assert len(found.renames) == 41
    assert ignoring(found, ["names"]).renames == ()


def test_what_is_ignored_does_not_count() -> None:
    found = compared(torchvision.models.resnet18(), torchvision.models.resnet18(num_classes=10))
    assert not found.same
    assert ignoring(found, ["classes"]).same
    assert ignoring(found, ["head"]).same
    with pytest.raises(UsageError, match="no kind of difference `color`"):
        ignoring(found, ["color"])


@pytest.mark.parametrize("pair", [("resnet18", "resnet50"), ("resnet50", "timm:seresnet50")])
def test_backwards_what_was_added_is_removed(pair: tuple[str, str]) -> None:
    forth, back = compared(*pair), compared(*reversed(pair))
    statuses = [
        sorted(FLIPPED.get(one.status, one.status) for part in forth.parts for one in part.pairs()),
        sorted(one.status for part in back.parts for one in part.pairs()),
    ]
    assert statuses[0] == statuses[1]


WORDS = st.lists(st.sampled_from("abcAB"), max_size=12)


@given(WORDS, WORDS, st.booleans())
def test_an_alignment_keeps_every_element_once_and_in_order(
    before: list[str], after: list[str], by_place: bool
) -> None:
    pairs = list(aligned(before, after, (str, str), (str.lower, str.lower), by_place=by_place))
    assert [one for one, _ in pairs if one is not None] == before
    assert [one for _, one in pairs if one is not None] == after
    if not by_place:
        assert all(a.lower() == b.lower() for a, b in pairs if a is not None and b is not None)
