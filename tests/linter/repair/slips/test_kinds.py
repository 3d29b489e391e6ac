"""Each kind of slip writes what was meant among the few edits that it offers."""

import ast
from collections.abc import Callable, Iterator

import pytest

from resnet_inspect.linter.fixes.fix import apply_edits
from resnet_inspect.linter.repair.slips.arguments import (
    exchanged_arguments,
    fewer_arguments,
    forgotten_arguments,
    other_keywords,
)
from resnet_inspect.linter.repair.slips.arithmetic import (
    fewer_terms,
    more_factors,
    whole_quotients,
)
from resnet_inspect.linter.repair.slips.conditions import (
    exchanged_branches,
    layers_for_nothing,
    opposite_conditions,
)
from resnet_inspect.linter.repair.slips.left_out import idle_layers, unset_variables
from resnet_inspect.linter.repair.slips.names import other_attributes, other_names, same_names
from resnet_inspect.linter.repair.slips.nesting import updates_behind_loops
from resnet_inspect.linter.repair.slips.numbers import (
    forgotten_paddings,
    other_numbers,
    plain_ones,
)
from resnet_inspect.linter.repair.slips.order import exchanged_sides, other_order
from resnet_inspect.linter.repair.slips.slip import Part, Slip
from resnet_inspect.linter.repair.slips.wrappers import without_calls, without_reshapes
from resnet_inspect.linter.source.syntax import SourceFile

FILE = """\
class Net(nn.Module):
    def __init__(self, block, widths, groups=1, planes=8):
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)
        {line}
"""

Kind = Callable[[Part], Iterator[Slip]]


def written(kind: Kind, line: str, raised: str = "") -> list[str]:
    """Return the line after each of a kind's slips."""
    text = FILE.format(line=line)
    file = SourceFile("net.py", text)
    node = file.functions[0].body[-1]
    texts = [apply_edits(text, one.fix.edits) for one in kind(Part(file, node, raised))]
    for one in texts:
        ast.parse(one)
    return [one.splitlines()[4].strip() for one in texts]


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        (exchanged_arguments, "x = conv(planes, 3)", "x = conv(3, planes)"),
        (forgotten_arguments, "x = nn.Conv2d(3, 8, 1)", "x = nn.Conv2d(3, 8, 1, groups=groups)"),
        (whole_quotients, "x = nn.Linear(planes / 2, 4)", "x = nn.Linear(planes // 2, 4)"),
        (fewer_terms, "x = nn.Linear(planes * 4, 4)", "x = nn.Linear(planes, 4)"),
        (fewer_terms, "x = nn.Linear(planes + 1, 4)", "x = nn.Linear(planes, 4)"),
        (more_factors, "x = conv(planes)", "x = conv(planes * block.expansion)"),
        (opposite_conditions, "x = 1 if planes == 8 else 2", "x = 1 if planes != 8 else 2"),
        (exchanged_branches, "x = 1 if planes else 2", "x = 2 if planes else 1"),
        (layers_for_nothing, "self.down = None", "self.down = nn.Identity()"),
        (other_names, "x = conv(groups)", "x = conv(planes)"),
        (other_attributes, "x = self.conv1(y)", "x = self.conv2(y)"),
        (same_names, "x = conv(groups=1)", "x = conv(groups=groups)"),
        (forgotten_paddings, "x = nn.Conv2d(3, 8, 3)", "x = nn.Conv2d(3, 8, 3, padding=1)"),
        (
            forgotten_paddings,
            "x = nn.Conv2d(3, 8, planes, 1, 0)",
            "x = nn.Conv2d(3, 8, planes, 1, planes // 2)",
        ),
        (plain_ones, "x = nn.Conv2d(3, 8, 3, planes)", "x = nn.Conv2d(3, 8, 3, 1)"),
        (other_numbers, "x = nn.Linear(16, 4)", "x = nn.Linear(32, 4)"),
        (other_numbers, "x = nn.Conv1d(3, 8, 16)", "x = nn.Conv1d(3, 8, 15)"),
        (other_order, "x = [one for one in widths]", "x = [one for one in widths[::-1]]"),
        (other_order, "x = list(reversed(widths))", "x = list(widths)"),
        (other_order, "x = (64, 32, 16)", "x = (16, 32, 64)"),
        (exchanged_sides, "x = conv(padding=(0, 3))", "x = conv(padding=(3, 0))"),
        (idle_layers, "x = self.conv1(y)", "x = self.conv1(self.conv2(y))"),
        (without_reshapes, "x = y.unsqueeze(1)", "x = y"),
        (without_reshapes, "x = torch.flatten(y, 1)", "x = y"),
        (without_calls, "x = self.conv1(y)", "x = y"),
    ],
)
def test_what_was_meant_is_among_the_slips(kind: Kind, wrong: str, right: str) -> None:
    assert right in written(kind, wrong)


@pytest.mark.parametrize(
    ("kind", "wrong", "raised", "right"),
    [
        (
            other_keywords,
            "x = nn.Conv2d(3, 8, 3, strides=2)",
            "got an unexpected keyword argument 'strides'",
            "x = nn.Conv2d(3, 8, 3, stride=2)",
        ),
        (
            fewer_arguments,
            "x = conv(3, 8, 3)",
            "takes 2 positional arguments but 3 were given",
            "x = conv(3, 8)",
        ),
        (
            forgotten_arguments,
            "x = conv(3)",
            "missing 1 required positional argument: 'planes'",
            "x = conv(3, planes=planes)",
        ),
        (
            other_numbers,
            "x = nn.Linear(256, 4)",
            "takes 256 features, 512 arrive",
            "x = nn.Linear(512, 4)",
        ),
        (other_names, "x = conv(plane)", "name 'plane' is not defined", "x = conv(planes)"),
    ],
)
def test_what_the_failure_says_is_used(kind: Kind, wrong: str, raised: str, right: str) -> None:
    assert right in written(kind, wrong, raised)


def test_an_update_behind_a_loop_is_moved_into_it() -> None:
    text = """\
def make(width, planes):
    for planes in (8, 16):
        for _ in range(2):
            add(width, planes)
        width = planes
"""
    file = SourceFile("net.py", text)
    node = file.functions[0].body[0].body[-1]  # type: ignore[attr-defined]
    [slip] = updates_behind_loops(Part(file, node, ""))
    assert apply_edits(text, slip.fix.edits).endswith("            width = planes\n")


def test_a_variable_that_a_loop_reads_first_is_set_before_it() -> None:
    text = """\
def forward(self, x):
    f = self.head(x)
    for block in self.blocks:
        h = block(h)
    return h
"""
    file = SourceFile("net.py", text)
    node = file.functions[0].body[1].body[0]  # type: ignore[attr-defined]
    raised = "cannot access local variable 'h' where it is not associated with a value"
    texts = [apply_edits(text, one.fix.edits) for one in unset_variables(Part(file, node, raised))]
    assert texts[0].splitlines()[2:4] == ["    h = f", "    for block in self.blocks:"]


@pytest.mark.parametrize("line", ["x = widths", "x = 'a text'", "pass", "x = nn.Conv2d(3, 8, 1)"])
def test_no_slip_leaves_the_file_as_it_was(line: str) -> None:
    kinds = (other_names, other_order, forgotten_paddings, other_numbers, fewer_terms)
    assert line not in [text for kind in kinds for text in written(kind, line)]
