"""Source places: the very text of the user's expression, for operators and for definitions."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from resnet_inspect import api
from resnet_inspect.graph import Graph, SourceSpan

SOURCE = """
    import torch
    import torch.nn.functional as F
    from dataclasses import dataclass
    from torch import nn


    def conv3x3(i, o): return nn.Conv2d(i, o, 3, padding=1)


    class OwnConv(nn.Conv2d):
        def __init__(self, i, o):
            super().__init__(i, o, 3, padding=1)


    class Stage(nn.Sequential):
        def __init__(self, n):
            super().__init__(
                *[conv3x3(4, 4) for _ in range(n)],
                nn.ReLU(),
            )


    @dataclass(eq=False)
    class Data(nn.Module):
        width: int = 4

        def __post_init__(self):
            super().__init__()
            self.inner = nn.Conv2d(4, self.width, 1)

        def forward(self, x):
            return self.inner(x)


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = conv3x3(3, 4)
            self.own = OwnConv(4, 4)
            self.stage = Stage(2)
            self.data = Data()
            self.layers = self._make_layer(2)
            self.pair = nn.Sequential(nn.Conv2d(4, 4, 1),
                                      nn.Conv2d(4, 4, 2))
            for i in range(2):
                setattr(self, f"x{i}", nn.Conv2d(4, 4, 3 - 2))

        def _make_layer(self, n):
            layers = []
            for _ in range(n):
                layers.append(
                    nn.Conv2d(4, 4, 1)
                )
            return nn.Sequential(*layers)

        def forward(self, x):
            größe = "é"; x = self.a(x)
            x = self.data(self.stage(self.own(x)))
            x = F.relu(
                self.layers(x)
                + x
            )
            y = [b(x) for b in (self.x0, self.x1)]
            x = (lambda t: torch.cat(t, 1))(y)
            x += 1; x = x[:, :2] * 2 if größe else x
            return x
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    file = tmp_path_factory.mktemp("frames") / "net.py"
    file.write_text(dedent(SOURCE), encoding="utf-8")
    return api.trace(str(file), 16)


def text_of(span: SourceSpan | None) -> str:
    """Return the source text that a span covers, on one line."""
    assert span is not None
    assert span.end_line is not None
    lines = Path(span.file).read_text(encoding="utf-8").splitlines()[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return " ".join(line.strip() for line in lines)


def test_operators_stand_at_the_users_expression(graph: Graph) -> None:
    assert [(node.op, text_of(node.source)) for node in graph.nodes[1:]] == [
        ("conv2d", "self.a(x)"),
        ("conv2d", "self.own(x)"),
        ("conv2d", "self.stage(self.own(x))"),
        ("conv2d", "self.stage(self.own(x))"),
        ("relu", "self.stage(self.own(x))"),
        ("conv2d", "self.inner(x)"),
        ("conv2d", "self.layers(x)"),
        ("conv2d", "self.layers(x)"),
        ("add", "self.layers(x) + x"),
        ("relu", "F.relu( self.layers(x) + x )"),
        ("conv2d", "b(x)"),
        ("conv2d", "b(x)"),
        ("cat", "torch.cat(t, 1)"),
        ("add", "x += 1"),
        ("getitem", "x[:, :2]"),
        ("mul", "x[:, :2] * 2"),
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a", "nn.Conv2d(i, o, 3, padding=1)"),
        ("own", "OwnConv(4, 4)"),
        ("stage", "Stage(2)"),
        ("stage.1", "nn.Conv2d(i, o, 3, padding=1)"),
        ("stage.2", "nn.ReLU()"),
        ("data", "Data()"),
        ("data.inner", "nn.Conv2d(4, self.width, 1)"),
        ("layers", "nn.Sequential(*layers)"),
        ("layers.1", "nn.Conv2d(4, 4, 1)"),
        ("pair", "nn.Sequential(nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 2))"),
        ("pair.1", "nn.Conv2d(4, 4, 2)"),
        ("x1", "nn.Conv2d(4, 4, 3 - 2)"),
    ],
)
def test_modules_are_defined_where_they_are_constructed(graph: Graph, path: str, text: str) -> None:
    definition = graph.module(path).definition  # type: ignore[arg-type] - a plain path
    assert text_of(definition) == text


def test_only_the_users_classes_have_a_source(graph: Graph) -> None:
    sources = {module.type: module.class_source for module in graph.modules}
    lines = dedent(SOURCE).splitlines()

    assert sources["Conv2d"] is None
    for name in ("Net", "OwnConv", "Stage", "Data"):
        source = sources[name]
        assert source is not None
        assert lines[source.line - 1].startswith(f"class {name}(")


def test_no_place_is_in_torch_or_in_the_tool(graph: Graph) -> None:
    spans = [node.source for node in graph.nodes] + [call.source for call in graph.calls]
    spans += [module.definition for module in graph.modules]

    assert {Path(span.file).name for span in spans if span} == {"net.py"}


FAILING = {
    "an operator": ("y = x @ x[0, 0, :3]", "x @ x[0, 0, :3]"),
    "Python code": ("y = {}['width']", "{}['width']"),
    "an assertion": ("assert x.shape[1] == 7, 'width'", "x.shape[1] == 7"),
    "a call of a layer": ("y = self.conv(self.conv(x))", "self.conv(self.conv(x))"),
}


@pytest.mark.parametrize(("statement", "text"), FAILING.values(), ids=FAILING)
def test_a_failure_has_the_users_frames(
    write_network: Callable[[str], str], statement: str, text: str
) -> None:
    file = write_network(statement)
    (failure,) = api.trace(file, 16).failures

    assert {frame.file for frame in failure.frames} == {file}
    assert text in text_of(failure.frames[-1])


@pytest.fixture
def write_network(tmp_path: Path) -> Callable[[str], str]:
    def written(statement: str) -> str:
        file = tmp_path / "net.py"
        file.write_text(
            "from torch import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n"
            "        super().__init__()\n        self.conv = nn.Conv2d(3, 8, 3)\n\n"
            f"    def forward(self, x):\n        {statement}\n        return x\n",
            encoding="utf-8",
        )
        return str(file)

    return written
