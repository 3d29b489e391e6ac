"""Memory over time in one of the formats of figures."""

from collections.abc import Sequence

from resnet_inspect.errors import UsageError
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.picture import Format, Output, scene_as
from resnet_inspect.render.diagram.scene.theme import Theme

FORMATS = frozenset({Format.SVG, Format.PNG, Format.PDF, Format.TIKZ, Format.TEXT})


def memory_picture(
    reports: Sequence[Inspection], theme: Theme, output: Output, name: str = ""
) -> str | bytes:
    """Return the figure of one network's training step, or the text of several.

    Args:
        reports: The networks.
        theme: The colors.
        output: How it is written.
        name: What the network is called in the figure; empty for its own name.

    Raises:
        UsageError: The format has no charts, or shows one network and there are several.
    """
    if output.format not in FORMATS:
        raise UsageError(
            f"memory over time is no {output.format} graph", "SVG, PDF, PNG, TikZ or text show it."
        )
    if output.format is Format.TEXT:
        from resnet_inspect.render.memory.text_chart import render_text  # noqa: PLC0415 - only here

        return "\n".join(render_text(report, output.width, output.charset) for report in reports)
    if len(reports) > 1:
        raise UsageError("a figure of memory shows one network", "Draw them one by one.")
    from resnet_inspect.render.memory.figure import draw  # noqa: PLC0415 - see above

    return scene_as(draw(reports[0], theme, name), output)
