"""Reports in, a figure in one of its formats out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from resnet_inspect.errors import UsageError
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.content.model import Content
from resnet_inspect.render.diagram.figure import contents_of, draw_all
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.scene.shapes import Scene
from resnet_inspect.render.diagram.scene.theme import AUTO, Theme, load_theme
from resnet_inspect.render.table.charset import UNICODE, Charset


class Format(StrEnum):
    """What a figure is written as."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    TIKZ = "tikz"
    MERMAID = "mermaid"
    DOT = "dot"
    HTML = "html"
    TEXT = "text"


class Engine(StrEnum):
    """Who gives the parts of a figure their places."""

    OWN = "own"
    GRAPHVIZ_PURE = "graphviz-pure"
    DOT = "dot"


ENDINGS = {
    ".svg": Format.SVG, ".png": Format.PNG, ".pdf": Format.PDF, ".tex": Format.TIKZ,
    ".tikz": Format.TIKZ, ".mmd": Format.MERMAID, ".mermaid": Format.MERMAID, ".md": Format.MERMAID,
    ".dot": Format.DOT, ".gv": Format.DOT, ".html": Format.HTML, ".htm": Format.HTML,
    ".txt": Format.TEXT,
}  # fmt: skip
"""The format that a file's name asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How a figure is written."""

    format: Format
    engine: Engine = Engine.OWN
    dpi: float = 200.0
    templates: str | None = None
    """A folder of the user's templates."""
    fenced: bool = False
    """Whether Mermaid stands in a Markdown code block."""
    width: int = 100
    """Columns of text."""
    charset: Charset = UNICODE
    """Characters of text."""

    @property
    def is_scene(self) -> bool:
        """Whether it is a scene of ours, drawn in a picture format."""
        formats = {Format.SVG, Format.PNG, Format.PDF, Format.TIKZ}
        return self.engine is Engine.OWN and self.format in formats


def format_of(path: str) -> Format:
    """Return the format that a file's name asks for.

    Raises:
        UsageError: Its ending is not known.
    """
    ending = PurePath(path).suffix.lower()
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise UsageError(f"`{path}` names no format of figures", f"Known: {known}; or --format.")
    return ENDINGS[ending]


def picture(reports: Sequence[Inspection], options: Options, output: Output) -> str | bytes:
    """Return the figure of one network, or of several in one.

    The same reports and options give the same bytes.
    """
    _check_type(options, output)
    match output.format:
        case Format.MERMAID | Format.DOT:
            return _as_graph(reports, options, output)
        case Format.TEXT:
            from resnet_inspect.render.diagram.formats.text_figure import (  # noqa: PLC0415 - only here
                render_text,
            )

            texts = (
                render_text(report, output.width, output.charset, options.name_of(number))
                for number, report in enumerate(reports)
            )
            return "\n".join([*texts, *_below(reports, options)])
        case Format.HTML:
            from resnet_inspect.render.diagram.formats.html import render_html  # noqa: PLC0415 - only here

            return render_html(reports, options, output.templates)
        case _:
            if output.engine is not Engine.OWN:
                return _by_graphviz(reports, options, output)
            return scene_as(scene_of(reports, options, output), output)


def scene_of(reports: Sequence[Inspection], options: Options, output: Output) -> Scene:
    """Return what a picture format draws.

    Raises:
        UsageError: The format has no place for something that is asked for.
    """
    _check_type(options, output)
    return draw_all(reports, options)


def _check_type(options: Options, output: Output) -> None:
    """See that the typeface of a figure is chosen here, if one is asked for."""
    formats = {Format.SVG, Format.PNG, Format.PDF, Format.HTML}
    if options.font and not (output.engine is Engine.OWN and output.format in formats):
        raise UsageError(
            f"--font has no effect on {output.format.value}: its type is chosen where it is shown",
            "SVG, PDF, PNG and HTML take it.",
        )


def scene_as(scene: Scene, output: Output) -> str | bytes:
    """Return a scene in a picture format; each is imported only where it is asked for."""
    match output.format:
        case Format.SVG:
            from resnet_inspect.render.diagram.formats.svg import render_svg  # noqa: PLC0415 - see above

            return render_svg(scene)
        case Format.PNG:
            from resnet_inspect.render.diagram.formats.png import render_png  # noqa: PLC0415 - see above

            return render_png(scene, output.dpi)
        case Format.PDF:
            from resnet_inspect.render.diagram.formats.pdf import render_pdf  # noqa: PLC0415 - see above

            return render_pdf(scene)
        case _:
            from resnet_inspect.render.diagram.formats.tikz import render_tikz  # noqa: PLC0415 - see above

            return render_tikz(scene, output.templates)


def _below(reports: Sequence[Inspection], options: Options) -> Iterator[str]:
    """Yield what changed since an earlier network, for a figure that has no room for numbers."""
    for report in reports if options.against else ():
        remarks = contents_of(report, options).remarks
        yield "".join(f"{remark.text}\n" for remark in remarks)


def _single(
    reports: Sequence[Inspection], options: Options, word: str
) -> tuple[Inspection, Content]:
    if len(reports) > 1:
        raise UsageError(
            f"{word} shows one network, not {len(reports)}",
            "SVG, PDF, PNG and TikZ compare several.",
        )
    return reports[0], contents_of(reports[0], options)


def _as_graph(reports: Sequence[Inspection], options: Options, output: Output) -> str:
    report, content = _single(reports, options, f"a {output.format} graph")
    theme = _by_day(options.theme)
    if output.format is Format.DOT:
        from resnet_inspect.render.diagram.formats.dot import render_dot  # noqa: PLC0415 - only here

        return render_dot(report.graph, content, theme)
    from resnet_inspect.render.diagram.formats.mermaid import render_mermaid  # noqa: PLC0415 - only here

    text = render_mermaid(report.graph, content, theme)
    return f"```mermaid\n{text}```\n" if output.fenced else text


def _by_day(theme: str) -> Theme:
    """Return a theme for formats that cannot ask for the viewer's ground."""
    return load_theme("light" if theme == AUTO else theme)


def _by_graphviz(reports: Sequence[Inspection], options: Options, output: Output) -> bytes:
    from resnet_inspect.render.diagram.formats.dot import lay_out, render_dot  # noqa: PLC0415 - only here

    report, content = _single(reports, options, f"--engine {output.engine}")
    if output.format is Format.TIKZ or (
        output.format is Format.PDF and output.engine is Engine.GRAPHVIZ_PURE
    ):
        raise UsageError(
            f"{output.engine} writes no {output.format}",
            "--engine own does; so does --engine dot PDF.",
        )
    dot = render_dot(report.graph, content, _by_day(options.theme))
    return lay_out(dot, output.engine.value, output.format.value, output.dpi)
