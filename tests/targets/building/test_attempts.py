"""A network that nobody gave all arguments of is built with what its code asks for."""

from collections.abc import Callable

import pytest

from resnet_inspect import api
from resnet_inspect.errors import ConstructionError, MissingArgumentsError, TargetError

WriteFile = Callable[..., str]

CIFAR = """
class Net(nn.Module):
    def __init__(self, depth, num_classes):
        super().__init__()
        assert (depth - {offset}) % 6 == 0 and depth < 50, "no such depth"
        self.conv, self.fc = nn.Conv2d(3, depth, 3), nn.Linear(depth, num_classes)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))


def net(**kwargs):
    return Net(**kwargs)
"""


@pytest.mark.parametrize(("offset", "depth"), [(2, 20), (4, 28), (0, 18)])
@pytest.mark.parametrize("name", ["Net", "net"])
def test_an_assumed_depth_is_one_that_the_network_takes(
    write: WriteFile, offset: int, depth: int, name: str
) -> None:
    (note,) = api.trace(f"{write(CIFAR.format(offset=offset))}:{name}", 32).run.notes
    assert f"depth={depth}" in note
    assert "num_classes=1000" in note


def test_a_depth_that_is_given_stands(write: WriteFile) -> None:
    with pytest.raises(api.InspectError, match="no such depth"):
        api.trace(f"{write(CIFAR.format(offset=2))}:Net", 32, arguments={"depth": 21})


def test_where_no_depth_is_taken_it_is_asked_for(write: WriteFile) -> None:
    file = write(CIFAR.format(offset=1.5))
    with pytest.raises(TargetError, match="Net needs depth"):
        api.trace(f"{file}:Net", 32)


WEIGHTS = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.load_state_dict(torch.load("weights/net.pth", map_location="cpu"), strict=False)

    def forward(self, x):
        return self.conv(x)
"""


def test_weights_that_are_not_there_are_not_missed(write: WriteFile) -> None:
    graph = api.trace(write(WEIGHTS), 32)
    assert graph.complete
    assert "net.pth was not loaded: nothing here depends on the values" in graph.run.notes[0]


FACES = """
class Net(nn.Module):
    def __init__(self, input_size):
        super().__init__()
        assert input_size[0] in [112, 224]
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8 * (input_size[0] - 2) * (input_size[1] - 2), 4)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))
"""


def test_an_assumed_side_is_given_as_height_and_width_where_those_are_read(
    write: WriteFile,
) -> None:
    graph = api.trace(f"{write(FACES)}:Net")
    assert graph.complete
    assert "input_size=(224, 224)" in graph.run.notes[0]


@pytest.mark.parametrize(
    ("signature", "size"),
    [
        ("use_bias", "8 if not use_bias else 9"),
        ("kernel_size", "8 * (kernel_size == 3)"),
        ("embedding_size", "embedding_size // 16"),
        ("last_stride, widen_factor", "8 * last_stride * widen_factor"),
    ],
)
def test_what_the_name_of_an_argument_says_is_assumed(
    write: WriteFile, signature: str, size: str
) -> None:
    body = f"""
        class Net(nn.Module):
            def __init__(self, {signature}):
                super().__init__()
                self.conv = nn.Conv2d(3, {size}, 3)

            def forward(self, x):
                return self.conv(x)
    """
    graph = api.trace(write(body))
    assert graph.outputs[0].ref is not None
    assert graph.tensor(graph.outputs[0].ref).shape[1] == 8
    assert "by convention" in " ".join(graph.run.notes)


def test_an_assumed_value_that_the_constructor_refuses_is_asked_for(write: WriteFile) -> None:
    body = """
        class Net(nn.Module):
            def __init__(self, channels, num_classes):
                super().__init__()
                self.conv = nn.Conv2d(3, channels[0], 3)

            def forward(self, x):
                return self.conv(x)
    """
    with pytest.raises(MissingArgumentsError, match="needs channels:"):
        api.trace(write(body))


def test_a_constructor_that_raises_over_its_own_is_no_refusal(write: WriteFile) -> None:
    body = """
        class Net(nn.Module):
            def __init__(self, num_classes):
                super().__init__()
                self.width = [8]
                self.fc = nn.Linear(self.width["first"], 10)
    """
    with pytest.raises(ConstructionError, match="could not be built"):
        api.trace(write(body))
