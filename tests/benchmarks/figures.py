"""Figures of a saved trace, in one process, beside what Graphviz and other tools take."""

from collections.abc import Iterator

import torch
import torchlens
import torchview

from resnet_inspect import Report, trace
from resnet_inspect.graph import Graph
from resnet_inspect.graph.codec import dumps, loads
from resnet_inspect.models.build import build
from resnet_inspect.render.diagram.layout.page import Level, Options
from resnet_inspect.render.diagram.picture import Engine, Format, Output, picture
from tests.benchmarks.measure import Work, medians
from tests.benchmarks.row import Row

SHAPE = (1, 3, 224, 224)


def rows(repeats: int) -> Iterator[Row]:
    """Draw ResNet-152 at every level, and ResNet-1202 at block level."""
    graph = loads(dumps(trace("resnet152", 224)))
    works = {f"ResNet-152, {level} level, SVG": _drawing(graph, level) for level in Level}
    works["ResNet-152, op level, laid out by graphviz-pure"] = _drawing(
        graph, Level.OP, Engine.GRAPHVIZ_PURE
    )
    for title, seconds in medians(works, repeats).items():
        yield Row(title, seconds)
    deep = loads(dumps(trace("resnet1202", 32)))
    seconds = medians({"": _drawing(deep, Level.BLOCK)}, repeats)[""]
    yield Row("ResNet-1202, block level, SVG", seconds, goal="under 2 s")
    for title, seconds in medians(dict(_peers()), 1).items():
        yield Row(title, seconds)


def _drawing(graph: Graph, level: Level, engine: Engine = Engine.OWN) -> Work:
    options, output = Options(level=level), Output(format=Format.SVG, engine=engine)
    return lambda: picture([Report(graph)], options, output)


def _peers() -> Iterator[tuple[str, Work]]:
    with torch.device("meta"):
        model = build("resnet152").eval()
    real = build("resnet152").eval()

    def view() -> object:
        drawn = torchview.draw_graph(model, input_size=SHAPE, device="meta", depth=3)
        return drawn.visual_graph.source

    yield "torchview, ResNet-152: DOT, not laid out", view
    yield (
        "torchlens, ResNet-152: the trace, not drawn",
        lambda: torchlens.trace(real, torch.randn(SHAPE)),
    )
