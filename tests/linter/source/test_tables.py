"""Which cells of a table an argument is read from."""

import ast

import pytest

from resnet_inspect.linter.fixes.fix import apply_edits
from resnet_inspect.linter.repair.slips.cells import other_cells
from resnet_inspect.linter.repair.slips.slip import Part
from resnet_inspect.linter.source.syntax import SourceFile
from resnet_inspect.linter.source.tables import cells

TABLES = {
    "rows": ("ROWS = [(64, 1), (128, 2)]\nfor width, step in ROWS:\n    block(step)\n", ["1", "2"]),
    "zip": ("for a, step in zip([64, 128], (1, 2)):\n    block(step)\n", ["1", "2"]),
    "enumerate": ("for i, (a, step) in enumerate([(64, 1)]):\n    block(step)\n", ["1"]),
    "comprehension": ("made = [block(step) for step in (1, 2)]\n", ["1", "2"]),
    "dictionaries": ("for row in [{'s': 1}, {'s': 2}]:\n    block(row['s'])\n", ["1", "2"]),
    "index": ("steps = [1, 2]\nfor i in range(2):\n    block(steps[i])\n", ["1", "2"]),
    "dataclass": (
        (
            "class Row:\n    width: int\n    step: int\n\n\n"
            "for row in [Row(64, 1), Row(64, step=2)]:\n    block(row.step)\n"
        ),
        ["1", "2"],
    ),
    "named tuple": (
        "Row = namedtuple('Row', 'width step')\nfor row in [Row(64, 1)]:\n    block(row.step)\n",
        ["1"],
    ),
    "default": (
        "def make(steps=(1, 2)):\n    for step in steps:\n        block(step)\n",
        ["1", "2"],
    ),
    "factory": (
        (
            "class C:\n    steps: list = field(default_factory=lambda: [1, 2])\n\n\n"
            "def make(c):\n    for step in c.steps:\n        block(step)\n"
        ),
        ["1", "2"],
    ),
    "none": ("def make(step):\n    block(step)\n", []),
}


@pytest.mark.parametrize("kind", TABLES)
def test_cells_of_a_table_are_found(kind: str) -> None:
    text, expected = TABLES[kind]
    file = SourceFile("net.py", text)
    calls = [node for node in ast.walk(file.tree) if isinstance(node, ast.Call)]
    call = next(one for one in calls if getattr(one.func, "id", "") == "block")
    assert [file.code(one) for one in cells(file, call.args[0])] == expected


def test_a_cell_gets_a_number_that_the_failure_names() -> None:
    text = "for ins, outs in [(64, 64), (64, 128)]:\n    block(ins, outs)\n"
    file = SourceFile("net.py", text)
    part = Part(file, file.tree, "takes 64 channels, its input has 128")
    written = {apply_edits(text, one.fix.edits) for one in other_cells(part)}
    assert text.replace("(64, 128)", "(128, 128)") in written
