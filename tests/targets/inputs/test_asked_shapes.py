"""Inputs that a forward asks for where it stops."""

import pytest

from resnet_inspect import api
from tests.targets.conftest import WriteFile

NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = {first}

    def forward(self, x{more}):
        {line}
        {rest}
"""

IMAGES = "nn.Conv2d(3, 8, 3, padding=1)"
SIGNAL = "nn.Conv1d(1, 8, 3)"
FLAT = "return self.first(x.flatten(0, 1))"

ASKED = {
    "a video by its names": (
        IMAGES, "b, t, c, h, w = x.shape", FLAT, (1, 8, 3, 224, 224),
    ),
    "channels before frames": (
        IMAGES,
        "batch, channels, frames, height, width = x.size()",
        "return self.first(x.transpose(1, 2).reshape(-1, channels, height, width))",
        (1, 3, 8, 224, 224),
    ),
    "names that say nothing": (IMAGES, "a, g, i, j, k = x.shape", FLAT, (1, 8, 3, 224, 224)),
    "an assertion": (IMAGES, "assert x.dim() == 5, 'a video'", FLAT, (1, 8, 3, 224, 224)),
    "an assertion by len": (
        SIGNAL, "assert len(x.size()) == 2", "return self.first(x[:, None])", (1, 224),
    ),
    "a dimension that is put in": (SIGNAL, "x = x.unsqueeze(1)", "return self.first(x)", (1, 224)),
    "channels last": (
        IMAGES, "x = x.permute(0, 3, 1, 2)", "return self.first(x)", (1, 224, 224, 3),
    ),
    "a sequence before a linear layer": (
        "nn.Linear(64, 8)",
        "batch, channels, length = x.shape",
        "return self.first(x.transpose(1, 2)).mean(1)",
        (1, 64, 224),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "line", "rest", "shape"), ASKED.values(), ids=ASKED)
def test_a_shape_is_read_off_what_stopped_the_forward(
    write: WriteFile, first: str, line: str, rest: str, shape: tuple[int, ...]
) -> None:
    target = write(NET.format(first=first, more="", line=line, rest=rest))
    graph = api.trace(target)
    assert graph.complete
    assert graph.inputs()[0].output.shape == shape
    assert "as its forward asks" in " ".join(graph.run.notes)


def test_two_inputs_have_dimensions_of_their_own(write: WriteFile) -> None:
    line = "assert len(x.size()) == 5 and query.ndim == 4"
    rest = "return self.first(x[:, 0]) + self.first(query)"
    graph = api.trace(write(NET.format(first=IMAGES, more=", query", line=line, rest=rest)))
    assert [node.output.shape for node in graph.inputs()] == [
        (1, 8, 3, 224, 224), (1, 3, 224, 224),
    ]  # fmt: skip


def test_what_the_user_gives_is_not_changed(write: WriteFile) -> None:
    target = write(NET.format(first=SIGNAL, more="", line="b, t = x.shape", rest="return x"))
    graph = api.trace(target, input="1x1x64")
    assert graph.inputs()[0].output.shape == (1, 1, 64)
    assert graph.failures


def test_channels_that_lie_among_the_sides_are_not_enlarged(write: WriteFile) -> None:
    first, line, rest, _ = ASKED["channels last"]
    found = api.lint(write(NET.format(first=first, more="", line=line, rest=rest)))
    assert not found.findings


@pytest.mark.parametrize(
    "line", ["assert x.shape[1] == 12, 'twelve bands'", "x = dict(x)['image']"]
)
def test_an_input_that_the_forward_refuses_is_no_error(write: WriteFile, line: str) -> None:
    target = write(NET.format(first=IMAGES, more="", line=line, rest="return self.first(x)"))
    (found,) = api.lint(target).findings
    assert found.severity == "info"
    assert "give one that it takes" in " ".join(found.notes)


def test_a_forward_that_contradicts_its_layers_is_an_error(write: WriteFile) -> None:
    line = "batch, channels, height = x.shape"
    target = write(NET.format(first=IMAGES, more="", line=line, rest="return self.first(x)"))
    (found,) = api.lint(target).findings
    assert found.code == "RES003"
    assert found.severity == "error"


@pytest.mark.parametrize("given", ["101x40", "1x101x40"])
def test_sizes_that_the_user_gives_get_no_channels_where_the_forward_adds_them(
    write: WriteFile, given: str
) -> None:
    spectrogram = NET.format(
        first="nn.Conv2d(1, 8, 3)", more="", line="x = x.unsqueeze(1)",
        rest="return self.first(x).mean((2, 3))",
    )  # fmt: skip
    graph = api.trace(write(spectrogram), input=given)
    assert graph.complete
    assert graph.inputs()[0].output.shape == (1, 101, 40)
