"""A graph survives JSON, and damage is told apart from a trace."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from resnet_inspect.errors import TraceFormatError
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConvAttrs,
    Failure,
    Graph,
    Module,
    ModuleCall,
    Node,
    NormAttrs,
    OpKind,
    OtherAttrs,
    Output,
    Parameter,
    PoolAttrs,
    Ref,
    ReshapeAttrs,
    Run,
    SourceSpan,
    TensorSpec,
)
from resnet_inspect.graph.codec import dumps, loads, parse
from resnet_inspect.graph.schema import trace_schema

SIZES = st.tuples(st.integers(1, 9), st.integers(1, 9))
SPANS = st.none() | st.builds(
    SourceSpan, file=st.text(), line=st.integers(1), column=st.none() | st.integers(0)
)
ATTRS = st.one_of(
    st.none(),
    st.builds(
        ConvAttrs, in_channels=st.integers(1), out_channels=st.integers(1), kernel_size=SIZES
    ),
    st.builds(NormAttrs, channels=st.integers(1), epsilon=st.floats(0, 1)),
    st.builds(PoolAttrs, kernel_size=SIZES, stride=SIZES),
    st.builds(AdaptivePoolAttrs, output_size=st.tuples(st.none() | st.integers(1))),
    st.builds(ReshapeAttrs, requested=st.tuples(st.integers(), st.integers())),
    st.builds(
        OtherAttrs,
        arguments=st.tuples(
            st.tuples(st.text(), st.floats(allow_nan=False) | st.text() | st.none()),
            st.tuples(st.just("dims"), st.tuples(st.integers(), st.booleans())),
        ),
    ),
)
TENSORS = st.builds(TensorSpec, shape=st.lists(st.integers(0, 99), max_size=5).map(tuple))
MODULES = st.builds(
    Module, path=st.text(), type=st.text(), qualified_type=st.text(), definition=SPANS
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a chain of nodes with arbitrary settings."""
    nodes: list[Node] = []
    for position in range(draw(st.integers(1, 6))):
        inputs = (Ref(draw(st.integers(0, position - 1))),) if position else ()
        nodes.append(
            Node(
                id=position, op=draw(st.text()), kind=draw(st.sampled_from(OpKind)), module="a",
                call=0, inputs=inputs, outputs=(draw(TENSORS),), attrs=draw(ATTRS),
                mutates=draw(st.sampled_from([(), (0,)])), source=draw(SPANS),
                assumed=draw(st.booleans()),
            )
        )  # fmt: skip
    call = ModuleCall(id=0, module="", first_node=0, end_node=len(nodes), source=draw(SPANS))
    return Graph(
        run=Run(target=draw(st.text()), network="Net", notes=("noted",)),
        nodes=tuple(nodes),
        calls=(call,),
        modules=(draw(MODULES),),
        parameters=(Parameter(id=0, names=("w", "v"), tensor=draw(TENSORS)),),
        outputs=(Output(name="0", ref=Ref(0)), Output(name="1", ref=None, text="3")),
        failures=draw(st.sampled_from([(), (Failure(type="E", message="m", node=0, call=None),)])),
    )


@given(graphs())
def test_a_graph_read_back_is_equal(graph: Graph) -> None:
    assert parse(dumps(graph)) == graph


@given(graphs())
def test_a_saved_trace_fits_the_published_schema(graph: Graph) -> None:
    Draft202012Validator(trace_schema()).validate(json.loads(dumps(graph)))


def test_the_schema_refuses_an_unknown_field() -> None:
    document = json.loads(dumps(_small()))
    document["graph"]["nodes"][0]["color"] = "red"
    assert not Draft202012Validator(trace_schema()).is_valid(document)


def _small() -> Graph:
    node = Node(id=0, op="input", kind=OpKind.INPUT, module="", call=0, outputs=(TensorSpec((1,)),))
    call = ModuleCall(id=0, module="", first_node=0, end_node=1)
    module = Module(path="", type="Net", qualified_type="net.Net")
    return Graph(run=Run(target="t", network="n"), nodes=(node,), calls=(call,), modules=(module,))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "no trace"),
        ('{"format": "other"}', "no trace"),
        ('{"format": "resnet-inspect-trace", "version": 99}', "version 99"),
        (dumps(_small()).replace('"op":"input"', '"op":7'), "nodes[0].op: 7 is not of type str"),
        (dumps(_small()).replace('"kind":"input"', '"kind":"x"'), "'x' is no OpKind"),
        (dumps(_small()).replace('"target":"t",', ""), "Run lacks target"),
        (dumps(_small()).replace('"target"', '"goal"'), "Run lacks target"),
        (dumps(_small()).replace('"id":0,"op"', '"id":3,"op"'), "node 3 stands at position 0"),
    ],
)
def test_a_damaged_trace_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(TraceFormatError) as caught:
        loads(text)
    assert said in str(caught.value)


def test_a_file_of_the_first_version_still_loads() -> None:
    """It was written by the last commit that wrote version 1, of a small ResNet on 32×32."""
    file = Path(__file__).parents[1] / "golden/traces/version_1.json"
    text = file.read_text(encoding="utf-8")
    assert json.loads(text)["version"] == 1
    graph = loads(text)
    assert [node.op for node in graph.of_kind(OpKind.CONV)] == ["conv2d"] * 4
    assert sum(one.tensor.numel for one in graph.parameters if one.trainable) == 4_042
    assert graph.tensor(graph.outputs[0].ref or Ref(0)).shape == (1, 10)
    assert loads(dumps(graph)) == graph
