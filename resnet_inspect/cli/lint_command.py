"""``resnet-inspect lint``: what is wrong with a network, at the line to change."""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from resnet_inspect.cli.options import (
    DEFAULT_TIMEOUT,
    TARGET_HELP,
    ArgOption,
    InputOption,
    OutputOption,
    TimeoutOption,
)
from resnet_inspect.cli.output import screen, write
from resnet_inspect.errors import UsageError
from resnet_inspect.lint.finding import Findings, Severity
from resnet_inspect.lint.reporting.config import Config, find_config, read_config


class FindingsFormat(StrEnum):
    """How findings are written."""

    FRAMES = "frames"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


def lint_command(  # noqa: PLR0913, PLR0917 - the command's options
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help=f"{TARGET_HELP} A folder stands for the networks in it. Without a target: those "
            "in pyproject.toml.",
        ),
    ] = None,
    inputs: InputOption = None,
    arguments: ArgOption = None,
    timeout: TimeoutOption = DEFAULT_TIMEOUT,
    output_format: Annotated[
        FindingsFormat, typer.Option("--format", "-f", help="How to write the findings.")
    ] = FindingsFormat.FRAMES,
    output: OutputOption = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULES", help="Only these: RES204, RES2, missing-join. Repeatable."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Not these. Repeatable.")
    ] = None,
    fail_on: Annotated[
        Severity | None, typer.Option(help="From which severity on to exit with 1.")
    ] = None,
    fast: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--fast", help="Trace at the given input only.")
    ] = False,
    against: Annotated[
        str, typer.Option(metavar="VARIANT", help="List departures from a reference: resnet50.")
    ] = "",
    diff: Annotated[bool, typer.Option("--diff", help="Print the fixes as a patch.")] = False,  # noqa: FBT002 - a flag
    fix: Annotated[bool, typer.Option("--fix", help="Apply the safe fixes.")] = False,  # noqa: FBT002 - a flag
    unsafe: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--unsafe", help="With --fix or --diff: the other fixes as well.")
    ] = False,
    baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Do not report the findings in this file.")
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the findings into such a file.")
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Processes at a time; 0: one a core.")
    ] = 0,
    if_network: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--if-network", help="Pass over files that define no network.")
    ] = False,
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="Settings; by default pyproject.toml.")
    ] = None,
) -> None:
    """Find what is wrong with networks: every bug in one run, at the line to change."""
    from resnet_inspect.cli.lint_targets import LintTask, run_all, tasks  # noqa: PLC0415 - see main
    from resnet_inspect.lint.reporting.options import LintOptions, chosen_rules  # noqa: PLC0415 - see above
    from resnet_inspect.targets.arguments.call_arguments import parse_arguments  # noqa: PLC0415 - see above

    settings = _settings(config)
    options = LintOptions(
        select=_split(select) or settings.select,
        ignore=(*settings.ignore, *_split(ignore)),
        per_file_ignores=settings.per_file_ignores,
        severity=settings.severity,
        fast=fast,
        against=against,
    )
    chosen_rules(options)
    template = LintTask(
        target="", inputs=tuple(inputs or ()), timeout=timeout,
        arguments=parse_arguments(arguments or []),
    )  # fmt: skip
    todo = tasks(targets or [], settings, template, if_network=if_network)
    if not todo and not targets:
        raise UsageError(
            "nothing to lint", "Name a target: resnet-inspect lint my.py, or a folder."
        )
    results = [
        result
        for _, found in run_all(jobs or os.cpu_count() or 1, todo, options)
        for result in found
    ]
    results = _without_baseline(results, baseline, settings)
    if write_baseline:
        _write_baseline(results, write_baseline)
    if diff or fix:
        results = _fix(results, fix=fix, unsafe=unsafe)
    if not diff:
        write(rendered(results, output_format, output), output)
    raise typer.Exit(_status(results, fail_on or settings.fail_on or Severity.WARNING))


def _settings(file: str | None) -> Config:
    if file is not None:
        if not Path(file).is_file():
            raise UsageError(f"there is no file `{file}`")
        return read_config(Path(file))
    found = find_config(Path.cwd())
    return read_config(found) if found is not None else Config()


def _split(values: list[str] | None) -> tuple[str, ...]:
    return tuple(
        part.strip() for value in values or () for part in value.split(",") if part.strip()
    )


def _without_baseline(
    results: list[Findings], file: str | None, settings: Config
) -> list[Findings]:
    from resnet_inspect.lint.reporting.baseline import read_baseline, without_known  # noqa: PLC0415 - see above

    path = Path(file) if file else settings.folder / settings.baseline
    if not file and not (settings.baseline and path.is_file()):
        return results
    old = read_baseline(path)
    return [without_known(result, old) for result in results]


def _write_baseline(results: list[Findings], file: str) -> None:
    from resnet_inspect.lint.reporting.baseline import baseline_text  # noqa: PLC0415 - see above

    write(baseline_text(results), file)


def _fix(results: list[Findings], *, fix: bool, unsafe: bool) -> list[Findings]:
    """Print or apply the fixes; return what is left to report."""
    from dataclasses import replace  # noqa: PLC0415 - see above

    from resnet_inspect.cli import lint_fixes  # noqa: PLC0415 - see above

    changes = lint_fixes.changed_texts(results, unsafe=unsafe)
    if not fix:
        typer.echo(lint_fixes.diff(changes), nl=False)
        return results
    made = set(lint_fixes.chosen_fixes(results, unsafe=unsafe))
    written, left = lint_fixes.write_fixes(changes)
    for file in written:
        typer.echo(f"fixed {file}", err=True)
    for file in left:
        typer.echo(f"{file} changed meanwhile and was left as it is", err=True)
    if left:
        return results
    return [
        replace(result, findings=tuple(one for one in result if one.fix not in made))
        for result in results
    ]


def rendered(results: Sequence[Findings], kind: FindingsFormat, output: str | None) -> str:
    """Return the findings in the format asked for."""
    from importlib import import_module  # noqa: PLC0415 - see above

    if kind is FindingsFormat.FRAMES:
        from resnet_inspect.render.findings import frames  # noqa: PLC0415 - see above

        shown = screen()
        colors = shown.colors is not None and output is None
        return frames.render(results, colors=colors, ascii_only=shown.charset.name == "ascii")
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
                print(f"error: {result.target}: {result.error}", file=sys.stderr)  # noqa: T201 - the command line
        return 2
    return 1 if any(result.at_least(fail_on) for result in results) else 0
