"""Block classes, numbers of blocks, and texts that name a class."""

from collections.abc import Callable

import pytest

from resnet_inspect import api
from resnet_inspect.targets.arguments.call_arguments import parse_arguments
from resnet_inspect.targets.run_options import RunOptions
from tests.targets.conftest import BLOCKS, RESNET

WriteFile = Callable[..., str]

FACTORY = """
def _resnet(arch, block, depths, **kwargs):
    return ResNet(block, depths, **kwargs)


def resnet_tiny(weights_path, **kwargs):
    return _resnet("tiny", Bottleneck, [1, 2, 1], **kwargs)
"""


def notes(target: str, *arguments: str) -> str:
    run = RunOptions(input=32, arguments=parse_arguments(arguments))
    return " | ".join(api.traced(target, run).run.notes)


def test_a_factory_of_the_file_shows_block_and_depths(write: WriteFile) -> None:
    file = write(BLOCKS + RESNET + FACTORY)
    assert "block=Bottleneck, layers=[1, 2, 1] as on line" in notes(f"{file}:ResNet")


def test_without_a_factory_the_blocks_of_the_file_are_assumed(write: WriteFile) -> None:
    assert "block=BasicBlock, layers=[2, 2, 2, 2] assumed" in notes(write(BLOCKS + RESNET))


def test_as_many_depths_as_the_class_reads_are_assumed(write: WriteFile) -> None:
    file = write(BLOCKS + RESNET.replace("sum(layers)", "layers[0] + layers[2]"))
    assert "layers=[2, 2, 2] assumed" in notes(file)


def test_what_the_user_gives_stands(write: WriteFile) -> None:
    file = write(BLOCKS + RESNET)
    assert notes(file, "block=Bottleneck", "layers=[1, 1]") == ""


TEXT = """
class Net(nn.Module):
    def __init__(self, block{hint}):
        super().__init__()
        {check}
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)
"""


@pytest.mark.parametrize(
    ("hint", "check"),
    [
        (": str", "assert block == block.lower() or True"),
        ("='BasicBlock'", "assert isinstance(block, str)"),
        ("", "assert block in ('BasicBlock', 'Bottleneck')"),
        ("", "block = {'BasicBlock': BasicBlock}[block]"),
        ("", "assert block.lower() == 'basicblock'"),
    ],
)
def test_a_text_stays_a_text_where_the_parameter_takes_one(
    write: WriteFile, hint: str, check: str
) -> None:
    file = write(BLOCKS + TEXT.format(hint=hint, check=check))
    assert api.traced(
        f"{file}:Net", RunOptions(input=32, arguments=parse_arguments(["block=BasicBlock"]))
    ).complete


def test_elsewhere_it_names_the_class(write: WriteFile) -> None:
    file = write(BLOCKS + TEXT.format(hint="", check="self.part = block(8, 8)"))
    assert notes(f"{file}:Net", "block=Bottleneck") == ""


SMALL = """
class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)


class Wide(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)
"""


def test_another_network_of_the_file_that_needs_arguments_is_said(write: WriteFile) -> None:
    file = write(SMALL)
    assert f"`Wide` needs arguments: {file}:Wide --arg width=…" in notes(file)


def test_what_is_part_of_the_network_is_not_said(write: WriteFile) -> None:
    file = write(BLOCKS + RESNET + FACTORY)
    assert "needs arguments" not in notes(file)


IMPORTING = "from {where} import Part\n\n\nclass Net(Part):\n    pass\n"
PART = SMALL.replace("Small", "Part").split("class Wide", maxsplit=1)[0]


@pytest.mark.parametrize("where", [".part", "models.part", "part"])
def test_a_file_finds_what_lies_beside_it_and_above(write: WriteFile, where: str) -> None:
    write(PART, "repository/models/part.py")
    file = write(IMPORTING.format(where=where), "repository/models/net.py")
    assert api.trace(file, 32).complete
