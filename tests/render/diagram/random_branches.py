"""Random networks that branch anywhere and come together anywhere."""

from hypothesis import strategies as st

from resnet_inspect.graph import ConcatAttrs, Graph, OpKind, Ref
from tests.builders import GraphBuilder

WIDTH = 8
_STEPS = ("conv", "conv", "norm", "relu", "add", "cat", "enter", "leave", "input")


@st.composite
def branching(draw: st.DrawFn) -> Graph:
    """Draw operators that read any tensor made before; the last ones are joined at the end."""
    build = GraphBuilder()
    made = [build.input((1, WIDTH, 6, 6)) for _ in range(draw(st.integers(1, 2)))]
    for number, step in enumerate(draw(st.lists(st.sampled_from(_STEPS), max_size=30))):
        source = draw(st.sampled_from(made[-4:]))
        if step == "enter" and len(build.running) < 4:
            path = build.calls[build.running[-1]][0]
            build.enter(f"{path}.m{number}" if path else f"m{number}", "Part")
        elif step == "leave" and len(build.running) > 1:
            build.leave()
        else:
            made += _made(build, step, source, draw(st.sampled_from(made)))
    while len(build.running) > 1:
        build.leave()
    return build.graph(_gathered(build, made))


def _made(build: GraphBuilder, step: str, source: Ref, other: Ref) -> list[Ref]:
    if step == "conv":
        return [build.conv(source, WIDTH)]
    if step == "norm":
        return [build.norm(source)]
    if step == "relu":
        return [build.relu(source)]
    if step == "add":
        return [build.add(source, other)]
    if step == "cat":
        shape = (1, 2 * WIDTH, 6, 6)
        attrs = ConcatAttrs(dim=1)
        joined = build.op("cat", OpKind.CONCAT, source, other, shape=shape, attrs=attrs)
        return [build.conv(joined, WIDTH)]
    return []


def _gathered(build: GraphBuilder, made: list[Ref]) -> Ref:
    read = {ref.node for node in build.nodes for ref in node.inputs}
    loose = [ref for ref in made if ref.node not in read]
    result = loose[0]
    for ref in loose[1:]:
        result = build.add(result, ref)
    return result
