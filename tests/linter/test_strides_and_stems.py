"""Strides, stems and depths that run and are not what the network says, at the line to change."""

from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.linter.finding import Severity
from resnet_inspect.linter.reporting.options import LintOptions

HEADER = "import torch\nfrom torch import nn\n\n\n"
BLOCK = """class Block(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.down = nn.Sequential()
        if stride != 1 or cin != cout:
            self.down = nn.Sequential(
                nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout)
            )

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.down(x))


"""
STEM = """        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
        )
"""
FORWARD = """        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        return self.fc(self.stages(self.stem(x)).mean((2, 3)))
"""
KUANGLIU = """    def make_layer(self, planes, blocks, stride):
        strides = [stride] + [1] * (blocks - 1)
        layers = []
        for stride in strides:
            layers.append(Block(self.width, planes, stride))
            self.width = planes
        return nn.Sequential(*layers)
"""


def found(folder: Path, text: str, size: str = "3x96x96") -> list[tuple[str, str]]:
    """Return the code and the line of each error and warning."""
    file = folder / "net.py"
    file.write_text(HEADER + BLOCK + text, encoding="utf-8")
    result = api.lint(f"{file}:Net", size, options=LintOptions(fixes=False))
    lines = file.read_text(encoding="utf-8").splitlines()
    return [
        (one.code, lines[one.place.line - 1].strip())
        for one in result.at_least(Severity.WARNING)
        if one.place is not None
    ]


def network(doc: str, stages: str) -> str:
    return (
        f'class Net(nn.Module):\n    """{doc}"""\n\n    def __init__(self):\n'
        f"        super().__init__()\n{STEM}{stages}{FORWARD}"
    )


CALLS = """        self.stages = nn.Sequential(
            nn.Sequential(Block(64, 64), Block(64, 64)),
            nn.Sequential(Block(64, 128, 2), Block(128, 128)),
            nn.Sequential(Block(128, 256), Block(256, 256)),
            nn.Sequential(Block(256, 512, 2), Block(512, 512)),
        )
"""


def test_a_stage_that_keeps_the_map_is_found_at_the_call_that_leaves_its_stride_out(
    tmp_path: Path,
) -> None:
    text = network("A classifier of leaves.", CALLS)
    line = "nn.Sequential(Block(128, 256), Block(256, 256)),"
    assert found(tmp_path, text) == [("RES507", line)]


@pytest.mark.parametrize(
    "doc",
    ["Person re-id features.", "The third stage has a stride of 1.", "It keeps the resolution."],
)
def test_a_network_that_says_so_may_keep_the_map(doc: str, tmp_path: Path) -> None:
    assert found(tmp_path, network(doc, CALLS)) == []


def test_a_stride_is_followed_through_lists_and_helpers(tmp_path: Path) -> None:
    stages = """        self.width = 64
        self.stages = nn.Sequential(
            self.make_layer(64, 2, 1),
            self.make_layer(128, 2, 2),
            self.make_layer(256, 2, 1),
            self.make_layer(512, 2, 2),
        )
"""
    text = network("A classifier.", stages) + "\n" + KUANGLIU
    assert found(tmp_path, text) == [("RES507", "self.make_layer(256, 2, 1),")]


LOOP = """        width, stages = 64, []
        for {row} in plan{key}:
            first = Block(width, {planes}, {stride})
            stages.append(nn.Sequential(first, Block({planes}, {planes})))
            width = {planes}
        self.stages = nn.Sequential(*stages)
"""
TUPLES = """        plan = [
            (64, 1),
            (128, 1),
            (256, 2),
            (512, 2),
        ]
"""
RECORDS = """        plan = {
            "stages": [
                dict(planes=64, stride=1),
                dict(planes=128, stride=1),
                dict(planes=256, stride=2),
                dict(planes=512, stride=2),
            ]
        }
"""


@pytest.mark.parametrize(
    ("stages", "line"),
    [
        (
            TUPLES + LOOP.format(row="planes, stride", key="", planes="planes", stride="stride"),
            "(128, 1),",
        ),
        (
            RECORDS
            + LOOP.format(
                row="row", key='["stages"]', planes='row["planes"]', stride='row["stride"]'
            ),
            "dict(planes=128, stride=1),",
        ),
    ],
)
def test_of_a_table_with_a_line_a_stage_the_line_is_told(
    stages: str, line: str, tmp_path: Path
) -> None:
    assert found(tmp_path, network("A classifier.", stages)) == [("RES507", line)]


def test_the_stem_of_large_images_is_reported_for_small_ones_only(tmp_path: Path) -> None:
    stages = CALLS.replace("Block(128, 256)", "Block(128, 256, 2)")
    text = network("A classifier.", stages)
    assert [code for code, _ in found(tmp_path, text, "3x32x32")] == ["RES516"]
    assert found(tmp_path, text, "3x96x96") == []
    cifar = network("A classifier for CIFAR-10.", stages)
    assert [code for code, _ in found(tmp_path, cifar, "3x96x96")] == ["RES531"]


def test_what_a_package_defines_is_reported_where_the_user_builds_it(tmp_path: Path) -> None:
    pytest.importorskip("torchvision")
    text = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        from torchvision.models import resnet18

        self.net = resnet18()

    def forward(self, x):
        return self.net(x)
"""
    assert found(tmp_path, text, "1x64x64") == [("RES110", "self.net = resnet18()")]


UNET = """class Net(nn.Module):
    '''Segments images{words}.'''

    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, 2, 1)
        self.up = nn.ConvTranspose2d(8, 3, 2, 2)

    def forward(self, x):
        return torch.cat([x, self.up(torch.relu(self.down(x)))], 1)
"""


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (" of any size", Severity.WARNING),
        ("", Severity.INFO),
        (" that never have varying sizes", Severity.INFO),
    ],
)
def test_a_size_that_fails_is_a_warning_where_it_was_promised_and_says_which_work(
    words: str, level: Severity, tmp_path: Path
) -> None:
    file = tmp_path / "net.py"
    file.write_text(HEADER + UNET.format(words=words), encoding="utf-8")
    result = api.lint(f"{file}:Net", "3x32x32", options=LintOptions(fixes=False))
    [one] = [one for one in result if one.code == "RES119"]
    assert one.level is level
    assert "works with height and width divisible by 2" in one.notes


def test_a_backbones_width_is_told_with_the_line_that_builds_it(tmp_path: Path) -> None:
    pytest.importorskip("torchvision")
    text = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        from torchvision.models import resnet50

        net = resnet50()
        self.trunk = nn.Sequential(*list(net.children())[:-1])
        self.head = nn.Linear(512, 10)

    def forward(self, x):
        return self.head(self.trunk(x).flatten(1))
"""
    file = tmp_path / "net.py"
    file.write_text(HEADER + text, encoding="utf-8")
    [one] = api.lint(f"{file}:Net", "3x64x64", options=LintOptions(fixes=False)).at_least(
        Severity.ERROR
    )
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[one.secondary[0].span.line - 1].strip() == "net = resnet50()"
    assert one.secondary[0].label == "2048 come from here"
