"""The options of a survey, in groups."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from resnet_inspect.cli.completing import values
from resnet_inspect.cli.options.run_flags import split_names
from resnet_inspect.errors import UsageError
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import DEFAULT_MEMORY, Settings
from resnet_inspect.survey.survey import Place
from resnet_inspect.survey.table.columns import column, numeric
from resnet_inspect.survey.table.selection import sort, where
from resnet_inspect.targets.run_options import DEFAULT_TIMEOUT

GIB = 2**30


@dataclass(frozen=True, kw_only=True)
class NetworkFlags:
    """How each network is built, and what it may take."""

    heading: ClassVar = "The networks"

    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            "-i",
            metavar="SIZE",
            help="224, 224x160 or 8x3x224x224; repeated, each network is surveyed at each size. "
            "Several inputs of one network are one text: '224 64', 'image=224 mask=1x64x64'.",
        ),
    ] = None
    arguments: Annotated[
        list[str] | None,
        typer.Option("--arg", "-a", metavar="NAME=VALUE", help="A constructor argument for all."),
    ] = None
    train: Annotated[bool, typer.Option("--train", help="Trace in training mode.")] = False
    no_lint: Annotated[
        bool, typer.Option("--no-lint", help="Do not look for bugs: half the time and less.")
    ] = False
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout", min=0, metavar="SECONDS", help="For each network; 0 for no limit."
        ),
    ] = DEFAULT_TIMEOUT
    memory: Annotated[
        float,
        typer.Option("--memory", min=0, metavar="GIB", help="For each network; 0 for no limit."),
    ] = DEFAULT_MEMORY / GIB

    @property
    def settings(self) -> Settings:
        """What holds for all networks."""
        return Settings(
            lint=not self.no_lint, train=self.train, timeout=self.timeout,
            memory=int(self.memory * GIB), folder=str(Path.cwd()),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlaceFlags:
    """Where the survey runs, and whether it goes on."""

    heading: ClassVar = "Where it runs"

    scheduler: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="A dask scheduler: tcp://host:8786. By default this machine."
        ),
    ] = ""
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            metavar="N",
            help="Workers on this machine. [default: a core each]",
        ),
    ] = None
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Go on where the survey stopped that wrote this file; else begin it.",
        ),
    ] = None
    retry_failed: Annotated[
        bool,
        typer.Option("--retry-failed", help="With --resume: survey networks that failed again."),
    ] = False

    def place(self, journal: Path | None) -> Place:
        """Return where the survey runs and keeps its rows.

        Raises:
            UsageError: Failed networks are to be tried again, and no file is named that has them.
        """
        if self.retry_failed and self.resume is None:
            raise UsageError(
                "`--retry-failed` needs the file whose networks failed", "Add --resume FILE."
            )
        return Place(
            scheduler=self.scheduler, jobs=self.jobs, journal=journal,
            resume=self.resume is not None, retry=self.retry_failed,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ChoiceFlags:
    """Which rows are shown, and how."""

    heading: ClassVar = "Rows and columns"

    where: Annotated[
        str,
        typer.Option(
            metavar="CONDITION",
            help="Only rows for which this holds, in SQL: 'params < 30e6 and macs < 5e9'.",
        ),
    ] = ""
    sort: Annotated[
        str,
        typer.Option(
            autocompletion=values.some_of(values.survey_columns, "+"),
            metavar="COLUMN",
            help="The largest first; +COLUMN for the smallest first.",
        ),
    ] = ""
    plot: Annotated[
        str,
        typer.Option(
            autocompletion=values.some_of(values.survey_columns),
            metavar="X,Y",
            help="Draw two columns against each other with the Pareto front: params,macs. Goes to "
            "the terminal, or with -o to .svg, .png, .pdf, .tikz and .html.",
        ),
    ] = ""
    columns: Annotated[
        list[str] | None,
        typer.Option(
            autocompletion=values.some_of(values.survey_columns),
            metavar="NAMES",
            help="Columns of the table, by name, with commas between.",
        ),
    ] = None
    width: Annotated[
        int | None,
        typer.Option(
            "--width", "-w", min=24, metavar="N", help="Columns of text, instead of the terminal's."
        ),
    ] = None
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Use ASCII characters only.")] = False
    theme: Annotated[
        str,
        typer.Option(
            autocompletion=values.one_of(values.themes),
            metavar="NAME",
            help="Of the plot: paper, light, dark, colorblind, auto, or a TOML file.",
        ),
    ] = "paper"

    @property
    def axes(self) -> tuple[str, str] | None:
        """The two columns of the plot; None for no plot.

        Raises:
            UsageError: They are not two.
        """
        if not self.plot:
            return None
        names = split_names([self.plot])
        if len(names) != 2:  # noqa: PLR2004 - across and up
            raise UsageError(
                f"`--plot {self.plot}` is not two columns", "Write: --plot params,macs"
            )
        return names[0], names[1]

    def check(self) -> None:
        """Say what is wrong with these flags before hours are spent.

        Raises:
            UsageError: A column or the condition is not one.
        """
        self.chosen([])
        for name in self.axes or ():
            numeric(name)
        for name in split_names(self.columns):
            column(name)

    def refuse_for_journal(self, journal: Path) -> None:
        """Refuse what would have no effect: a file that takes rows as they come holds them all.

        Raises:
            UsageError: Rows are chosen, or sorted.
        """
        given = {"--where": self.where, "--sort": self.sort}
        for name in (name for name, value in given.items() if value):
            raise UsageError(
                f"{name} has no effect on `{journal}`, which takes every row as it comes",
                f"Write another file, too: -o best.csv; or choose later: survey {journal} {name} …",
            )

    def chosen(self, rows: list[Row]) -> list[Row]:
        """Return the rows that are shown, in their order."""
        kept = where(rows, self.where) if self.where else rows
        return sort(kept, self.sort) if self.sort else kept
