"""The shape formulas agree with torch wherever they answer, and leave every error to it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F  # noqa: N812 - as everybody calls it

from resnet_inspect.graph.shapes import broadcast
from resnet_inspect.tracing.operators.catalogue import operator_of
from resnet_inspect.tracing.operators.shapes import FORMULAS, result_shape

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

SIDES = st.integers(1, 9)
SMALL = st.integers(1, 4)


def tensor(*shape: int) -> torch.Tensor:
    """Return an empty meta tensor."""
    return torch.empty(shape, device="meta")


def agree(function: Callable[..., Any], *args: object, **kwargs: object) -> bool:
    """Check one call against torch, and tell whether the formula answered."""
    operator = operator_of(function)
    answer = result_shape(operator, operator.bind(args, kwargs), inplace=False)
    if answer is None:
        return False
    assert answer == tuple(function(*args, **kwargs).shape)
    return True


@st.composite
def feature_maps(draw: st.DrawFn, dimensions: int) -> tuple[int, ...]:
    """Draw a shape (N, C, …)."""
    return (draw(SMALL), 4 * draw(SMALL), *(draw(SIDES) for _ in range(dimensions)))


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(1, 3))
def test_a_convolution_has_the_shape_that_torch_gives_it(
    data: st.DataObject, dimensions: int
) -> None:
    shape = data.draw(feature_maps(dimensions))
    groups = data.draw(st.sampled_from([1, 2, 3, 4]))
    channels = data.draw(st.sampled_from([shape[1], 4]))
    weight = tensor(
        4 * data.draw(SMALL),
        max(1, channels // groups),
        *(data.draw(SMALL) for _ in range(dimensions)),
    )
    arguments = [
        data.draw(st.integers(1, 3)),
        data.draw(st.one_of(st.integers(0, 3), st.just("same"), st.just("valid"))),
        data.draw(st.integers(1, 2)),
        groups,
    ]
    agree(getattr(torch, f"conv{dimensions}d"), tensor(*shape), weight, None, *arguments)


@settings(max_examples=200, deadline=None)
@given(
    feature_maps(2), SMALL, st.integers(1, 3), st.integers(0, 2), st.integers(0, 2), st.booleans()
)
def test_a_transposed_convolution_has_the_shape_that_torch_gives_it(
    shape: tuple[int, ...], kernel: int, stride: int, padding: int, extra: int, wrong: bool
) -> None:
    weight = tensor(shape[1] + wrong, 6, kernel, kernel)
    agree(torch.conv_transpose2d, tensor(*shape), weight, None, stride, padding, extra, 1, 1)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(1, 3), st.sampled_from(["max", "avg"]))
def test_a_pool_has_the_shape_that_torch_gives_it(
    data: st.DataObject, dimensions: int, kind: str
) -> None:
    x = tensor(*data.draw(feature_maps(dimensions)))
    keywords = {
        "stride": data.draw(st.integers(1, 3)),
        "padding": data.draw(st.integers(0, 2)),
        "ceil_mode": data.draw(st.booleans()),
    }
    if kind == "max":
        keywords["dilation"] = data.draw(st.integers(1, 2))
    agree(getattr(F, f"{kind}_pool{dimensions}d"), x, data.draw(st.integers(1, 4)), **keywords)


@settings(max_examples=100, deadline=None)
@given(feature_maps(2), st.one_of(st.integers(1, 7), st.tuples(st.none(), SMALL)))
def test_an_adaptive_pool_has_the_shape_that_torch_gives_it(
    shape: tuple[int, ...], size: int | tuple[int | None, int]
) -> None:
    agree(F.adaptive_avg_pool2d, tensor(*shape), size)


@settings(max_examples=200, deadline=None)
@given(
    feature_maps(2),
    st.sampled_from([torch.mean, torch.sum, torch.amax]),
    st.lists(st.integers(-4, 3), min_size=1, max_size=3),
    st.booleans(),
)
def test_a_reduction_has_the_shape_that_torch_gives_it(
    shape: tuple[int, ...], function: Callable[..., Any], dims: list[int], keepdim: bool
) -> None:
    if len({dim % 4 for dim in dims}) == len(dims):
        assert agree(function, tensor(*shape), dims, keepdim)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([1, 1, 3, 4]), max_size=4), st.lists(st.sampled_from([1, 3, 4])))
def test_shapes_broadcast_as_in_torch(a: list[int], b: list[int]) -> None:
    try:
        expected: tuple[int, ...] | None = tuple(torch.broadcast_shapes(a, b))
    except RuntimeError:
        expected = None
    assert broadcast([tuple(a), tuple(b)]) == expected


@settings(max_examples=100, deadline=None)
@given(
    feature_maps(2),
    st.sampled_from(["nearest", "bilinear", "bicubic", "area"]),
    st.one_of(st.sampled_from([0.5, 1.5, 2, 0.7]), st.tuples(SMALL, SMALL)),
)
def test_a_resized_map_has_the_shape_that_torch_gives_it(
    shape: tuple[int, ...], mode: str, to: float | tuple[int, int]
) -> None:
    keywords: dict[str, Any] = {"size": to} if isinstance(to, tuple) else {"scale_factor": to}
    if min(shape[2:]) > 1:
        agree(F.interpolate, tensor(*shape), mode=mode, **keywords)


CALLS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (F.batch_norm, (tensor(2, 4, 3, 3), tensor(4), tensor(4), tensor(4), tensor(4))),
    (F.batch_norm, (tensor(2, 4), None, None, None, None, True)),
    (F.group_norm, (tensor(2, 4, 3, 3), 2, tensor(4), tensor(4))),
    (F.instance_norm, (tensor(2, 4, 3, 3),)),
    (F.layer_norm, (tensor(2, 4, 3), (4, 3))),
    (F.linear, (tensor(2, 5, 4), tensor(7, 4), tensor(7))),
    (torch.matmul, (tensor(2, 1, 5, 4), tensor(3, 4, 6))),
    (torch.cat, ([tensor(2, 4, 3), tensor(2, 5, 3)], 1)),
    (torch.stack, ([tensor(2, 4), tensor(2, 4)], -1)),
    (F.softmax, (tensor(2, 4), 1)),
    (torch.prelu, (tensor(2, 4, 3), tensor(4))),
    (torch.mul, (tensor(2, 4, 3, 3), tensor(2, 4, 1, 1))),
    (torch.sub, (tensor(2, 4), 1.5)),
    (F.relu, (tensor(2, 4),)),
    (F.dropout, (tensor(2, 4), 0.5, True)),
]


@pytest.mark.parametrize(("function", "args"), CALLS)
def test_the_formula_answers_an_ordinary_call(
    function: Callable[..., Any], args: tuple[Any, ...]
) -> None:
    assert agree(function, *args)


WRONG: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (torch.conv2d, (tensor(1, 3, 8, 8), tensor(4, 5, 3, 3))),
    (torch.conv2d, (tensor(1, 3, 2, 2), tensor(4, 3, 3, 3))),
    (F.batch_norm, (tensor(2, 4, 3, 3), tensor(5), tensor(5))),
    (F.batch_norm, (tensor(1, 4, 1, 1), tensor(4), tensor(4), None, None, True)),
    (F.group_norm, (tensor(2, 5, 3, 3), 2)),
    (F.linear, (tensor(2, 5), tensor(7, 4))),
    (torch.add, (tensor(2, 4), tensor(2, 3))),
    (torch.matmul, (tensor(2, 4), tensor(5, 4))),
    (torch.cat, ([tensor(2, 4, 3), tensor(2, 4, 5)], 1)),
    (F.max_pool2d, (tensor(1, 4, 2, 2), 3)),
    (F.max_pool2d, (tensor(1, 4, 8, 8), 2, 2, 2)),
    (F.layer_norm, (tensor(2, 4), (5,))),
]


@pytest.mark.parametrize(("function", "args"), WRONG)
def test_a_call_that_torch_refuses_is_left_to_torch(
    function: Callable[..., Any], args: tuple[Any, ...]
) -> None:
    operator = operator_of(function)
    assert result_shape(operator, operator.bind(args, {}), inplace=False) is None
    with pytest.raises((RuntimeError, ValueError)):
        function(*args)


def test_in_place_results_keep_the_shape_of_what_they_overwrite() -> None:
    operator = operator_of(torch.Tensor.add_)
    call = operator.bind((tensor(1, 4, 1, 1), tensor(1, 4, 3, 3)), {})
    assert result_shape(operator, call, inplace=True) is None


def test_results_of_mixed_dtypes_are_left_to_torch() -> None:
    operator = operator_of(torch.add)
    call = operator.bind((tensor(2), tensor(2).to(torch.float16)), {})
    assert result_shape(operator, call, inplace=False) is None


def test_each_formula_has_an_operator_of_its_name() -> None:
    unknown = [
        name
        for name in FORMULAS
        if not operator_of(SimpleNamespace(__name__=name)).known and name != "log_sigmoid"
    ]
    assert unknown == []
