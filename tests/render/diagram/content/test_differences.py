"""What changed since an earlier network, on a figure."""

from dataclasses import replace

import pypdfium2
import pytest

from resnet_inspect.graph import OpKind, PoolAttrs
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.content.ghosts import Ghost, with_ghosts
from resnet_inspect.render.diagram.content.model import Content, Level
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


def chain(kernels: list[int]) -> Inspection:
    """Build a stem, a block for each kernel, and a head."""
    build = GraphBuilder()
    found = build.conv(build.input((1, 3, 32, 32)), 8)
    for kernel in kernels:
        build.enter(f"block{kernel}")
        found = build.add(build.conv(found, 8, kernel=kernel), found)
        build.leave()
    return Inspection(build.graph(build.conv(found, 8, kernel=1)))


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


def stem_and_pool(*, pooled: bool = True, further: bool = True) -> Inspection:
    """Build a convolution, perhaps another with a pooling, and a linear end."""
    build = GraphBuilder()
    found = build.conv(build.input((1, 3, 32, 32)), 8)
    if further:
        found = build.conv(found, 8, kernel=5)
    if pooled:
        attrs = PoolAttrs(kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
        found = build.op("max_pool2d", OpKind.POOL, found, shape=(1, 8, 32, 32), attrs=attrs)
    return Inspection(build.graph(build.conv(found, 4, kernel=1)))


def test_layers_that_are_gone_stand_in_outline_beside_the_line() -> None:
    content = drawn(stem_and_pool(), stem_and_pool(pooled=False, further=False))
    (ghost,) = [leaf for leaf in content.leaves if leaf.ghost]
    assert ghost.label == "5×5, 8 · 3×3 max pool"
    assert [number for number, _ in ghost.remarks] == [1, 2]
    place = content.leaves.index(ghost)
    assert [
        content.leaves[link.source].label for link in content.links if link.target == place
    ] == ["3×3, 8"]
    assert not any(link.source == place for link in content.links)


def test_a_block_that_is_gone_stands_between_the_blocks() -> None:
    content = drawn(network(blocks=3), network(blocks=2))
    (ghost,) = [number for number, leaf in enumerate(content.leaves) if leaf.ghost]
    units = [unit for section in content.sections for unit in section.units]
    assert [unit.framed for unit in units if ghost in unit.leaves] == [False]
    assert "removed is gone" not in content.remarks[0].text


@pytest.mark.parametrize("level", [Level.BLOCK, Level.LAYER])
@pytest.mark.parametrize("gone", [0, 1, 2])
def test_the_line_runs_through_a_block_that_is_gone(gone: int, level: Level) -> None:
    """All that read the block before it read the outline: no line runs around it."""
    kernels = [3, 5, 7]
    before = chain(kernels)
    kernels.pop(gone)
    content = contents_of(chain(kernels), Options(against=before, level=level))
    (ghost,) = [number for number, leaf in enumerate(content.leaves) if leaf.ghost]
    into = [link.source for link in content.links if link.target == ghost]
    assert len(into) == 1
    assert [link.target for link in content.links if link.source == into[0]] == [ghost]
    out = [link.target for link in content.links if link.source == ghost]
    assert min(out) == ghost + 1
    assert content.leaves[ghost].label == f"block{[3, 5, 7][gone]}"
    assert len(out) == (1 if gone == 2 else 2)  # the head, or a main path and its shortcut


def test_a_long_skip_does_not_run_through_what_is_gone() -> None:
    content = contents_of(chain([3, 7]), Options())
    join, last = 3, len(content.leaves) - 1
    (near,) = [link for link in content.links if (link.source, link.target) == (join, join + 1)]
    skipping = replace(content, links=(*content.links, replace(near, target=last)))
    found = with_ghosts(skipping, [Ghost(label="gone", after=join, alone=True, remarks=())])
    ends = [(link.source, link.target) for link in found.links]
    assert (join, last + 1) in ends
    assert [target for source, target in ends if source == join + 1] == [join + 2, join + 3]


def test_no_number_is_lost_where_something_is_gone() -> None:
    content = drawn(stem_and_pool(), stem_and_pool(pooled=False))
    told = {number for leaf in content.leaves for number, _ in leaf.remarks}
    assert told == {remark.number for remark in content.remarks}


def test_what_is_ignored_is_no_change() -> None:
    options = Options(against=network(), ignore=("kernel", "padding"))
    assert not contents_of(network(kernel=5), options).remarks


def test_the_stages_alone_have_no_ghosts() -> None:
    options = Options(against=stem_and_pool(), level=Level.STAGE)
    content = contents_of(stem_and_pool(pooled=False), options)
    assert not any(leaf.ghost for leaf in content.leaves)
    assert content.remarks


@pytest.mark.parametrize("kind", list(Format))
def test_every_format_draws_what_is_gone(kind: Format) -> None:
    options = Options(against=stem_and_pool())
    made = picture([stem_and_pool(pooled=False)], options, Output(format=kind))
    same = picture([stem_and_pool(pooled=False)], Options(), Output(format=kind))
    assert made != same
    if isinstance(made, str):
        assert "max pool" in made.lower() or "maxpool" in made.lower()


def test_a_pdf_says_what_is_gone() -> None:
    options = Options(against=stem_and_pool())
    made = picture([stem_and_pool(pooled=False)], options, Output(format=Format.PDF))
    document = pypdfium2.PdfDocument(made)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "3×3 max pool" in text
    assert "gone" in text


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


def test_the_sign_tells_what_colors_do() -> None:
    """In gray, an outline with dashes is what is gone, and a disc is what is there."""
    gone = picture([network(normed=False)], Options(against=network()), Output(format=Format.SVG))
    there = picture([network(kernel=5)], Options(against=network()), Output(format=Format.SVG))
    assert str(gone).count("stroke-dasharray") > str(there).count("stroke-dasharray")


@pytest.mark.parametrize("level", [Level.STAGE, Level.BLOCK, Level.LAYER])
def test_each_sentence_has_its_number_in_the_figure_at_every_level(level: Level) -> None:
    """Each number is drawn below and at its place."""
    options = Options(against=chain([3, 5, 7, 3]), level=level)
    made = str(picture([chain([3, 7, 5])], options, Output(format=Format.SVG)))
    content = contents_of(chain([3, 7, 5]), options)
    assert content.remarks
    for remark in content.remarks:
        assert made.count(f">{remark.number}</text>") == 2
