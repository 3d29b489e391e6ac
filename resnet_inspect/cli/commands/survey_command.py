"""``resnet-inspect survey``: many networks, one table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from resnet_inspect import units
from resnet_inspect.cli.completing.targets import complete_target
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.run_flags import split_names
from resnet_inspect.cli.output import write
from resnet_inspect.cli.surveying.flags import ChoiceFlags, NetworkFlags, PlaceFlags
from resnet_inspect.cli.surveying.outputs import (
    Shown,
    check_outputs,
    print_survey,
    write_survey,
)
from resnet_inspect.cli.wording import say
from resnet_inspect.survey.networks.tasks import expand
from resnet_inspect.survey.rows.journal import journal_of, read_journal
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.comparison import changes
from resnet_inspect.survey.table.saved import is_survey, read_survey

TARGETS_HELP = (
    "Names, with wildcards too: 'timm:*resnet*', 'torchvision:*', 'resnet*'; files, folders and "
    "'models/*.py'; saved traces; files of weights; a list of targets in .txt or .csv; or an "
    "earlier survey's .parquet or .jsonl, whose rows are taken as they are. Python files are "
    "executed."
)


@grouped
def survey_command(  # noqa: PLR0913, PLR0917 - the groups and the files
    targets: Annotated[
        list[str],
        typer.Argument(metavar="TARGET", autocompletion=complete_target, help=TARGETS_HELP),
    ],
    network: NetworkFlags,
    place: PlaceFlags,
    choice: ChoiceFlags,
    outputs: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to .parquet, .csv, .jsonl, .json, .md, .html, .tex or .txt; with --plot to "
            ".svg, .png, .pdf or .tikz. Repeatable; the first one keeps the rows as they come.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Say what changed since an earlier survey; exit 1 if anything did."
        ),
    ] = None,
) -> None:
    """Inspect and lint many networks, and put a row of each into one table.

    Examples:
        resnet-inspect survey models/ resnet50 -o survey.csv
        resnet-inspect survey 'timm:resnet*' --sort macs -o timm.parquet
        resnet-inspect survey timm.parquet --where 'params < 30e6' --plot macs,params
    """
    files = outputs or []
    choice.check()
    check_outputs(files, choice.axes)
    before = read_survey(against) if against else None
    journal = _journal(place.resume, files)
    saved = [target for target in targets if is_survey(target)]
    rows = [row for target in saved for row in read_survey(target)]
    if len(saved) < len(targets):
        if journal is not None and files and {Path(file) for file in files} == {journal}:
            choice.refuse_for_journal(journal)
        rows += _surveyed([one for one in targets if one not in saved], network, place, journal)
        files = [file for file in files if Path(file) != journal]
    shown = Shown(
        choice.chosen(rows), choice.axes, choice.theme, split_names(choice.columns),
        choice.width, choice.ascii_only,
    )  # fmt: skip
    for file in files:
        write_survey(shown, file)
    if before is not None:
        raise typer.Exit(_say_changes(before, rows))
    if not outputs:
        print_survey(shown)


def _journal(resume: str | None, files: Sequence[str]) -> Path | None:
    first = resume or next(iter(files), None)
    return None if first is None else journal_of(first)


def _surveyed(
    targets: Sequence[str], network: NetworkFlags, place: PlaceFlags, journal: Path | None
) -> list[Row]:
    from resnet_inspect.survey.survey import run_survey  # noqa: PLC0415 - saved rows need none of it

    tasks = expand(targets, network.inputs or (), network.arguments or ())
    try:
        rows = run_survey(tasks, network.settings, place.place(journal))
    except KeyboardInterrupt:
        _say_how_to_go_on(journal, len(tasks))
        raise
    failed = sum(row.failed for row in rows)
    say(f"{units.plural(len(rows), 'network')}, {failed} failed")
    return rows


def _say_how_to_go_on(journal: Path | None, tasks: int) -> None:
    if journal is not None and journal.is_file():
        done = len(read_journal(journal))
        say(f"{done} of {tasks} rows are in {journal}; go on: --resume {journal}")


def _say_changes(before: list[Row], rows: list[Row]) -> int:
    """Print what changed, and return the exit status."""
    found = changes(before, rows)
    write("".join(f"{change}\n" for change in found) or "nothing changed\n", None)
    return 1 if found else 0
