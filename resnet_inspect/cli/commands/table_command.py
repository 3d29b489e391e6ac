"""``resnet-inspect table TARGET…``: table 1 of He et al. 2015, for any networks."""

from enum import StrEnum
from pathlib import PurePath
from typing import Annotated

import typer

from resnet_inspect.cli.completing.targets import complete_target
from resnet_inspect.cli.failures import finish
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.named_targets import named, names_of
from resnet_inspect.cli.options.run_flags import TARGET_HELP, OutputOption, RunFlags
from resnet_inspect.cli.output import screen, write
from resnet_inspect.errors import UsageError

TargetsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="TARGET",
        autocompletion=complete_target,
        help=f"The columns: {TARGET_HELP} NAME=TARGET names a column.",
    ),
]


class PaperFormat(StrEnum):
    """How the table is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    LATEX = "latex"
    CSV = "csv"
    JSON = "json"


_ENDINGS = {
    ".txt": PaperFormat.TEXT, ".md": PaperFormat.MARKDOWN, ".html": PaperFormat.HTML,
    ".htm": PaperFormat.HTML, ".tex": PaperFormat.LATEX,
    ".csv": PaperFormat.CSV, ".json": PaperFormat.JSON,
}  # fmt: skip


@grouped
def table_command(  # noqa: PLR0913 - the command's options
    targets: TargetsArgument,
    run: RunFlags,
    *,
    output: OutputOption = None,
    output_format: Annotated[
        PaperFormat | None,
        typer.Option("--format", "-f", help="By default what the file's name says; else text."),
    ] = None,
    caption: Annotated[
        str, typer.Option("--caption", "--title", metavar="TEXT", help="The table's caption.")
    ] = "",
    label: Annotated[str, typer.Option(metavar="NAME", help="Its label in LaTeX, tab:nets.")] = "",
    templates: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Your own paper_table.tex.j2, .html.j2.")
    ] = None,
    ascii_only: Annotated[
        bool, typer.Option("--ascii", help="Text in ASCII characters only.")
    ] = False,
) -> None:
    """Print networks side by side as table 1 of He et al. 2015 does: stages, blocks, FLOPs.

    Examples:
        resnet-inspect table resnet18 resnet50 resnet101
        resnet-inspect table ours=my.py:Net resnet50 --caption Networks. -o nets.tex
    """
    from resnet_inspect.render.paper_table.build import paper_table  # noqa: PLC0415 - not for --help

    kind = output_format or _format_of(output)
    networks = list(map(named, targets))
    reports = [run.report(network.target) for network in networks]
    table = paper_table(reports, caption, label, names_of(networks))
    if kind is PaperFormat.LATEX:
        from resnet_inspect.render.paper_table import latex  # noqa: PLC0415 - the format in use

        text = latex.render(table, templates)
    elif kind is PaperFormat.HTML:
        from resnet_inspect.render.paper_table import html  # noqa: PLC0415 - see above

        text = html.render(table, templates)
    elif kind in {PaperFormat.CSV, PaperFormat.JSON}:
        from resnet_inspect.render.paper_table import data  # noqa: PLC0415 - see above

        text = data.as_csv(table) if kind is PaperFormat.CSV else data.as_json(table)
    elif kind is PaperFormat.MARKDOWN:
        from resnet_inspect.render.paper_table import markdown  # noqa: PLC0415 - see above

        text = markdown.render(table)
    else:
        from resnet_inspect.render.paper_table import text as plain  # noqa: PLC0415 - see above
        from resnet_inspect.render.table.charset import ASCII, UNICODE  # noqa: PLC0415 - see above

        shown = screen(ascii_only=ascii_only)
        charset = shown.charset if output is None else UNICODE
        columns = shown.width if shown.fits and output is None else 0
        text = plain.render(table, ASCII if ascii_only else charset, columns)
    write(text, output)
    finish(reports)


def _format_of(path: str | None) -> PaperFormat:
    if path is None or path == "-":
        return PaperFormat.TEXT
    ending = PurePath(path).suffix.lower()
    if ending not in _ENDINGS:
        raise UsageError(
            f"`{path}` names no format of tables", f"Known: {', '.join(_ENDINGS)}; or --format."
        )
    return _ENDINGS[ending]
