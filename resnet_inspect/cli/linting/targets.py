"""The networks that a lint run is about: targets, and those of files and folders."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from resnet_inspect.cli.linting.file_scan import imported_names, may_hold_network
from resnet_inspect.errors import (
    InspectError,
    MissingArgumentsError,
    NoNetworkError,
    SeveralNetworksError,
)
from resnet_inspect.linter.finding import Findings
from resnet_inspect.linter.reporting.config import Config, TargetConfig
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.targets.arguments.call_arguments import parse_arguments
from resnet_inspect.targets.files.folder import python_files
from resnet_inspect.targets.run_options import RunOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LintTask:
    """One target and how it is built."""

    target: str
    run: RunOptions = field(default_factory=RunOptions)
    optional: bool = False
    """Whether the target may hold no network: a file that was found in a folder."""
    parts: frozenset[str] = frozenset()
    """Names that other files of the folder import: what they name is part of something."""


def tasks(
    targets: Sequence[str],
    config: Config,
    template: LintTask,
    *,
    if_network: bool = False,
) -> list[LintTask]:
    """Return what to lint: the targets given, or else those of the configuration."""
    if not targets:
        return [_configured(one, config, template) for one in config.targets]
    found: list[LintTask] = []
    for target in targets:
        if Path(target).is_dir():
            files = [str(file) for file in python_files(Path(target))]
            folder = replace(template, optional=True, parts=imported_names(files))
            found += [_with_config(replace(folder, target=file), config) for file in files]
        else:
            optional = if_network and target.endswith(".py")
            found.append(_with_config(replace(template, target=target, optional=optional), config))
    return found


def _configured(one: TargetConfig, config: Config, template: LintTask) -> LintTask:
    return replace(
        template,
        target=_from_folder(one.target, config.folder),
        run=_run(one, template.run),
    )


def _with_config(task: LintTask, config: Config) -> LintTask:
    """Take input and arguments from the configuration, if it knows the target."""
    for one in config.targets:
        known = _from_folder(one.target, config.folder)
        file = known.rpartition(":")[0] or known
        if Path(task.target).resolve() == Path(file).resolve() or task.target == one.target:
            return replace(task, target=known, run=_run(one, task.run))
    return task


def _run(one: TargetConfig, given: RunOptions) -> RunOptions:
    """Return how the configuration runs a network, where the command line does not say."""
    configured = parse_arguments([f"{name}={value}" for name, value in one.arguments.items()])
    return replace(
        given, input=given.input or list(one.input) or None,
        arguments={**configured, **given.arguments},
    )  # fmt: skip


def _from_folder(target: str, folder: Path) -> str:
    """Return a target whose file is named from the configuration's folder, as seen from here."""
    source, colon, attribute = target.rpartition(":")
    if not colon:
        source, attribute = target, ""
    if not source.endswith((".py", ".json")) or Path(source).is_absolute():
        return target
    path = os.path.relpath(folder / source)
    return f"{path}:{attribute}" if attribute else path


def run_task(task: LintTask, options: LintOptions) -> list[Findings]:
    """Lint one target; a file with several networks gives several results."""
    from resnet_inspect import api  # noqa: PLC0415 - imports torch
    from resnet_inspect.linter.network import failed_to_run  # noqa: PLC0415 - see above

    if task.optional and not may_hold_network(task.target):
        return []
    try:
        return [api.linted(task.target, task.run, options)]
    except SeveralNetworksError as several:
        inner = [replace(task, target=f"{task.target}:{name}") for name in several.names]
        return merged([result for one in inner for result in run_task(one, options)])
    except NoNetworkError as error:
        return [] if task.optional else [failed_to_run(task.target, error)]
    except MissingArgumentsError as error:
        return [] if error.name in task.parts else [failed_to_run(task.target, error)]
    except InspectError as error:
        return [failed_to_run(task.target, error)]


def merged(results: Sequence[Findings]) -> list[Findings]:
    """Report what several networks of one file share only once."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for result in results:
        fresh = []
        for finding in result:
            key = (finding.code, finding.place, "" if finding.place else finding.message)
            if key not in seen:
                fresh.append(finding)
            seen.add(key)
        kept.append(replace(result, findings=tuple(fresh)))
    return kept


def said_once(results: Sequence[Findings]) -> list[Findings]:
    """Join networks that could not be run for the same reason, such as one missing package."""
    groups: dict[object, list[Findings]] = {}
    for number, result in enumerate(results):
        same = bool(result.error) and not result.findings
        groups.setdefault((result.error, result.hint) if same else number, []).append(result)
    return [
        replace(first, target=", ".join([first.target, *(one.target for one in others)]))
        for first, *others in groups.values()
    ]
