"""``resnet-inspect lint``: what is wrong with a network, at the line to change."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.completing import values
from resnet_inspect.cli.completing.targets import complete_reference, complete_target
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.run_flags import TARGET_HELP, BuildFlags, OutputOption, split_names
from resnet_inspect.cli.output import screen, write
from resnet_inspect.cli.wording import say
from resnet_inspect.errors import UsageError
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.reporting.config import Config, find_config, read_config

if TYPE_CHECKING:
    from resnet_inspect.linter.reporting.options import LintOptions


class FindingsFormat(StrEnum):
    """How findings are written."""

    FRAMES = "frames"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


@dataclass(frozen=True, kw_only=True)
class RuleFlags:
    """Which rules run, and on which traces."""

    heading: ClassVar = "Rules"

    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULES",
            autocompletion=values.one_of(values.rules),
            help="Only these: RES204, RES2, missing-join. Repeatable.",
        ),
    ] = None
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULES",
            autocompletion=values.one_of(values.rules),
            help="Not these. Repeatable.",
        ),
    ] = None
    fast: Annotated[bool, typer.Option("--fast", help="Trace at the given input only.")] = False
    against: Annotated[
        str,
        typer.Option(
            metavar="VARIANT",
            autocompletion=complete_reference,
            help="List departures from a reference: resnet50.",
        ),
    ] = ""
    weights: Annotated[
        str,
        typer.Option(metavar="FILE", help="Report what these weights would not fill: r50.pth."),
    ] = ""

    def options(self, settings: Config) -> "LintOptions":
        """Return what these flags and the project's settings ask for.

        Raises:
            UsageError: A selection names no rule, or the weights are none.
        """
        from resnet_inspect.linter.reporting.options import (  # noqa: PLC0415 - imports the rules
            LintOptions,
            chosen_rules,
        )

        options = LintOptions(
            select=split_names(self.select) or settings.select,
            ignore=(*settings.ignore, *split_names(self.ignore)),
            per_file_ignores=settings.per_file_ignores,
            severity=settings.severity,
            fast=self.fast,
            against=self.against,
            weights=self.weights,
        )
        chosen_rules(options)
        if self.weights:
            from resnet_inspect.checkpoints.read import read_checkpoint  # noqa: PLC0415 - rarely

            read_checkpoint(self.weights)
        return options


@dataclass(frozen=True, kw_only=True)
class FixFlags:
    """What becomes of the fixes."""

    heading: ClassVar = "Fixes"

    diff: Annotated[bool, typer.Option("--diff", help="Print the fixes as a patch.")] = False
    fix: Annotated[bool, typer.Option("--fix", help="Apply the safe fixes.")] = False
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="With --fix or --diff: the other fixes as well.")
    ] = False

    def asked(self, options: "LintOptions") -> "LintOptions":
        """Return the options with the fixes that are to be made."""
        from resnet_inspect.linter.reporting.options import Mend  # noqa: PLC0415 - imports the rules

        if not (self.fix or self.diff):
            return options
        return replace(options, mend=Mend.ALL if self.unsafe else Mend.SAFE)

    def made(self, results: list[Findings]) -> list[Findings]:
        """Print or write what was mended; return what is left to report."""
        from resnet_inspect.cli.linting import fixes  # noqa: PLC0415 - only with --fix or --diff

        changes = fixes.changed_texts(results, unsafe=self.unsafe)
        if not self.fix:
            write(fixes.diff(changes), None, painted=not sys.stdout.isatty())
            return [result.unmended or result for result in results]
        written, left = fixes.write_fixes(changes)
        for file in written:
            say(f"fixed {file}")
        for file in left:
            say(f"{file} changed meanwhile and was left as it is")
        return [result.unmended or result for result in results] if left else results


@dataclass(frozen=True, kw_only=True)
class BaselineFlags:
    """Findings that are known already."""

    heading: ClassVar = "Findings known already"

    baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Do not report the findings in this file.")
    ] = None
    write_baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the findings into such a file.")
    ] = None

    def new(self, results: list[Findings], settings: Config) -> list[Findings]:
        """Return the findings that no baseline holds; write one where it is asked for."""
        from resnet_inspect.linter.reporting.baseline import (  # noqa: PLC0415 - not for --help
            baseline_text,
            read_baseline,
            without_known,
        )

        path = Path(self.baseline) if self.baseline else settings.folder / settings.baseline
        if self.baseline or (settings.baseline and path.is_file()):
            old = read_baseline(path)
            results = [without_known(result, old) for result in results]
        if self.write_baseline:
            write(baseline_text(results), self.write_baseline)
        return results


@grouped
def lint_command(  # noqa: PLR0913 - the command's options
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            autocompletion=complete_target,
            metavar="TARGET",
            help=f"{TARGET_HELP} A folder stands for the networks in it. Without a target: those "
            "in pyproject.toml.",
        ),
    ] = None,
    *,
    build: BuildFlags,
    output_format: Annotated[
        FindingsFormat, typer.Option("--format", "-f", help="How to write the findings.")
    ] = FindingsFormat.FRAMES,
    output: OutputOption = None,
    rules: RuleFlags,
    fail_on: Annotated[
        Severity | None, typer.Option(help="From which severity on to exit with 1.")
    ] = None,
    fixing: FixFlags,
    known: BaselineFlags,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", min=0, metavar="N", help="Processes at a time; 0: one a core."
        ),
    ] = 0,
    if_network: Annotated[
        bool, typer.Option("--if-network", help="Pass over files that define no network.")
    ] = False,
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="Settings; by default pyproject.toml.")
    ] = None,
) -> None:
    """Find what is wrong with networks: every bug in one run, at the line to change.

    Examples:
        resnet-inspect lint my.py --input 32
        resnet-inspect lint models/ --format github
        resnet-inspect lint my.py --diff
        resnet-inspect lint my.py --fix
        resnet-inspect lint my.py --against resnet50
    """
    from resnet_inspect.cli.linting.processes import run_all  # noqa: PLC0415 - see main
    from resnet_inspect.cli.linting.targets import LintTask, said_once, tasks  # noqa: PLC0415

    settings = _settings(config)
    options = fixing.asked(rules.options(settings))
    template = LintTask(target="", run=build.options)
    todo = tasks(targets or [], settings, template, if_network=if_network)
    if not todo and not targets:
        raise UsageError(
            "nothing to lint", "Name a target: resnet-inspect lint my.py, or a folder."
        )
    answers = run_all(jobs or os.cpu_count() or 1, todo, options)
    results = said_once([result for _, found in answers for result in found])
    results = known.new(results, settings)
    if fixing.diff or fixing.fix:
        results = fixing.made(results)
    if not fixing.diff:
        painted = output_format is FindingsFormat.FRAMES
        write(rendered(results, output_format, output), output, painted=painted)
    raise typer.Exit(_status(results, fail_on or settings.fail_on or Severity.WARNING))


def _settings(file: str | None) -> Config:
    if file is not None:
        if not Path(file).is_file():
            raise UsageError(f"there is no file `{file}`")
        return read_config(Path(file))
    found = find_config(Path.cwd())
    return read_config(found) if found is not None else Config()


def rendered(results: Sequence[Findings], kind: FindingsFormat, output: str | None) -> str:
    """Return the findings in the format asked for."""
    from importlib import import_module  # noqa: PLC0415 - see above

    if kind is FindingsFormat.FRAMES:
        from resnet_inspect.render.findings import frames  # noqa: PLC0415 - see above

        shown = screen()
        colors = shown.colors is not None and output is None
        columns = shown.width if shown.fits and output is None else 0
        return frames.render(
            results, colors=colors, ascii_only=shown.charset.name == "ascii", columns=columns
        )
    modules = {
        FindingsFormat.CONCISE: "concise",
        FindingsFormat.JSON: "json_findings",
        FindingsFormat.SARIF: "sarif_log",
        FindingsFormat.GITHUB: "github",
        FindingsFormat.MARKDOWN: "markdown",
    }
    module = import_module(f"resnet_inspect.render.findings.{modules[kind]}")
    return str(module.render(results))


def _status(results: Sequence[Findings], fail_on: Severity) -> int:
    if any(result.error for result in results):
        for result in results:
            if result.error:
                say(f"error: {result.target}: {result.error}")
        return 2
    return 1 if any(result.at_least(fail_on) for result in results) else 0
