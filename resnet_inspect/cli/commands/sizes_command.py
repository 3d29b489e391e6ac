"""``resnet-inspect sizes TARGET``: which input sizes work, and what comes out."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.completing import values
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.run_flags import RunFlags, TargetArgument, split_names
from resnet_inspect.cli.options.table_flags import TableFlags, TableFormat
from resnet_inspect.cli.output import write, write_bytes
from resnet_inspect.errors import UsageError

if TYPE_CHECKING:
    from resnet_inspect.report import Report

PICTURES = frozenset({".svg", ".png", ".pdf"})

_SIZE = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, kw_only=True)
class SizeFlags:
    """What is shown of the sizes."""

    heading: ClassVar = "Sizes"

    at: Annotated[
        list[str] | None,
        typer.Option(metavar="SIZES", help="Feature maps at these sizes: 224,256,320x256."),
    ] = None
    show_map: Annotated[
        bool, typer.Option("--map/--no-map", help="Draw a map of sizes below the table.")
    ] = True
    theme: Annotated[
        str,
        typer.Option(
            autocompletion=values.one_of(values.themes),
            metavar="NAME",
            help="Of the figure: paper, light, dark, colorblind, auto, or a TOML file.",
        ),
    ] = "paper"


@grouped
def sizes_command(
    target: TargetArgument, run: RunFlags, shown: SizeFlags, written: TableFlags
) -> None:
    """Show which input sizes work, which fail and where, and all feature maps as formulas.

    With -o FILE.svg, .png or .pdf: the map of sizes as a figure.

    Examples:
        resnet-inspect sizes my.py
        resnet-inspect sizes resnet50 --at 224,320x256
        resnet-inspect sizes my.py -o sizes.svg
    """
    from resnet_inspect import api  # noqa: PLC0415 - `--help` needs none of it

    texts = split_names(shown.at)
    report = api.sized(target, run.options, [_sides(text) for text in texts])
    if _is_picture(written.output):
        _save(report, shown.theme, written.output or "")
        return
    from resnet_inspect.render.sizes.feature_maps import size_table  # noqa: PLC0415 - see above

    sizes = [_size(report, text) for text in texts] or [_traced(report)]
    text = written.text(size_table(report, sizes if report.sizes.axes else []))
    if shown.show_map and written.kind in {TableFormat.RICH, TableFormat.PLAIN}:
        text += _map(report, written)
    write(text, written.output, painted=written.kind is TableFormat.RICH)


def _is_picture(output: str | None) -> bool:
    return output is not None and PurePath(output).suffix.lower() in PICTURES


def _traced(report: "Report") -> dict[str, int]:
    return {axis.name: axis.traced for axis in report.sizes.axes}


def _size(report: "Report", text: str) -> dict[str, int]:
    """Read ``224`` or ``320x256`` as sizes of the input's axes."""
    sides = _sides(text)
    names = [axis.name for axis in report.sizes.axes]
    sizes = sides * (len(names) if len(sides) == 1 else 1)
    if len(sizes) != len(names):
        raise UsageError(f"`{text}` is not one size for each of {', '.join(names)}")
    return dict(zip(names, sizes, strict=True))


def _sides(text: str) -> tuple[int, ...]:
    numbers = text.lower().replace("×", "x").split("x")
    if not all(_SIZE.fullmatch(number) for number in numbers):
        raise UsageError(f"`{text}` is no size", "Write --at 224 or --at 320x256.")
    return tuple(map(int, numbers))


def _map(report: "Report", written: TableFlags) -> str:
    from resnet_inspect.render.sizes import text_map  # noqa: PLC0415 - only where it is drawn
    from resnet_inspect.render.table.charset import ASCII, UNICODE  # noqa: PLC0415 - see above

    return text_map.render(report, ASCII if written.ascii_only else UNICODE)


def _save(report: "Report", theme: str, output: str) -> None:
    from resnet_inspect.render.diagram.scene.theme import load_theme  # noqa: PLC0415 - figures only
    from resnet_inspect.render.sizes.picture import draw  # noqa: PLC0415 - see above

    scene = draw(report, load_theme(theme))
    if scene is None:
        raise UsageError("no size of this network's input can vary: there is no map to draw")
    match PurePath(output).suffix.lower():
        case ".svg":
            from resnet_inspect.render.diagram.formats.svg import render_svg  # noqa: PLC0415 - the format in use

            write(render_svg(scene), output)
        case ".png":
            from resnet_inspect.render.diagram.formats.png import render_png  # noqa: PLC0415 - see above

            write_bytes(render_png(scene), output)
        case _:
            from resnet_inspect.render.diagram.formats.pdf import render_pdf  # noqa: PLC0415 - see above

            write_bytes(render_pdf(scene), output)
