"""Random networks with shortcuts, in nested modules and outside of them."""

from hypothesis import strategies as st

from resnet_inspect.graph import ConcatAttrs, Graph, OpKind, Ref
from tests.builders import GraphBuilder

WIDTH = 8
_STEPS = ("conv", "conv", "norm", "relu", "add", "add", "cat", "enter", "leave", "repeat")


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a chain of operators in which some join what an earlier one made."""
    build = GraphBuilder()
    made = [build.input((1, WIDTH, 6, 6))]
    steps = draw(st.lists(st.sampled_from(_STEPS), max_size=40))
    for number, step in enumerate(steps):
        _take(build, made, step, number, draw)
    while len(build.running) > 1:
        build.leave()
    return build.graph(made[-1])


def _take(build: GraphBuilder, made: list[Ref], step: str, number: int, draw: st.DrawFn) -> None:
    last = made[-1]
    if step == "enter" and len(build.running) < 5:
        path = build.calls[build.running[-1]][0]
        build.enter(f"{path}.m{number}" if path else f"m{number}", "Part")
    elif step == "leave" and len(build.running) > 1:
        build.leave()
    elif step == "conv":
        made.append(build.conv(last, WIDTH))
    elif step == "norm":
        made.append(build.norm(last))
    elif step == "relu":
        made.append(build.relu(last))
    elif step == "add":
        made.append(build.add(last, draw(st.sampled_from(made))))
    elif step == "cat":
        parts = (last, draw(st.sampled_from(made)))
        shape = (1, 2 * WIDTH, 6, 6)
        joined = build.op("cat", OpKind.CONCAT, *parts, shape=shape, attrs=ConcatAttrs(dim=1))
        made.append(build.conv(joined, WIDTH))
