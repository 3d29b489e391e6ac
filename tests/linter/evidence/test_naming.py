"""Names in pairs and series of lines: which of them was not exchanged."""

import ast

from resnet_inspect.linter.evidence.naming.siblings import mixed, number_in, numbered, pairs
from resnet_inspect.linter.rules.source.copied_line import _broken_chain
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile


def function(*lines: str) -> FunctionNode:
    node = ast.parse("\n    ".join(["def forward(self, x):", *lines])).body[0]
    assert isinstance(node, FunctionNode)
    return node


def test_lines_of_one_form_are_a_pair_by_the_word_that_differs() -> None:
    (pair,) = pairs(function("rgb = self.rgb_stem(x)", "depth = self.depth_stem(x)"))
    assert (pair.old, pair.new) == ("rgb", "depth")


def test_lines_of_different_forms_are_no_pair() -> None:
    assert not list(pairs(function("a1 = self.conv1(x)", "a2 = self.conv2(x, 3)")))
    assert not list(pairs(function("a1 = x[0]", "a2 = x[y]")))


def test_lambdas_have_a_form_too() -> None:
    assert list(pairs(function("f1 = lambda t: self.a1(t)", "f2 = lambda t: self.a2(t)")))


def test_a_series_tells_the_name_whose_number_stays_behind() -> None:
    (series,) = numbered(function("p4 = self.l4(c4)", "p3 = self.l3(c4)", "p2 = self.l2(c2)"))
    odd = [series.odd_at(place) for place in range(len(series.lines[0].tokens))]
    assert [meant for _, meant in filter(None, odd)] == ["c3"]


def test_a_series_that_shares_one_tensor_has_no_odd_one() -> None:
    (series,) = numbered(function("p1 = self.l1(x0)", "p2 = self.l2(x0)", "p3 = self.l3(x0)"))
    assert not any(series.odd_at(place) for place in range(len(series.lines[0].tokens)))


def test_a_name_that_two_lines_share_is_no_chain() -> None:
    (pair,) = pairs(function("x1 = int(x1)", "y1 = int(y1)"))
    assert not list(_broken_chain(SourceFile("", ""), pair))


def test_names_with_two_numbers_have_none_of_their_own() -> None:
    assert number_in("x1_2") is None


def test_lines_that_mix_two_words_are_counted() -> None:
    body = function("left = self.a(x_right)", "right = self.b(x_left)", "up = self.c(x_left)")
    assert mixed(body, "left", "right") == len(["left", "right"])
