"""``resnet-inspect diagram TARGET -o FIGURE``: a figure."""

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.completing import values
from resnet_inspect.cli.completing.targets import complete_target
from resnet_inspect.cli.failures import finish
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.memory_flags import MemoryFigureFlags
from resnet_inspect.cli.options.named_targets import named, names_of
from resnet_inspect.cli.options.run_flags import TARGET_HELP, OutputOption, RunFlags, split_names
from resnet_inspect.cli.output import screen, write, write_bytes
from resnet_inspect.cli.wording import say
from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.content.model import Level
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.picture import (
    Engine,
    Format,
    Output,
    format_of,
    picture,
    scene_as,
    scene_of,
)
from resnet_inspect.render.diagram.scene.legibility import small_type_note
from resnet_inspect.render.diagram.scene.theme import load_theme
from resnet_inspect.render.memory.picture import memory_picture
from resnet_inspect.render.table.charset import UNICODE

if TYPE_CHECKING:
    from resnet_inspect.render.diagram.formats.terminal_picture import Protocol
    from resnet_inspect.report import Report

TWO = 2

TERMINAL_DPI = 110
"""Large enough to read in a terminal."""

TargetsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="TARGET",
        autocompletion=complete_target,
        help=f"{TARGET_HELP} Several are drawn in one figure; NAME=TARGET names them.",
    ),
]


@dataclass(frozen=True, kw_only=True)
class FigureFlags:
    """What a figure shows, and in which colors."""

    heading: ClassVar = "The figure"

    level: Annotated[
        Level | None,
        typer.Option(
            help="How much detail: by default blocks, for one module its layers, for several "
            "networks their stages."
        ),
    ] = None
    fit: Annotated[
        str,
        typer.Option(
            metavar="PAGE",
            autocompletion=values.one_of(values.pages),
            help="Fit it on a4, letter, one column of a paper, both of them (page), or a slide.",
        ),
    ] = "a4"
    theme: Annotated[
        str,
        typer.Option(
            autocompletion=values.one_of(values.themes),
            metavar="NAME",
            help="paper, light, dark, colorblind, auto (light or dark as the viewer's screen is, "
            "in SVG and HTML), or a TOML file.",
        ),
    ] = "paper"
    font: Annotated[
        str,
        typer.Option(metavar="FILE", help="A TrueType font instead of ours: Inter.ttf."),
    ] = ""
    only: Annotated[
        str, typer.Option(metavar="MODULE", help="Draw one block or module: layer2.0.")
    ] = ""
    fold: Annotated[
        str,
        typer.Option(metavar="auto|none", help="Draw runs of equal blocks once, or all of them."),
    ] = "auto"
    expand: Annotated[
        list[str] | None,
        typer.Option(metavar="MODULE", help="Draw the equal blocks in it one by one. Repeatable."),
    ] = None
    show: Annotated[
        str,
        typer.Option(
            autocompletion=values.some_of(values.chip_figures),
            metavar="NAMES",
            help="On each chip: params, macs, flops, activations, field, "
            "shape, separated by commas.",
        ),
    ] = ""
    color_by: Annotated[
        str,
        typer.Option(
            autocompletion=values.one_of(values.heat_figures),
            metavar="NAME",
            help="Heat colors by params, macs, flops or activations.",
        ),
    ] = ""
    legend: Annotated[bool, typer.Option(help="Say what the lines mean.")] = True
    title: Annotated[
        str, typer.Option(metavar="NAME", help="What the network is called in the figure.")
    ] = ""
    no_title: Annotated[bool, typer.Option("--no-title", help="Leave the title out.")] = False
    labels: Annotated[
        list[str] | None,
        typer.Option(
            "--label",
            metavar="PART=TEXT",
            help="Another word for a stage or block: layer1=conv2_x. Repeatable.",
        ),
    ] = None
    lint: Annotated[bool, typer.Option("--lint", help="Number the lint's findings.")] = False
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Draw the second of two networks and number what changed."),
    ] = False

    ignore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="With --diff: names, classes, bias, stem, head, or a setting. Repeatable.",
        ),
    ] = None

    @property
    def options(self) -> Options:
        """What these flags ask for."""
        return Options(
            level=self.level, fit=self.fit, theme=self.theme, fold=_folds(self.fold),
            expand=tuple(self.expand or ()), only=self.only, show=split_names([self.show]),
            color_by=self.color_by, title=not self.no_title, legend=self.legend, font=self.font,
            names=(self.title,) if self.title else (), labels=tuple(map(_label, self.labels or ())),
            ignore=split_names(self.ignore),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PictureFlags:
    """How a figure is written, and where."""

    heading: ClassVar = "Output"

    output: OutputOption = None
    output_format: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="By default what the file's name says; text without one."
        ),
    ] = None
    dpi: Annotated[
        float, typer.Option(min=30, max=2400, metavar="N", help="Resolution of a PNG.")
    ] = 200
    engine: Annotated[
        Engine,
        typer.Option(
            help="Our layout, or Graphviz's: graphviz-pure comes along, dot is the system's."
        ),
    ] = Engine.OWN
    templates: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Your own figure.tex.j2, diagram.html.j2."),
    ] = None

    @property
    def how(self) -> Output:
        """What these flags ask for."""
        shown = screen()
        return Output(
            format=self.output_format or self._by_name(), engine=self.engine, dpi=self.dpi,
            templates=self.templates, fenced=bool(self.output and self.output.endswith(".md")),
            width=shown.width, charset=shown.charset if self.output is None else UNICODE,
        )  # fmt: skip

    def _by_name(self) -> Format:
        return format_of(self.output) if self.output and self.output != "-" else Format.TEXT

    @property
    def protocol(self) -> "Protocol | None":
        """How the terminal is given pictures, None where a file or text is asked for."""
        wanted = self.output is None and self.output_format is None
        return terminal_protocol() if wanted else None


@grouped
def diagram_command(
    targets: TargetsArgument,
    written: PictureFlags,
    drawn: FigureFlags,
    run: RunFlags,
    memory: MemoryFigureFlags,
) -> None:
    """Draw a network: for a paper, a slide, a README or a web page.

    A network that fails is drawn too: the operator that fails in red, what follows from a guess
    in gray.

    Examples:
        resnet-inspect diagram my.py:Net -o net.pdf
        resnet-inspect diagram resnet18 resnet34 resnet50 -o three.svg
        resnet-inspect diagram resnet50 --only layer2.0 --theme dark -o block.png
        resnet-inspect diagram before.py after.py --diff -o change.svg
    """
    options, how = drawn.options, written.how
    networks = list(map(named, targets))
    targets = [network.target for network in networks]
    options = with_names(options, names_of(networks))
    if memory.memory:
        reports = [memory.planned(run.report(target)) for target in targets]
        save(
            memory_picture(reports, load_theme(drawn.theme), how, options.name_of(0)),
            written.output,
        )
        return
    reports = [run.report(target, recover=True) for target in targets]
    if drawn.lint:
        reports = [linted(*pair, run) for pair in zip(reports, targets, strict=True)]
    if drawn.diff:
        options, reports = since(options, reports)
    elif options.ignore:
        raise UsageError("--ignore says what is no change", "Add --diff, and two networks.")
    if drawn.title and len(reports) > 1:
        raise UsageError(
            f"--title names one network, not {len(reports)}", "Name each: NAME=TARGET."
        )
    if protocol := written.protocol:
        write(terminal_picture(reports, options, protocol), None, painted=True)
    else:
        save(drawn_as(reports, options, how), written.output)
    finish(reports)


def with_names(options: Options, names: tuple[str, ...]) -> Options:
    """Return the options with the names that stand before the targets.

    Raises:
        UsageError: ``--title`` names one of several networks, or one that has a name already.
    """
    if not names:
        return options
    if options.names:
        raise UsageError("--title and NAME=TARGET name the same network", "Leave one of them out.")
    return replace(options, names=names)


def drawn_as(reports: "list[Report]", options: Options, how: Output) -> str | bytes:
    """Return the figure; say on standard error where its type prints too small to be read."""
    if not how.is_scene:
        return picture(reports, options, how)
    scene = scene_of(reports, options, how)
    if note := small_type_note(scene, options.larger_pages):
        say(f"note: {note}")
    return scene_as(scene, how)


def since(options: Options, reports: "list[Report]") -> "tuple[Options, list[Report]]":
    """Return the options with the first of two networks as the earlier one, and the second.

    Raises:
        UsageError: There are not two.
    """
    if len(reports) != TWO:
        raise UsageError(
            f"--diff draws what changed between two networks, not {len(reports)}",
            "Name both: resnet-inspect diagram old.json new.py --diff.",
        )
    before, after = reports
    names = options.names[1:] if len(options.names) == TWO else options.names
    return replace(options, against=before, names=names), [after]


def linted(report: "Report", target: str, run: RunFlags) -> "Report":
    """Return the report with what the lint finds in its network."""
    from resnet_inspect import api  # noqa: PLC0415 - only with --lint

    return replace(report, findings=tuple(api.linted(target, run.options)))


def terminal_protocol() -> "Protocol | None":
    """Return how the terminal is given pictures, None where it shows none."""
    from resnet_inspect.render.diagram.formats.terminal_picture import (  # noqa: PLC0415 - without -o only
        protocol_of,
    )

    return protocol_of(os.environ) if sys.stdout.isatty() else None


def terminal_picture(reports: "list[Report]", options: Options, protocol: "Protocol") -> str:
    """Return the figure as a terminal shows it."""
    from resnet_inspect.render.diagram.figure import draw_all  # noqa: PLC0415 - without -o only
    from resnet_inspect.render.diagram.formats.png import rasterize  # noqa: PLC0415 - see above
    from resnet_inspect.render.diagram.formats.terminal_picture import show  # noqa: PLC0415 - see above

    return show(rasterize(draw_all(reports, options), TERMINAL_DPI), protocol)


def save(drawn: str | bytes, output: str | None) -> None:
    """Write a figure."""
    if isinstance(drawn, bytes):
        write_bytes(drawn, output)
    else:
        write(drawn, output)


def _label(word: str) -> tuple[str, str]:
    name, sign, text = word.partition("=")
    if not sign or not name:
        raise typer.BadParameter(f"`{word}` is not PART=TEXT", param_hint="--label")
    return name, text


def _folds(word: str) -> bool:
    if word not in {"auto", "none"}:
        raise typer.BadParameter(f"`{word}` is neither auto nor none", param_hint="--fold")
    return word == "auto"
