"""Inputs by name, nested, of whole numbers and truth values, ready, or left out."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import resnet_inspect
from resnet_inspect import api
from resnet_inspect.errors import InputSizeError
from resnet_inspect.graph.codec import dumps
from resnet_inspect.report import Report
from resnet_inspect.targets.inputs.reading import read_inputs
from resnet_inspect.targets.run_options import Input


class _Fused(nn.Module):
    """An image, and beside it what may be left out."""

    def __init__(self) -> None:
        super().__init__()
        self.image, self.depth = nn.Conv2d(3, 8, 3), nn.Conv2d(1, 8, 3)
        self.words = nn.Embedding(100, 8)
        self.fc = nn.Linear(8, 10)

    def forward(
        self,
        image: torch.Tensor,
        depth: torch.Tensor | None = None,
        ids: torch.Tensor | None = None,
        *,
        scale: float = 1.0,
        mode: str = "mean",
    ) -> torch.Tensor:
        found = self.image(image)
        if depth is not None:
            found = found + self.depth(depth)
        pooled = getattr(found, mode)((2, 3))
        if ids is not None:
            pooled = pooled + self.words(ids).mean(0)
        return self.fc(pooled) * scale


class _Batch(nn.Module):
    """Takes one dict, as data loaders give it, with a list in it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, batch: dict[str, Any], *, normalize: bool = False) -> torch.Tensor:
        found = torch.stack([self.conv(one).mean((2, 3)) for one in batch["views"]])
        kept = found * batch["mask"][:, None]
        return kept / 2 if normalize else kept


class _Masked(nn.Module):
    """Picks by truth values."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return torch.where(mask, self.conv(image), 0.0)


def inputs(network: nn.Module, given: Input) -> list[tuple[tuple[int, ...], str]]:
    graph = api.trace(network, given)
    assert graph.failures == ()
    assert graph.complete
    return [(node.output.shape, node.output.dtype) for node in graph.inputs()]


IMAGE = ((1, 3, 32, 32), "float32")


@pytest.mark.parametrize(
    ("given", "others"),
    [
        ({"image": torch.empty(1, 3, 32, 32)}, []),
        ({"image": (3, 32, 32), "depth": 32}, [((1, 1, 32, 32), "float32")]),
        ({"image": 32, "depth": (1, 32, 32)}, [((1, 1, 32, 32), "float32")]),
        ({"depth": "1x32x32", "image": "32"}, [((1, 1, 32, 32), "float32")]),
        ({"image": 32, "depth": None, "ids": torch.ones(7).long()}, [((7,), "int64")]),
        ([32, None, "7:long"], [((7,), "int64")]),
        (["32", "ids=7:int64"], [((7,), "int64")]),
        (["3x32x32", "depth=1x32x32", "scale=0.5", "mode=sum"], [((1, 1, 32, 32), "float32")]),
        (["ids=7:int32", "image=32"], [((7,), "int32")]),
        ({"image": 32, "scale": 2.5, "mode": "sum"}, []),
        ({"image": 32, "scale": 2}, []),
    ],
)
def test_inputs_go_to_the_arguments_that_are_named(given: Input, others: list[Any]) -> None:
    assert inputs(_Fused(), given) == [IMAGE, *others]


def test_the_header_says_where_each_input_goes() -> None:
    assert "image 1×3×32×32 float32 and ids 7 int64" in str(
        api.inspect(_Fused(), {"image": 32, "ids": "7:int64"})
    )


def test_an_input_that_is_left_out_is_as_large_as_the_one_beside_it_and_said() -> None:
    report = api.inspect(_Fused(), ["depth=1x32x32"])
    assert [node.output.shape for node in report.graph.inputs()] == [(1, 3, 32, 32), (1, 1, 32, 32)]
    assert "`image` is 1×3×32×32 by default" in str(report)


@pytest.mark.parametrize(
    "batch",
    [
        {"views": [torch.empty(2, 3, 32, 32)] * 2, "mask": torch.ones(2, 1).bool()},
        {"views": ["2x3x32x32", "2x3x32x32"], "mask": "2x1:bool"},
        {"views": ((2, 3, 32, 32), (2, 3, 32, 32)), "mask": torch.ones(2, 1) > 0},
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_dicts_lists_and_tuples_are_handed_on(batch: Any, whole: bool) -> None:  # noqa: ANN401 - nested
    graph = api.trace(_Batch(), [batch] if whole else batch)
    assert graph.complete
    assert graph.run.inputs == ("batch.views.0", "batch.views.1", "batch.mask")
    assert graph.inputs()[2].output.dtype == "bool"


def test_a_list_of_images_can_be_typed() -> None:
    given = read_inputs(["batch=[3x32x32, 3x64x64]", "[3, 32, 32]"])
    assert str(given.keywords[0][1][1]) == "3x64x64"  # type: ignore[index]
    assert str(given.positional[0]) == "3x32x32"


def test_truth_values_and_bytes_have_the_sizes_of_images() -> None:
    assert inputs(_Masked(), ["3x32x32", "mask=1x32x32:bool"])[1] == ((1, 1, 32, 32), "bool")
    assert str(read_inputs("224:uint8").positional[0]) == "224:uint8"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["32", "dpth=32"], "no input `dpth`.*Did you mean depth?"),
        (["32", "ids=7:in64"], "no type `in64`.*Did you mean int64?"),
        (["32", "ids=7:int64", "ids=8:int64"], "`ids` is given twice"),
        (["32", "depth=abc"], "`--input depth=abc` is no size"),
        ({"image": object()}, "an input is a object, which is no size"),
        ({1: 32}, "named `1`, which is no text"),
        (["32", "32", "32", "32"], "takes 1 to 3 inputs, 4 were given"),
    ],
)
def test_what_is_no_input_is_answered(given: Any, said: str) -> None:  # noqa: ANN401 - wrong values
    with pytest.raises(InputSizeError) as caught:
        api.trace(_Fused(), given)
    assert re.search(said, f"{caught.value.message} {caught.value.hint}")


class _Joined(nn.Module):
    """Fails, whatever the second image is."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.other = nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3)

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.conv(image) + self.other(mask)


class _Unbatched(nn.Module):
    """Takes a matrix of features without a batch."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, image: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        return self.conv(image).mean((2, 3)) + points.reshape(6, 8)[:1]


def test_two_images_that_are_written_alike_get_a_batch_alike() -> None:
    graph = api.trace(_Joined(), ["3x32x32", "1x32x32"], recover=True)
    assert [node.output.shape for node in graph.inputs()] == [(1, 3, 32, 32), (1, 1, 32, 32)]


def test_a_shape_that_is_taken_as_it_stands_is_said() -> None:
    report = api.inspect(_Unbatched(), ["3x32x32", "6x8"])
    assert report.complete
    assert "`points` is 6×8, as typed: no batch was put before it" in str(report)


def test_every_job_takes_inputs_by_name(tmp_path: Path) -> None:
    given = {"image": (2, 3, 32, 32), "depth": (2, 1, 32, 32), "ids": "5:int64"}
    network = _Fused()
    assert len(resnet_inspect.lint(network, given)) == 0
    assert "Fused" in resnet_inspect.diagram(network, input=given).render("text")
    assert str(resnet_inspect.sizes(network, given))
    assert resnet_inspect.cross_check(network, given).passed
    fit = resnet_inspect.fit_memory(network, "1GiB", {"image": 32, "depth": "1x32x32"})
    assert fit.inference.batch > 1
    saved = tmp_path / "trace.json"
    graph = api.trace(network, given)
    saved.write_text(dumps(graph), encoding="utf-8")
    assert api.trace(saved) == graph
    assert graph.run.inputs == ("image", "depth", "ids")
    assert resnet_inspect.diff(saved, network).same
    assert Report(graph).residuals == ()
