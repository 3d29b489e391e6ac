"""``resnet-inspect diagram TARGET -o FIGURE``: a figure."""

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_inspect.cli.options import (
    DEFAULT_TIMEOUT,
    TARGET_HELP,
    ArgOption,
    InputOption,
    OutputOption,
    TimeoutOption,
    TrainOption,
    report_of,
)
from resnet_inspect.cli.output import screen, write, write_bytes
from resnet_inspect.render.diagram.content.model import Level
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.picture import Engine, Format, Output, format_of, picture
from resnet_inspect.render.table.charset import UNICODE

if TYPE_CHECKING:
    from resnet_inspect.render.diagram.formats.terminal_picture import Protocol
    from resnet_inspect.report import Report

TERMINAL_DPI = 110
"""Large enough to read in a terminal."""

TargetsArgument = Annotated[
    list[str],
    typer.Argument(metavar="TARGET...", help=f"{TARGET_HELP} Several are drawn in one figure."),
]
LevelOption = Annotated[
    Level | None,
    typer.Option(
        help="How much detail: by default blocks, for one module its layers, for several "
        "networks their stages."
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="By default what the file's name says; text without one."),
]
FitOption = Annotated[
    str, typer.Option(metavar="PAGE", help="Fit it on a4, letter, a paper's column, or a slide.")
]
ThemeOption = Annotated[
    str,
    typer.Option(metavar="NAME", help="paper, light, dark, colorblind, or a TOML file."),
]
OnlyOption = Annotated[
    str, typer.Option(metavar="MODULE", help="Draw one block or module: layer2.0.")
]
ExpandOption = Annotated[
    list[str] | None,
    typer.Option(metavar="MODULE", help="Draw the equal blocks in it one by one. Repeatable."),
]
FoldOption = Annotated[
    str, typer.Option(metavar="auto|none", help="Draw runs of equal blocks once, or all of them.")
]
ShowOption = Annotated[
    str,
    typer.Option(metavar="NAMES", help="On each chip: params, macs, flops, activations, field, "
                 "shape, separated by commas."),
]  # fmt: skip
ColorOption = Annotated[
    str, typer.Option(metavar="NAME", help="Heat colours by params, macs, flops or activations.")
]
DpiOption = Annotated[float, typer.Option(min=30, max=2400, help="Resolution of a PNG.")]
EngineOption = Annotated[
    Engine,
    typer.Option(help="Our layout, or Graphviz's: graphviz-pure comes along, dot is the system's."),
]
TemplatesOption = Annotated[
    str | None,
    typer.Option(metavar="FOLDER", help="Your own figure.tex.j2, diagram.html.j2."),
]


def diagram_command(  # noqa: PLR0913, PLR0917 - the command's options
    targets: TargetsArgument,
    output: OutputOption = None,
    output_format: FormatOption = None,
    level: LevelOption = None,
    fit: FitOption = "a4",
    theme: ThemeOption = "paper",
    only: OnlyOption = "",
    fold: FoldOption = "auto",
    expand: ExpandOption = None,
    show: ShowOption = "",
    color_by: ColorOption = "",
    legend: Annotated[bool, typer.Option(help="Say what the lines mean.")] = True,  # noqa: FBT002 - a flag
    lint: Annotated[bool, typer.Option("--lint", help="Number the lint's findings.")] = False,  # noqa: FBT002 - a flag
    title: Annotated[bool, typer.Option(help="Name the network.")] = True,  # noqa: FBT002 - a flag
    dpi: DpiOption = 200,
    engine: EngineOption = Engine.OWN,
    templates: TemplatesOption = None,
    inputs: InputOption = None,
    arguments: ArgOption = None,
    train: TrainOption = False,  # noqa: FBT002 - a flag
    timeout: TimeoutOption = DEFAULT_TIMEOUT,
) -> None:
    """Draw a network: for a paper, a slide, a README or a web page.

    A network that fails is drawn too: the operator that fails in red, what follows from a guess
    in grey.
    """
    options = Options(
        level=level, fit=fit, theme=theme, fold=_folds(fold), expand=tuple(expand or ()),
        only=only, show=_names(show), color_by=color_by, title=title, legend=legend,
    )  # fmt: skip
    shown = screen()
    how = Output(
        format=output_format or _default(output), engine=engine, dpi=dpi, templates=templates,
        fenced=bool(output and output.endswith(".md")), width=shown.width,
        charset=shown.charset if output is None else UNICODE,
    )  # fmt: skip
    reports = [
        report_of(target, inputs, arguments, train=train, timeout=timeout, recover=True)
        for target in targets
    ]
    if lint:
        reports = [
            linted(report, target, inputs, arguments, timeout=timeout)
            for report, target in zip(reports, targets, strict=True)
        ]
    if output is None and output_format is None and (protocol := terminal_protocol()):
        write(terminal_picture(reports, options, protocol), None)
    else:
        save(picture(reports, options, how), output)
    finish(reports)


def linted(
    report: "Report",
    target: str,
    inputs: list[str] | None,
    arguments: list[str] | None,
    *,
    timeout: float,
) -> "Report":
    """Return the report with what the lint finds in its network."""
    from resnet_inspect import api  # noqa: PLC0415 - only with --lint
    from resnet_inspect.targets.arguments.call_arguments import parse_arguments  # noqa: PLC0415 - see above

    chosen = parse_arguments(arguments or [])
    found = api.lint(target, inputs or None, arguments=chosen, timeout=timeout)
    return replace(report, findings=tuple(found))


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


def finish(reports: "list[Report]") -> None:
    """Say on standard error what failed, and end with the status of a finding."""
    failures = [failure for report in reports for failure in report.graph.failures]
    for failure in failures:
        where = f" at {failure.frames[-1]}" if failure.frames else ""
        typer.echo(f"the forward pass failed{where}: {failure.message}", err=True)
    if failures:
        raise typer.Exit(1)


def _default(output: str | None) -> Format:
    return format_of(output) if output and output != "-" else Format.TEXT


def _folds(word: str) -> bool:
    if word not in {"auto", "none"}:
        raise typer.BadParameter(f"`{word}` is neither auto nor none", param_hint="--fold")
    return word == "auto"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
