"""Any change of one layer is said as exactly that, and any other way to write a network is none."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import timm
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from resnet_inspect import api
from resnet_inspect.analysis.comparison.layer import SILENT
from resnet_inspect.analysis.comparison.result import Comparison, LayerPair, Status
from resnet_inspect.analysis.facts import Facts
from resnet_inspect.graph import (
    ConvAttrs,
    Graph,
    LinearAttrs,
    Node,
    NodeId,
    NormAttrs,
    OpKind,
    OtherAttrs,
    PoolAttrs,
    Ref,
)
from resnet_inspect.targets.run_options import RunOptions
from tests.analysis.hand_built import resnet50

NETWORKS = (
    "by hand", "resnet20", "resnet18_v2", "resnet26t", "timm:ecaresnet26t", "timm:seresnet18",
    "timm:convnext_atto", "timm:dla34", "timm:mobilenetv3_small_050",
)  # fmt: skip


@cache
def network(name: str) -> Graph:
    return resnet50()[0] if name == "by hand" else api.trace(name, 64)


def compared(before: Graph, after: Graph) -> Comparison:
    return Facts(after).compared_with(Facts(before))


def changed_pairs(comparison: Comparison) -> list[LayerPair]:
    pairs = [pair for part in comparison.parts for pair in part.pairs()]
    return [pair for pair in pairs if pair.status is not Status.EQUAL]


def edits(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what a change of one setting is called, and the node with that setting changed."""
    match node.attrs:
        case ConvAttrs() as attrs:
            two = tuple(size + 1 for size in attrs.kernel_size)
            yield "kernel", replace(node, attrs=replace(attrs, kernel_size=two))
            yield "stride", replace(node, attrs=replace(attrs, stride=(7,) * len(two)))
            yield "padding", replace(node, attrs=replace(attrs, padding=(9,) * len(two)))
            yield "dilation", replace(node, attrs=replace(attrs, dilation=(5,) * len(two)))
            yield "groups", replace(node, attrs=replace(attrs, groups=attrs.groups + 1))
            yield "bias", replace(node, attrs=replace(attrs, has_bias=not attrs.has_bias))
            yield "convolution", replace(node, attrs=replace(attrs, transposed=True))
        case LinearAttrs() as attrs:
            yield "bias", replace(node, attrs=replace(attrs, has_bias=not attrs.has_bias))
        case NormAttrs() as attrs:
            yield "epsilon", replace(node, attrs=replace(attrs, epsilon=0.25))
            yield "scale and shift", replace(node, attrs=replace(attrs, affine=not attrs.affine))
            yield "statistics", replace(node, attrs=replace(attrs, uses_batch_statistics=True))
            yield "norm", replace(node, op="another_norm")
        case PoolAttrs() as attrs:
            yield "padding", replace(node, attrs=replace(attrs, padding=(9, 9)))
            yield "rounds up", replace(node, attrs=replace(attrs, ceil_mode=not attrs.ceil_mode))
    if node.kind is OpKind.ACTIVATION:
        yield "activation", replace(node, op="another_activation")
    if node.kind is OpKind.DROPOUT:
        yield "rate", replace(node, attrs=OtherAttrs(arguments=(("p", 0.123),)))


def edited(graph: Graph, node: Node) -> Graph:
    return replace(graph, nodes=tuple(node if one.id == node.id else one for one in graph.nodes))


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(NETWORKS), st.data())
def test_one_setting_of_one_layer_is_said_as_exactly_that(name: str, data: st.DataObject) -> None:
    graph = network(name)
    found = [edit for node in graph.nodes for edit in edits(node)]
    attribute, node = data.draw(st.sampled_from(found))
    comparison = compared(graph, edited(graph, node))
    (pair,) = changed_pairs(comparison)
    assert (pair.before, pair.after) == (node.id, node.id)
    assert [change.attribute for change in pair.changes] == [attribute]


def alike(graph: Graph, node: NodeId) -> list[NodeId]:
    """Return what has a tensor of the same shape and stands before the operands of a join."""
    first = min(ref.node for ref in graph.nodes[node].inputs)
    shape = graph.nodes[first].outputs[0].shape
    return [one.id for one in graph.nodes[:first] if one.kind not in SILENT
            and one.outputs[0].shape == shape]  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(NETWORKS), st.data())
def test_a_shortcut_that_starts_elsewhere_is_another_network(
    name: str, data: st.DataObject
) -> None:
    graph = network(name)
    joins = [node for node in graph.of_kind(OpKind.ADD) if len(node.inputs) > 1]
    moves = [(join, start) for join in joins for start in alike(graph, join.id)]
    assume(moves)
    join, start = data.draw(st.sampled_from(moves))
    earliest = min(join.inputs, key=lambda ref: ref.node)
    inputs = tuple(Ref(start) if ref == earliest else ref for ref in join.inputs)
    comparison = compared(graph, edited(graph, replace(join, inputs=inputs)))
    assert not comparison.same
    assert not compared(edited(graph, replace(join, inputs=inputs)), graph).same


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(NETWORKS), st.randoms(use_true_random=False))
def test_operands_of_a_sum_may_stand_in_either_order(name: str, random: object) -> None:
    graph = network(name)
    nodes = tuple(
        replace(node, inputs=node.inputs[::-1])
        if node.kind is OpKind.ADD and random.random() < 0.5  # type: ignore[attr-defined]
        else node
        for node in graph.nodes
    )
    assert compared(graph, replace(graph, nodes=nodes)).same


class Branches(nn.Module):
    """Two branches that are written in either order, joined by a concatenation."""

    def __init__(self, *, first: bool, widths: tuple[int, int] = (8, 8)) -> None:
        super().__init__()
        self.first = first
        self.one = nn.Conv2d(3, widths[0], 3, padding=1)
        self.two = nn.Conv2d(3, widths[1], 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return a map of the input's size."""
        if self.first:
            one, two = self.one(x), self.two(x)
        else:
            two, one = self.two(x), self.one(x)
        return torch.cat([one, two], 1)


def test_equal_branches_may_run_in_either_order() -> None:
    graphs = [api.trace(Branches(first=first), 8) for first in (True, False)]
    assert compared(*graphs).same


class Skip(nn.Module):
    """A decoder that reads one of two maps of the encoder, and returns one of two tensors."""

    def __init__(self, *, early: bool = True, deep: bool = True) -> None:
        super().__init__()
        self.early, self.deep = early, deep
        self.enter = nn.Conv2d(3, 8, 3, padding=1)
        self.inner = nn.Conv2d(8, 8, 3, padding=1)
        self.outer = nn.Conv2d(8, 8, 3, padding=1)
        self.exit = nn.Conv2d(16, 8, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return a map of the input's size."""
        first = self.enter(x)
        second = self.inner(first)
        third = self.outer(second)
        last = self.exit(torch.cat([third, first if self.early else second], 1))
        return last if self.deep else third


def said(comparison: Comparison) -> list[str]:
    return [str(change) for pair in changed_pairs(comparison) for change in pair.changes]


def test_a_long_skip_from_elsewhere_is_said_by_its_ends() -> None:
    comparison = compared(api.trace(Skip(), 8), api.trace(Skip(early=False), 8))
    assert said(comparison) == ["reads enter → inner"]


def test_another_tensor_that_is_returned_is_another_network() -> None:
    comparison = compared(api.trace(Skip(), 8), api.trace(Skip(deep=False), 8))
    assert not comparison.same
    assert str(comparison.returns) == "returns exit → outer"


def test_a_dropped_layer_is_not_said_again_of_its_readers() -> None:
    before, after = timm.create_model("resnet18"), timm.create_model("resnet18")
    after.layer2[0].act1 = nn.Identity()
    (pair,) = changed_pairs(compared(api.trace(before, 64), api.trace(after, 64)))
    assert pair.status is Status.REMOVED


# Names and the order in which modules are registered.

LAYERS = {
    "stem": lambda: nn.Conv2d(3, 8, 3, padding=1, bias=False), "norm": lambda: nn.BatchNorm2d(8),
    "first": lambda: nn.Conv2d(8, 8, 3, padding=1, bias=False), "second": lambda: nn.BatchNorm2d(8),
    "project": lambda: nn.Conv2d(8, 8, 1), "third": lambda: nn.Conv2d(8, 8, 3, padding=1),
    "head": lambda: nn.Linear(8, 4),
}  # fmt: skip
"""What a small network is made of, by what its forward pass calls it."""


class Named(nn.Module):
    """Two residual blocks whose layers have any names, and are registered in any order."""

    def __init__(self, names: dict[str, tuple[str, ...]], order: list[str]) -> None:
        super().__init__()
        self.names = names
        for role in order:
            *groups, last = names[role]
            owner: nn.Module = self
            for group in groups:
                if not hasattr(owner, group):
                    owner.add_module(group, nn.Module())
                owner = owner.get_submodule(group)
            owner.add_module(last, LAYERS[role]())

    def layer(self, role: str) -> nn.Module:
        """Return a layer by what it is for."""
        return self.get_submodule(".".join(self.names[role]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return four logits."""
        x = torch.relu(self.layer("norm")(self.layer("stem")(x)))
        x = torch.relu(x + self.layer("second")(self.layer("first")(x)))
        x = torch.relu(self.layer("project")(x) + self.layer("third")(x))
        logits: torch.Tensor = self.layer("head")(x.mean((2, 3)))
        return logits


words = st.sampled_from(["a", "b", "conv", "bn", "x1", "x2", "body", "res", "Z", "fc", "layer1"])


@st.composite
def namings(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Draw a name for each layer, some below others' groups; no two are the same."""
    groups = draw(st.lists(st.tuples(words), max_size=2)) or [()]
    paths = draw(
        st.lists(st.tuples(st.sampled_from([(), *groups]), words), min_size=len(LAYERS),
                 max_size=len(LAYERS), unique=True)
    )  # fmt: skip
    leaves = [f"{word}_{place}" for place, (_, word) in enumerate(paths)]
    return {
        role: (*group, leaf) for role, (group, _), leaf in zip(LAYERS, paths, leaves, strict=True)
    }


@settings(deadline=None, max_examples=25)
@given(namings(), namings(), st.permutations(list(LAYERS)), st.permutations(list(LAYERS)))
def test_other_names_in_another_order_are_the_same_architecture(
    old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]],
    first: list[str], second: list[str],
) -> None:  # fmt: skip
    difference = api.difference(Named(old, first), Named(new, second), RunOptions(input=8))
    assert difference.same
    renamed = {
        (".".join(old[role]), ".".join(new[role])) for role in LAYERS if old[role] != new[role]
    }
    assert {(one.before, one.after) for one in difference.comparison.renames} == renamed
    says = f"{len(renamed)} layer{'' if len(renamed) == 1 else 's'} renamed" if renamed else ""
    assert f"same architecture{'; ' if says else ''}{says}" in " ".join(str(difference).split())
