"""What changed since an earlier network, on a figure."""

import pytest

from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.content.model import Content
from resnet_inspect.render.diagram.figure import contents_of
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.picture import Format, Output, picture
from tests.builders import GraphBuilder


def network(*, kernel: int = 3, normed: bool = True, blocks: int = 1) -> Inspection:
    """Build a stem and blocks of one convolution each."""
    build = GraphBuilder()
    found = build.conv(build.input((1, 3, 32, 32)), 8)
    for number in range(blocks):
        build.enter(f"block{number}")
        main = build.conv(found, 8, kernel=kernel)
        main = build.norm(main) if normed else main
        found = build.add(main, found)
        build.leave()
    return Inspection(build.graph(found))


def drawn(before: Inspection, after: Inspection) -> Content:
    return contents_of(after, Options(against=before))


def test_a_changed_layer_has_a_number_where_it_stands() -> None:
    content = drawn(network(), network(kernel=5))
    (leaf,) = [leaf for leaf in content.leaves if leaf.remarks]
    assert leaf.label.startswith("5×5")
    assert leaf.remarks == ((1, "changed"),)
    assert "kernel 3×3 to 5×5" in content.remarks[0].text
    assert content.remarks[0].text.startswith("~ ")


def test_what_is_gone_stands_where_the_layers_before_it_end() -> None:
    content = drawn(network(), network(normed=False))
    (remark,) = content.remarks
    assert remark.severity == "removed"
    assert remark.text.startswith("− ")
    assert remark.text.endswith(" is gone")
    (leaf,) = [leaf for leaf in content.leaves if leaf.remarks]
    assert leaf.label.startswith("3×3")


def test_a_new_block_is_one_remark() -> None:
    content = drawn(network(), network(blocks=2))
    assert [remark.severity for remark in content.remarks] == ["added"]


def test_the_same_network_says_so() -> None:
    content = drawn(network(), network())
    assert not content.remarks
    assert "same architecture as" in content.subtitle


@pytest.mark.parametrize(
    "kind", [Format.SVG, Format.TIKZ, Format.MERMAID, Format.DOT, Format.TEXT, Format.HTML]
)
def test_every_format_tells_what_changed(kind: Format) -> None:
    options = Options(against=network())
    text = picture([network(kernel=5)], options, Output(format=kind))
    assert isinstance(text, str)
    assert "3×3" in text.replace(r"$\times$", "×").replace(r"\texttimes{}", "×")
    plain = picture([network(kernel=5)], Options(), Output(format=kind))
    assert "to 5" in text
    assert "to 5" not in str(plain)


def test_the_sign_tells_what_colours_do() -> None:
    """In grey, an outline with dashes is what is gone, and a disc is what is there."""
    gone = picture([network(normed=False)], Options(against=network()), Output(format=Format.SVG))
    there = picture([network(kernel=5)], Options(against=network()), Output(format=Format.SVG))
    assert str(gone).count("stroke-dasharray") > str(there).count("stroke-dasharray")
