"""Sizes told from one trace against real forward passes on the meta device."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from resnet_inspect.analysis.sizes.working.outcome import Verdict
from resnet_inspect.analysis.sizes.working.sizes import Sizes
from resnet_inspect.api import inspect, opened
from resnet_inspect.graph import OpKind
from resnet_inspect.targets.run_options import RunOptions
from tests.builders import GraphBuilder

ARTICLE = "tests/linter/networks/article_resnet50.py"
UNET = "docs/_tools/networks/unet.py"
NETWORKS = [
    "resnet18", "resnet50d", ARTICLE, UNET, "torchvision:densenet121", "torchvision:googlenet",
    "torchvision:inception_v3", "torchvision:squeezenet1_0", "torchvision:vgg11",
    "torchvision:alexnet", "torchvision:mobilenet_v3_small", "torchvision:shufflenet_v2_x0_5",
    "torchvision:fcn_resnet50", "torchvision:regnet_y_400mf", "timm:seresnet50",
    "timm:skresnet18", "timm:resnest14d", "timm:res2net50_26w_4s", "timm:tf_efficientnet_b0",
    "timm:hrnet_w18_small", "timm:dla34", "timm:selecsls42", "timm:resnetv2_50",
    "timm:convnext_atto", "timm:convnextv2_atto", "timm:halonet26t", "timm:botnet26t_256",
    "timm:swin_tiny_patch4_window7_224", "timm:vit_tiny_patch16_224", "timm:coatnet_pico_rw_224",
    "timm:nf_resnet26", "timm:mobilevit_xxs", "timm:ghostnet_050", "timm:xception41p",
]  # fmt: skip
QUICK = ["resnet18", ARTICLE, UNET, "torchvision:googlenet", "timm:tf_efficientnet_b0"]

Shape = tuple[int, ...]


def shapes_of(value: Any) -> Iterator[Shape]:  # noqa: ANN401 - what a forward pass returns
    if isinstance(value, torch.Tensor):
        yield tuple(value.shape)
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from shapes_of(item)


def really(network: nn.Module, shape: Shape) -> list[Shape] | None:
    """Run a forward pass; None where it raises."""
    try:
        with torch.no_grad():
            return list(shapes_of(network(torch.empty(shape, device="meta"))))
    except (RuntimeError, AssertionError, ValueError):
        return None


def random_sizes(count: int) -> Iterator[tuple[int, int]]:
    chance = random.Random(count)  # noqa: S311 - no secret
    for _ in range(count):
        match chance.randrange(3):
            case 0:
                yield chance.randint(1, 300), chance.randint(1, 300)
            case 1:
                yield (chance.randint(1, 500),) * 2
            case _:
                yield 32 * chance.randint(1, 12), 32 * chance.randint(1, 12)


def assert_agrees(target: str, count: int) -> None:
    with opened(target, RunOptions(timeout=0)) as ready:
        sizes = Sizes(ready.trace())
        network = ready.network.eval()
        for height, width in random_sizes(count):
            outcome = sizes.outcome(H=height, W=width)
            if outcome.verdict is Verdict.UNKNOWN:
                continue
            made = really(network, (1, 3, height, width))
            assert (made is None) == (outcome.verdict is Verdict.FAILS), (height, width, outcome)
            if made is not None and not sizes.gaps:
                assert told(sizes, H=height, W=width) == made
                assert (made[0][0] != 1) == (outcome.verdict is Verdict.BATCH)


def told(sizes: Sizes, **at: int) -> list[Shape]:
    evaluation = sizes.evaluation_at(sizes.inputs.sample | at)
    found = []
    for output in sizes.graph.outputs:
        shapes = evaluation.shapes[output.ref.node] if output.ref else None
        if output.ref and shapes:
            found.append(tuple(int(str(size)) for size in shapes[output.ref.index]))
    return found


@pytest.mark.parametrize("target", QUICK)
def test_what_sizes_says_is_what_a_forward_pass_does(target: str) -> None:
    assert_agrees(target, 15)


@pytest.mark.sweep
@pytest.mark.parametrize("target", NETWORKS)
def test_what_sizes_says_is_what_200_forward_passes_do(target: str) -> None:
    assert_agrees(target, 200)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("resnet50", "height, width: any"),
        (ARTICLE, "height, width: 193…224 only"),
        (UNET, "height, width: 32k - 1…32k"),
        ("torchvision:inception_v3", "height, width: ≥ 75"),
    ],
)
def test_working_sizes_are_said_in_words(target: str, said: str) -> None:
    assert inspect(target).sizes.text == said


def test_a_batch_that_grows_is_told() -> None:
    outcome = inspect(ARTICLE).sizes.outcome(H=448, W=448)
    assert outcome.verdict is Verdict.BATCH


def test_the_line_that_fails_is_told() -> None:
    report = inspect(ARTICLE)
    outcome = report.sizes.outcome(H=256, W=256)
    assert outcome.node is not None
    assert report.graph.nodes[outcome.node].op == "view"


class Deciding(nn.Module):
    """Goes another way for large inputs."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Halve what is larger than 64."""
        if x.shape[2] > 64:
            x = functional.avg_pool2d(x, 2)
        return x.mean((2, 3))


def test_what_the_code_decides_by_the_size_is_not_guessed() -> None:
    sizes = inspect(Deciding(), (1, 3, 32, 32)).sizes
    assert sizes.outcome(H=64).works
    assert sizes.outcome(H=65).verdict is Verdict.UNKNOWN


def test_an_operator_without_a_formula_is_named() -> None:
    build = GraphBuilder()
    x = build.input((1, 3, 32, 32))
    sizes = Sizes(build.graph(build.op("mystery", OpKind.OTHER, x, shape=(1, 3, 5, 5))))
    assert sizes.gaps == (1,)
    assert sizes.outcome(H=32, W=32).works
    assert sizes.outcome(H=33).verdict is Verdict.UNKNOWN


SIZES_TO_EXPORT = [(224, 224), (193, 200), (225, 224), (63, 96), (64, 96), (97, 131), (448, 448)]


@pytest.mark.sweep
@pytest.mark.parametrize("target", [ARTICLE, UNET])
def test_torch_export_accepts_the_sizes_that_work(target: str) -> None:
    """Where no map shrinks to a single row, its guards are exactly the sizes that work."""
    with opened(target, RunOptions()) as ready, torch.no_grad():
        sizes = Sizes(ready.trace())
        image, dynamic = torch.empty(2, 3, 224, 224, device="meta"), torch.export.Dim.DYNAMIC
        program = torch.export.export(
            ready.network.eval(), (image,), dynamic_shapes=({2: dynamic, 3: dynamic},)
        ).module()
        accepted = [really(program, (2, 3, *size)) is not None for size in SIZES_TO_EXPORT]
    assert [sizes.outcome(H=h, W=w).works for h, w in SIZES_TO_EXPORT] == accepted
